//! Claims about plans and what takes them back.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use proptest::collection::btree_map;
use proptest::collection::btree_set;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::*;
use crate::administration::AgentList;
use crate::administration::AgentRecord;
use crate::administration::Callin;
use crate::administration::Memberships;
use crate::administration::Priority;
use crate::queue::NamedRef;
use crate::time::UnixMs;

const QUEUES: [&str; 5] = ["1001226", "1000886", "7", "07", "007"];

fn callin(queues: &[&str], priority: Priority) -> Callin {
    Callin { queues: queues.iter().map(|&id| id.to_owned()).collect(), priority }
}

fn scan(agents: BTreeMap<String, Callin>) -> Memberships {
    let queues = QUEUES.iter().map(|&id| NamedRef { id: id.to_owned(), name: None }).collect();
    Memberships { queues, agents, complete: true, ..Memberships::default() }
}

fn list(agents: impl IntoIterator<Item = String>) -> AgentList {
    let record = |id: String| (id.clone(), AgentRecord { external_id: id, ..AgentRecord::default() });
    AgentList { agents: agents.into_iter().map(record).collect(), complete: true, as_of: UnixMs(0), requests: 1 }
}

fn one(agent: &str, before: Callin, change: Change) -> Step {
    let scan = scan(BTreeMap::from([(agent.to_owned(), before)]));
    planned(&[Asked { agent: agent.to_owned(), change }], &scan).rows.remove(0).step
}

fn planned(asked: &[Asked], scan: &Memberships) -> Plan {
    let agents = list(scan.agents.keys().cloned());
    plan(asked, Seen { agents: &agents, memberships: Some(scan), recording: &BTreeMap::new() })
}

fn strings(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|&id| id.to_owned()).collect()
}

fn impossible(why: WhyNot) -> Step {
    Step::Impossible { why }
}

#[test]
fn a06_the_whole_list_is_sent_and_says_what_comes_goes_and_stays() {
    let before = callin(&["1001226", "7"], Priority::Is(2));

    let step = one("082018", before.clone(), Change::some(strings(&["1000886"]), strings(&["7"])));

    let after = callin(&["1000886", "1001226"], Priority::Is(2));
    assert_eq!(step, Step::Callin { before, after });
    assert_eq!((step.added(), step.removed(), step.kept()), (vec!["1000886"], vec!["7"], vec!["1001226"]));
    let command = serde_json::to_value(step.command("082018").unwrap()).unwrap();
    let wanted = serde_json::json!({
        "external_id": "082018", "action": "set_callin_queues", "queue_ids": ["1000886", "1001226"], "priority": 2,
    });
    assert_eq!(command, wanted);
}

#[test]
fn a08_the_last_callin_queue_cannot_be_taken_away() {
    let before = callin(&["1001226"], Priority::NotTold);

    assert_eq!(one("1", before.clone(), Change::remove(strings(&["1001226"]))), impossible(WhyNot::LastQueue));
    assert_eq!(one("1", before.clone(), Change::replace([])), impossible(WhyNot::LastQueue));
    let moved = one("1", before, Change::some(strings(&["7"]), strings(&["1001226"])));
    assert!(matches!(moved, Step::Callin { .. }), "one that goes while another comes is no last one");
}

#[test]
fn a09_the_present_priority_goes_along_and_none_is_made_up() {
    let add = || Change::add(strings(&["7"]));
    let sent = |before: Priority, change: Change| {
        let step = one("1", callin(&["07"], before), change);
        if let Step::Callin { after, .. } = step { Ok(after.priority) } else { Err(step) }
    };

    assert_eq!(sent(Priority::Is(3), add()), Ok(Priority::Is(3)));
    assert_eq!(sent(Priority::NotTold, add()), Ok(Priority::NotTold));
    assert_eq!(sent(Priority::Unclear, add()), Err(impossible(WhyNot::PriorityUnclear)));
    assert_eq!(sent(Priority::Unclear, Change::priority(4)), Ok(Priority::Is(4)));
    assert_eq!(sent(Priority::Is(4), Change::priority(4)), Err(Step::Unchanged));
    let nowhere = one("1", Callin::default(), Change::priority(4));
    assert_eq!(nowhere, impossible(WhyNot::NoQueue), "a priority goes only with queues");
}

#[test]
fn what_is_so_already_is_not_sent() {
    let before = callin(&["7", "07"], Priority::Is(1));

    for change in [
        Change::add(strings(&["7"])),
        Change::remove(strings(&["007"])),
        Change::replace(strings(&["07", "7"])),
        Change::priority(1),
    ] {
        assert_eq!(one("1", before.clone(), change.clone()), Step::Unchanged, "{change:?}");
    }
}

#[test]
fn what_was_not_read_whole_or_is_not_known_is_refused() {
    let before = callin(&["7"], Priority::NotTold);
    let add = |queue: &str| Change::add(strings(&[queue]));

    assert_eq!(one("1", before.clone(), add("8")), impossible(WhyNot::UnknownQueue { queue: "8".to_owned() }));
    let contradiction = Change::some(strings(&["07"]), strings(&["07"]));
    assert_eq!(one("1", before.clone(), contradiction), impossible(WhyNot::Contradiction { queue: "07".to_owned() }));
    assert_eq!(one("1", before.clone(), Change::add([])), impossible(WhyNot::NothingAsked));

    let mut scan = scan(BTreeMap::from([("1".to_owned(), before)]));
    scan.complete = false;
    let asked = Asked::for_each(&strings(&["1", "2", "1"]), &add("07"));
    let mut agents = list(["1".to_owned()]);
    agents.agents.get_mut("1").unwrap().id_came_as_number = false;
    let steps = |agents: &AgentList, scan: &Memberships| {
        let seen = Seen { agents, memberships: Some(scan), recording: &BTreeMap::new() };
        plan(&asked, seen).rows.into_iter().map(|row| row.step).collect::<Vec<_>>()
    };
    assert_eq!(steps(&agents, &scan), [impossible(WhyNot::ScanIncomplete), impossible(WhyNot::NoSuchAgent)]);
    agents.complete = false;
    assert_eq!(steps(&agents, &scan)[1], impossible(WhyNot::AgentUnseen));
    agents.agents.get_mut("1").unwrap().id_came_as_number = true;
    assert_eq!(steps(&agents, &scan)[0], impossible(WhyNot::LeadingZeroMayBeLost), "a02");
}

#[test]
fn a02_an_agent_whose_rows_came_partly_as_numbers_is_not_planned_for() {
    let mut scan = scan(BTreeMap::from([
        ("082018".to_owned(), callin(&["7"], Priority::NotTold)),
        ("82018".to_owned(), callin(&["07"], Priority::NotTold)),
    ]));
    scan.numbers = BTreeSet::from(["82018".to_owned()]);
    let agents = strings(&["082018", "82018"]);

    let plan = planned(&Asked::for_each(&agents, &Change::add(strings(&["007"]))), &scan);

    assert!(plan.rows.iter().all(|row| row.step == impossible(WhyNot::LeadingZeroMayBeLost)), "{:?}", plan.rows);
}

#[test]
fn an_agent_stands_once_in_a_set() {
    let asked = |change| Asked { agent: "1".to_owned(), change };
    let scan = scan(BTreeMap::from([("1".to_owned(), callin(&["7"], Priority::NotTold))]));

    let plan = planned(&[asked(Change::add(strings(&["07"]))), asked(Change::remove(strings(&["7"])))], &scan);

    assert_eq!(plan.rows[1].step, impossible(WhyNot::AskedTwice));
    assert_eq!(plan.to_send(), 1);
}

#[test]
fn a07_without_the_right_to_list_queues_only_a_whole_list_can_be_set() {
    let mut agents = list(["1".to_owned()]);
    agents.agents.get_mut("1").unwrap().priority = Some(2);
    let step = |change: Change| {
        let seen = Seen { agents: &agents, memberships: None, recording: &BTreeMap::new() };
        plan(&[Asked { agent: "1".to_owned(), change }], seen)
    };

    assert_eq!(step(Change::add(strings(&["7"]))).rows[0].step, impossible(WhyNot::QueuesUnseen));
    let replaced = step(Change::replace(strings(&["7"])));
    assert_eq!(replaced.rows[0].step, Step::CallinUnseen { after: callin(&["7"], Priority::Is(2)) });
    assert_eq!(replaced.dangers, [Danger::ListsUnseen { agents: 1 }]);
}

#[test]
fn what_a_person_types_for_is_named() {
    let scan = scan(BTreeMap::from([
        ("1".to_owned(), callin(&["7", "07"], Priority::NotTold)),
        ("2".to_owned(), callin(&["7"], Priority::NotTold)),
    ]));
    let dangers = |agent: &str, change: Change| planned(&Asked::for_each(&strings(&[agent]), &change), &scan).dangers;
    let empty = |queue: &str| Danger::QueueLeftEmpty { queue: queue.to_owned() };

    assert_eq!(dangers("1", Change::remove(strings(&["07"]))), [empty("07")]);
    assert_eq!(dangers("1", Change::remove(strings(&["7"]))), [], "somebody else is still there");
    let both = dangers("1", Change::replace(strings(&["007"])));
    assert_eq!(both, [empty("07"), Danger::MembershipsReplaced { memberships: 2 }]);
    assert_eq!(dangers("1", Change::Recording { on: false }), [Danger::RecordingOff { agents: 1 }]);
    assert_eq!(dangers("1", Change::Recording { on: true }), []);
}

#[test]
fn a11_a12_the_callout_queue_is_one_and_has_no_priority() {
    let mut agents = list(["1".to_owned()]);
    agents.agents.get_mut("1").unwrap().callout = Some(NamedRef { id: "13876".to_owned(), name: None });
    let seen = Seen { agents: &agents, memberships: None, recording: &BTreeMap::new() };
    let step = |queue: &str| {
        let change = Change::Callout { queue_id: queue.to_owned() };
        plan(&[Asked { agent: "1".to_owned(), change }], seen).rows.remove(0).step
    };

    assert_eq!(step(" 13876 "), Step::Unchanged);
    assert_eq!(step("13877"), Step::Callout { before: Some("13876".to_owned()), after: "13877".to_owned() });
}

#[test]
fn a13_recording_that_was_set_here_is_sent_again_all_the_same() {
    let agents = list(["1".to_owned()]);
    let recording = BTreeMap::from([("1".to_owned(), true)]);
    let seen = Seen { agents: &agents, memberships: None, recording: &recording };

    let plan = plan(&[Asked { agent: "1".to_owned(), change: Change::Recording { on: true } }], seen);

    assert_eq!(plan.rows[0].step, Step::Recording { before: Some(true), on: true });
}

#[test]
fn what_nobody_knew_before_stays_as_it_is() {
    let unseen = Step::CallinUnseen { after: callin(&["7"], Priority::NotTold) };
    let callout = Step::Callout { before: None, after: "1".to_owned() };
    let recording = Step::Recording { before: None, on: false };
    let priority = Step::Callin { before: callin(&["7"], Priority::NotTold), after: callin(&["7"], Priority::Is(1)) };

    let undo = undo([("a", &unseen), ("b", &callout), ("c", &recording), ("d", &priority)].into_iter());

    assert_eq!(undo.asked, []);
    let stays = [
        ("d", CannotUndo::NoPriorityBefore),
        ("c", CannotUndo::NotKnownBefore),
        ("b", CannotUndo::NoCalloutBefore),
        ("a", CannotUndo::NotKnownBefore),
    ];
    assert_eq!(undo.stays, stays.map(|(agent, why)| (agent.to_owned(), why)));
}

/// The memberships after every row of the plan went through.
fn applied(scan: &Memberships, plan: &Plan) -> BTreeMap<String, Callin> {
    let mut agents = scan.agents.clone();
    for row in &plan.rows {
        if let Step::Callin { after, .. } = &row.step {
            agents.insert(row.agent.clone(), after.clone());
        }
    }
    agents
}

fn queue() -> impl Strategy<Value = String> {
    (0..QUEUES.len()).prop_map(|at| QUEUES[at].to_owned())
}

fn queues(least: usize) -> impl Strategy<Value = BTreeSet<String>> {
    btree_set(queue(), least..=3)
}

fn agent() -> impl Strategy<Value = String> {
    (0..6_usize).prop_map(|at| ["082018", "82018", "0", "00", "a", "A"][at].to_owned())
}

fn floor() -> impl Strategy<Value = BTreeMap<String, Callin>> {
    let callin = (queues(0), option::of(0..4_i32)).prop_map(|(queues, priority)| Callin {
        priority: priority.filter(|_| !queues.is_empty()).map_or(Priority::NotTold, Priority::Is),
        queues,
    });
    btree_map(agent(), callin, 1..6)
}

fn change() -> impl Strategy<Value = Change> {
    let edit = prop_oneof![
        Just(CallinEdit::Keep),
        (queues(0), queues(0)).prop_map(|(add, remove)| CallinEdit::Some { add, remove }),
        queues(0).prop_map(|queues| CallinEdit::Replace { queues }),
    ];
    (edit, option::of(0..4_i32)).prop_map(|(edit, priority)| Change::Callin { edit, priority })
}

proptest! {
    #[test]
    fn a_plan_and_its_undo_leave_everything_as_it_was(floor in floor(), changes in vec((agent(), change()), 0..8)) {
        let scan = scan(floor);
        let asked: Vec<Asked> = changes.into_iter().map(|(agent, change)| Asked { agent, change }).collect();
        let plan = planned(&asked, &scan);
        let then = self::scan(applied(&scan, &plan));

        let back = undo(plan.rows.iter().map(|row| (row.agent.as_str(), &row.step)));
        let plan_back = planned(&back.asked, &then);
        let mut end = applied(&then, &plan_back);

        let mut start = scan.agents.clone();
        for row in &plan_back.rows {
            if row.step == impossible(WhyNot::LastQueue) {
                // Who was in no queue cannot be put there again, and the plan says so.
                prop_assert!(scan.of(&row.agent).queues.is_empty());
                start.remove(&row.agent);
                end.remove(&row.agent);
            }
        }
        for (agent, why) in &back.stays {
            prop_assert_eq!(*why, CannotUndo::NoPriorityBefore);
            let started = start.get(agent).map(|callin| &callin.queues);
            prop_assert_eq!(end.get(agent).map(|callin| &callin.queues), started);
            start.remove(agent);
            end.remove(agent);
        }
        prop_assert_eq!(end, start);
    }

    #[test]
    fn nothing_goes_that_nobody_asked_to_go(floor in floor(), changes in vec((agent(), change()), 0..8)) {
        let scan = scan(floor);
        let asked: Vec<Asked> = changes.into_iter().map(|(agent, change)| Asked { agent, change }).collect();

        let plan = planned(&asked, &scan);

        prop_assert_eq!(plan.rows.len(), asked.len());
        for (row, asked) in plan.rows.iter().zip(&asked) {
            prop_assert_eq!(&row.agent, &asked.agent);
            let Change::Callin { edit, priority } = &asked.change else { unreachable!("only callin is made up") };
            for queue in row.step.removed() {
                let was_asked = match edit {
                    CallinEdit::Keep => false,
                    CallinEdit::Some { remove, .. } => remove.contains(queue),
                    CallinEdit::Replace { queues } => !queues.contains(queue),
                };
                prop_assert!(was_asked, "{queue} of {}", row.agent);
            }
            if let Step::Callin { before, after } = &row.step {
                prop_assert_eq!(before, &scan.of(&row.agent), "another agent's list, perhaps by a leading zero");
                prop_assert!(!after.queues.is_empty());
                prop_assert_eq!(after.priority, priority.map_or(before.priority, Priority::Is));
                prop_assert_ne!(before, after);
            }
        }
        let touched: BTreeSet<&str> =
            plan.rows.iter().filter(|row| row.step.is_sent()).map(|row| row.agent.as_str()).collect();
        let after = applied(&scan, &plan);
        for (agent, callin) in &scan.agents {
            prop_assert!(touched.contains(agent.as_str()) || after.get(agent) == Some(callin));
        }
    }
}
