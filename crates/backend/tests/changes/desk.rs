//! A whole installation beside the simulator over HTTP: admins plan, confirm, watch and take back; others may not.

use std::collections::BTreeSet;
use std::time::Duration;

use backend::audit;
use backend::audit::Actor;
use backend::auth::TenantCtx;
use backend::changes::ChangeSetView;
use backend::changes::ChangesError;
use backend::changes::Confirm;
use backend::changes::EXPORT_HEADINGS;
use backend::changes::PlanRequest;
use backend::changes::export_rows;
use backend::commands::CommandError;
use backend::runtime::Wish;
use domain::administration::RecordingState;
use domain::administration::Route;
use domain::administration::TroubleKind;
use domain::audit::AuditFilter;
use domain::audit::Done;
use domain::audit::Ended;
use domain::changes::Asked;
use domain::changes::Change;
use domain::changes::Danger;
use domain::changes::ImportFault;
use domain::changes::ImportField;
use domain::changes::ImportMode;
use domain::changes::ImportProblem;
use domain::changes::Origin;
use domain::changes::RowState;
use domain::changes::SetState;
use domain::changes::Step;
use domain::changes::Which;
use domain::changes::WhyNot;
use domain::command::Action;
use domain::command::Outcome;
use domain::id::ChangeSetId;
use domain::id::CommandId;
use domain::id::ConnectionId;
use domain::id::ConnectionIndex;
use domain::right::Right;
use domain::role::Role;
use domain::time::UnixMs;
use simulator::ProviderName;
use simulator::Writer;
use uuid::Uuid;

use crate::house::ALOHUB;
use crate::house::QUEUES;
use crate::installation::Installation;

const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Desk {
    pub(crate) installation: Installation,
    pub(crate) admin: TenantCtx,
    pub(crate) connection: ConnectionId,
    pub(crate) agents: Vec<String>,
}

impl Desk {
    /// Everybody is in one queue with priority 2.
    pub(crate) async fn new() -> Self {
        let installation = Installation::new().await;
        let connection = installation.connect(ALOHUB).await;
        let agents: Vec<String> = installation.simulator.agents(ALOHUB).into_iter().map(|(id, _)| id).collect();
        for agent in &agents {
            installation.simulator.console().sets_callin(ALOHUB, agent, &[QUEUES[0]], Some(2)).unwrap();
        }
        installation.backend.start_connections().await.unwrap();
        installation.backend.start_changes().await.unwrap();
        installation.until(|board| board.rows.len() == agents.len()).await;
        let admin = installation.person("admin@example.com", Role::Admin).await;
        Self { installation, admin, connection, agents }
    }

    pub(crate) fn request(&self, of: usize, change: Change) -> PlanRequest {
        PlanRequest {
            connection: self.connection,
            asked: Asked::for_each(&self.agents[..of], &change),
            reason: Some("Đổi ca tối".to_owned()),
            origin: Origin::Chosen,
        }
    }

    pub(crate) async fn plan(&self, of: usize, change: Change) -> ChangeSetView {
        self.installation.backend.plan_changes(&self.admin, self.request(of, change)).await.unwrap()
    }

    async fn confirm(&self, plan: &ChangeSetView) {
        let confirm = Confirm { typed: plan.to_type(), remote: Some("192.0.2.1".parse().unwrap()) };
        self.installation.backend.confirm_changes(&self.admin, plan.set.id, confirm).await.unwrap();
    }

    /// Waits until the set has ended.
    async fn ended(&self, set: ChangeSetId) -> ChangeSetView {
        let backend = &self.installation.backend;
        let waiting = async {
            while let Some(mut told) = backend.change_progress(&self.admin, set).await.unwrap() {
                // The sender goes away with the run.
                let _ended = told.wait_for(|progress| progress.state != SetState::Running).await;
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.unwrap();
        backend.change_set(&self.admin, set).await.unwrap()
    }

    pub(crate) async fn done(&self, plan: &ChangeSetView) -> ChangeSetView {
        self.confirm(plan).await;
        self.ended(plan.set.id).await
    }

    fn queues_of(&self, agent: &str) -> Vec<&'static str> {
        self.installation.simulator.console().callin(ALOHUB, agent).unwrap().0
    }
}

fn add(queue: &str) -> Change {
    Change::add([queue.to_owned()])
}

pub(crate) fn states(view: &ChangeSetView) -> Vec<RowState> {
    view.rows.iter().map(|row| row.state.clone()).collect()
}

#[tokio::test]
async fn a_plan_that_is_confirmed_runs_verifies_and_stands_in_the_audit_log_with_before_and_reason() {
    let desk = Desk::new().await;
    let backend = &desk.installation.backend;

    let plan = desk.plan(3, add(QUEUES[3])).await;
    assert_eq!((plan.set.state, plan.progress.of, plan.to_type()), (SetState::Planned, 3, None));
    assert!(plan.set.about.cost.read > 0 && plan.set.about.cost.write == 3 && plan.set.about.cost.seconds.is_some());
    assert_eq!(desk.installation.simulator.writes(ALOHUB), 0);
    let view = desk.done(&plan).await;

    assert_eq!((view.set.state, states(&view)), (SetState::Done, vec![RowState::Verified; 3]));
    assert_eq!(desk.installation.simulator.writes(ALOHUB), 3);
    assert_eq!(desk.queues_of(&desk.agents[0]), [QUEUES[0], QUEUES[3]]);
    let lines = audit::read(backend.store(), &desk.admin, &AuditFilter::default(), None, 9).await.unwrap();
    let line = lines.iter().find(|line| line.agent.as_ref() == Some(&desk.agents[0])).unwrap();
    assert_eq!((line.actor.as_str(), line.remote.as_deref()), ("admin@example.com", Some("192.0.2.1")));
    assert!(matches!(&line.done, Done::Command(action) if action.slug() == "set_callin_queues"));
    let before = [("queue_ids", QUEUES[0]), ("priority", "2")].map(|(field, text)| (field.to_owned(), text.to_owned()));
    assert_eq!(line.matter.before, before);
    assert_eq!(line.matter.after, [("reason".to_owned(), "Đổi ca tối".to_owned())]);
    assert_eq!(line.ended, Some(Ended::Command(Outcome::Confirmed)));
    let past = backend.changes_of_agent(&desk.admin, desk.connection, &desk.agents[0], 9).await.unwrap();
    assert_eq!((past.len(), past[0].set, past[0].by.as_str()), (1, plan.set.id, "admin@example.com"));
    let table = export_rows(&view.rows);
    assert_eq!(table.len(), 3);
    let cell = |heading| table[0][EXPORT_HEADINGS.iter().position(|name| *name == heading).unwrap()].as_str();
    assert_eq!((cell("added"), cell("state"), cell("priority_before")), (QUEUES[3], "verified", "2"));
}

#[tokio::test]
async fn nobody_but_the_tenants_admins_plans_sees_or_confirms() {
    let desk = Desk::new().await;
    let backend = &desk.installation.backend;
    let supervisor = desk.installation.person("supervisor@example.com", Role::Supervisor).await;
    let stranger = desk.installation.stranger().await;
    let plan = desk.plan(2, add(QUEUES[3])).await;
    let set = plan.set.id;

    for (who, wanted) in [(&supervisor, ChangesError::Forbidden), (&stranger, ChangesError::NotFound)] {
        let request = desk.request(1, add(QUEUES[2]));
        assert_eq!(backend.plan_changes(who, request).await.err(), Some(wanted.clone()));
        assert_eq!(backend.admin_floor(who, desk.connection, false).await.err(), Some(wanted.clone()));
        assert_eq!(backend.recording_book(who, desk.connection).await.err(), Some(wanted.clone()));
        assert_eq!(backend.change_set(who, set).await.err(), Some(wanted.clone()));
        assert_eq!(backend.change_set_since(who, set, UnixMs(0)).await.err(), Some(wanted.clone()));
        assert_eq!(backend.change_progress(who, set).await.err(), Some(wanted.clone()));
        assert_eq!(backend.confirm_changes(who, set, Confirm::default()).await.err(), Some(wanted.clone()));
        assert_eq!(backend.cancel_changes(who, set).await.err(), Some(wanted.clone()));
        assert_eq!(backend.discard_changes(who, set).await.err(), Some(wanted.clone()));
        assert_eq!(backend.plan_undo(who, set, Which::All, None).await.err(), Some(wanted.clone()));
        assert_eq!(backend.plan_retry(who, set, Which::All).await.err(), Some(wanted.clone()));
        let past = backend.changes_of_agent(who, desk.connection, &desk.agents[0], 9).await;
        assert_eq!(past.err(), Some(wanted));
    }
    assert_eq!(backend.change_sets(&supervisor, 9).await.err(), Some(ChangesError::Forbidden));
    assert_eq!(backend.change_sets(&stranger, 9).await, Ok(Vec::new()));
    assert_eq!(backend.change_sets(&desk.admin, 9).await.unwrap().len(), 1);
    assert_eq!(desk.installation.simulator.writes(ALOHUB), 0);
}

#[tokio::test]
async fn a_connection_without_administration_says_so() {
    let desk = Desk::new().await;
    let convoso = desk.installation.connect(ProviderName::Convoso).await;
    desk.installation.backend.connection_changed(desk.installation.tenant, convoso).await.unwrap();

    let request = PlanRequest { connection: convoso, ..desk.request(1, add(QUEUES[3])) };

    let refused = desk.installation.backend.plan_changes(&desk.admin, request).await;
    assert!(matches!(refused, Err(ChangesError::NotOffered(_))), "{refused:?}");
}

#[tokio::test]
async fn what_is_dangerous_is_typed_and_what_is_impossible_is_never_sent() {
    let desk = Desk::new().await;
    let backend = &desk.installation.backend;
    let everybody = desk.agents.len();

    let last = desk.plan(2, Change::remove([QUEUES[0].to_owned()])).await;
    let moved = desk.plan(everybody, Change::some([QUEUES[3].to_owned()], [QUEUES[0].to_owned()])).await;

    assert!(last.rows.iter().all(|row| row.row.step == Step::Impossible { why: WhyNot::LastQueue }));
    let nothing = backend.confirm_changes(&desk.admin, last.set.id, Confirm::default()).await;
    assert_eq!(nothing, Err(ChangesError::NothingAsked));
    assert_eq!(moved.set.about.dangers, [Danger::QueueLeftEmpty { queue: QUEUES[0].to_owned() }]);
    for typed in [None, Some("yes".to_owned()), Some("1".to_owned())] {
        let confirm = Confirm { typed, remote: None };
        assert_eq!(backend.confirm_changes(&desk.admin, moved.set.id, confirm).await, Err(ChangesError::TypeTheNumber));
    }
    backend.discard_changes(&desk.admin, moved.set.id).await.unwrap();
    let confirm = Confirm { typed: moved.to_type(), remote: None };
    let late = backend.confirm_changes(&desk.admin, moved.set.id, confirm).await;
    assert_eq!(late, Err(ChangesError::Conflict), "it was thrown away");
    assert_eq!(desk.installation.simulator.writes(ALOHUB), 0);
}

#[tokio::test]
async fn a_set_goes_on_after_a_restart_and_sends_nobody_twice() {
    let mut desk = Desk::new().await;
    desk.installation.simulator.set_options(|options| options.alohub.write_delay_ms = 1_500);
    let everybody = desk.agents.len();
    let plan = desk.plan(everybody, add(QUEUES[3])).await;
    desk.confirm(&plan).await;
    let mut told = desk.installation.backend.change_progress(&desk.admin, plan.set.id).await.unwrap().expect("it runs");
    told.wait_for(|progress| progress.counts.sending > 3).await.unwrap();

    desk.installation.restart().await;
    let after = desk.installation.backend.change_set(&desk.admin, plan.set.id).await.unwrap();
    assert_eq!(after.set.state, SetState::Running);
    assert!(after.progress.counts.sending > 0, "{:?}", after.progress);
    desk.installation.backend.start_connections().await.unwrap();
    desk.installation.backend.start_changes().await.unwrap();
    let view = desk.ended(plan.set.id).await;

    assert_eq!(view.set.state, SetState::Done);
    let interfaces = desk.installation.simulator.console().journal(ALOHUB);
    let mut written: Vec<String> = interfaces
        .into_iter()
        .filter(|change| change.by == Writer::Interface)
        .map(|change| change.external_id)
        .collect();
    written.sort();
    written.dedup();
    assert_eq!(u64::try_from(written.len()).unwrap(), desk.installation.simulator.writes(ALOHUB), "nobody twice");
    let unknown = view.progress.counts.unknown;
    assert!(unknown <= 1, "only the one on its way: {:?}", states(&view));
    assert_eq!(usize::try_from(view.progress.counts.verified + unknown).unwrap(), everybody);
}

#[tokio::test]
async fn an_undo_is_planned_again_and_says_whose_it_is() {
    let desk = Desk::new().await;
    let backend = &desk.installation.backend;
    let view = desk.done(&desk.plan(2, Change::some([QUEUES[3].to_owned()], [QUEUES[0].to_owned()])).await).await;
    let sim = &desk.installation.simulator;
    sim.console().sets_callin(ALOHUB, &desk.agents[0], &[QUEUES[3], QUEUES[1]], None).unwrap();

    let undo = backend.plan_undo(&desk.admin, view.set.id, Which::All, None).await.unwrap().unwrap();
    assert_eq!(undo.set.about.origin, Origin::UndoOf { set: view.set.id });
    let undone = desk.done(&undo).await;

    assert_eq!(states(&undone), vec![RowState::Verified; 2]);
    assert_eq!(desk.queues_of(&desk.agents[0]), [QUEUES[1], QUEUES[0]], "what came since stays");
    assert_eq!(desk.queues_of(&desk.agents[1]), [QUEUES[0]]);
}

#[tokio::test]
async fn an_import_becomes_the_same_plan_and_names_the_lines_that_cannot_be_used() {
    let desk = Desk::new().await;
    let backend = &desk.installation.backend;
    let text = format!("agent\tqueues\tpriority\n{}\t{}\t4\nnobody\tno such queue\t\n", desk.agents[0], QUEUES[3]);

    let import = backend.read_import(&desk.admin, desk.connection, &text, ImportMode::Add).await.unwrap();
    let unknown = ImportFault::UnknownQueue { queue: "no such queue".to_owned() };
    assert_eq!(import.problems, [ImportProblem { line: 3, field: ImportField::Queues, fault: unknown }]);
    let request = PlanRequest { asked: import.asked, origin: Origin::Imported, ..desk.request(0, add(QUEUES[3])) };
    let view = desk.done(&backend.plan_changes(&desk.admin, request).await.unwrap()).await;

    assert_eq!(states(&view), [RowState::Verified]);
    let callin = desk.installation.simulator.console().callin(ALOHUB, &desk.agents[0]);
    assert_eq!(callin, Ok((vec![QUEUES[0], QUEUES[3]], Some(4))));
}

#[tokio::test]
async fn a_single_command_waits_for_the_turn_that_a_set_holds_in_any_process() {
    let desk = Desk::new().await;
    let backend = &desk.installation.backend;
    let (tenant, agent) = (desk.installation.tenant, desk.agents[0].clone());
    let turn = BTreeSet::from([agent.clone()]);
    let now = backend.now();
    backend
        .store()
        .take_agent_turns(tenant, desk.connection, &turn, "another process", now.plus_s(60), now)
        .await
        .unwrap();
    let wish = |number| Wish {
        connection: ConnectionIndex(0),
        external_id: agent.clone(),
        command_id: CommandId(Uuid::from_u128(number)),
        action: Action::SetCallinQueues { queue_ids: vec![QUEUES[1].to_owned()], priority: None },
        reason: None,
        remote_addr: None,
    };

    let refused = backend.act(&desk.admin, wish(1)).await;
    backend.store().give_back_agent_turns(tenant, desk.connection, "another process").await.unwrap();
    let done = backend.act(&desk.admin, wish(2)).await;

    assert_eq!((refused, done), (Err(CommandError::UnderWay), Ok(Outcome::Confirmed)));
    assert_eq!(desk.installation.simulator.writes(ALOHUB), 1);
    let view = desk.done(&desk.plan(1, add(QUEUES[3])).await).await;
    assert_eq!(states(&view), [RowState::Verified], "the command has given its turn back");
}

#[tokio::test]
async fn what_did_not_come_out_as_asked_is_planned_again() {
    let desk = Desk::new().await;
    let backend = &desk.installation.backend;
    let plan = desk.plan(2, add(QUEUES[3])).await;
    let sim = &desk.installation.simulator;
    sim.console().sets_callin(ALOHUB, &desk.agents[0], &[QUEUES[0], QUEUES[1]], None).unwrap();
    let view = desk.done(&plan).await;
    assert!(matches!(view.rows[0].state, RowState::Conflict { .. }), "{:?}", states(&view));

    let retry = backend.plan_retry(&desk.admin, view.set.id, Which::All).await.unwrap().unwrap();
    let retried = desk.done(&retry).await;

    assert_eq!((retried.rows.len(), states(&retried)), (1, vec![RowState::Verified]));
    assert_eq!(desk.queues_of(&desk.agents[0]), [QUEUES[1], QUEUES[0], QUEUES[3]]);
    assert_eq!(backend.plan_retry(&desk.admin, retried.set.id, Which::All).await, Ok(None));
}

#[tokio::test]
async fn a_plan_is_made_anew_on_a_later_reading_with_or_without_one_of_its_agents() {
    let desk = Desk::new().await;
    let backend = &desk.installation.backend;
    let plan = desk.plan(2, add(QUEUES[3])).await;
    let sim = &desk.installation.simulator;
    sim.console().sets_callin(ALOHUB, &desk.agents[0], &[QUEUES[0], QUEUES[1]], None).unwrap();

    let anew = backend.plan_retry(&desk.admin, plan.set.id, Which::All).await.unwrap().unwrap();
    assert!(anew.set.about.read_at > plan.set.about.read_at);
    assert_eq!((anew.rows.len(), &anew.set.about.origin), (2, &Origin::Chosen));
    assert_eq!(backend.change_set(&desk.admin, plan.set.id).await.unwrap().set.state, SetState::Discarded);
    let without = backend.plan_retry(&desk.admin, anew.set.id, Which::Without(1)).await.unwrap().unwrap();
    let done = desk.done(&without).await;

    assert_eq!(states(&done), [RowState::Verified]);
    assert_eq!(desk.queues_of(&desk.agents[0]), [QUEUES[1], QUEUES[0], QUEUES[3]]);
    assert_eq!(desk.queues_of(&desk.agents[1]), [QUEUES[0]], "it was left out");
}

#[tokio::test]
async fn one_agent_of_a_set_is_tried_again_or_taken_back_alone() {
    let desk = Desk::new().await;
    let backend = &desk.installation.backend;
    let plan = desk.plan(3, add(QUEUES[3])).await;
    let sim = &desk.installation.simulator;
    for agent in &desk.agents[..2] {
        sim.console().sets_callin(ALOHUB, agent, &[QUEUES[0], QUEUES[1]], None).unwrap();
    }
    let set = desk.done(&plan).await.set.id;

    let retry = backend.plan_retry(&desk.admin, set, Which::Only(1)).await.unwrap().unwrap();
    assert_eq!(retry.rows.iter().map(|row| &row.row.agent).collect::<Vec<_>>(), [&desk.agents[1]]);
    assert_eq!(backend.plan_retry(&desk.admin, set, Which::Only(2)).await, Ok(None), "it came out as asked");
    let undo = backend.plan_undo(&desk.admin, set, Which::Only(2), None).await.unwrap().unwrap();
    assert_eq!(undo.rows.iter().map(|row| &row.row.agent).collect::<Vec<_>>(), [&desk.agents[2]]);
    assert_eq!(backend.plan_undo(&desk.admin, set, Which::Only(0), None).await, Ok(None), "nothing was sent for it");
    let actor = Actor::of(&desk.admin, None);
    backend.plan_undo_as(&desk.admin, &actor, set, Which::Only(2), None).await.unwrap().unwrap();
    let lines = audit::read(backend.store(), &desk.admin, &AuditFilter::default(), None, 1).await.unwrap();
    let told = ("agent".to_owned(), desk.agents[2].clone());
    assert!(lines[0].matter.after.contains(&told), "the log tells of whom: {:?}", lines[0].matter);
}

#[tokio::test]
async fn a13_a15_recording_is_switched_off_with_a_reason_and_remembered_as_set_here() {
    let desk = Desk::new().await;
    let backend = &desk.installation.backend;
    let off = || desk.request(2, Change::Recording { on: false });

    let silent = PlanRequest { reason: Some("  ".to_owned()), ..off() };
    assert_eq!(backend.plan_changes(&desk.admin, silent).await, Err(ChangesError::ReasonNeeded));
    let long = PlanRequest { reason: Some("x".repeat(201)), ..off() };
    assert_eq!(backend.plan_changes(&desk.admin, long).await, Err(ChangesError::ReasonTooLong));
    let plan = backend.plan_changes(&desk.admin, off()).await.unwrap();
    assert_eq!(plan.set.about.dangers, [Danger::RecordingOff { agents: 2 }]);
    let view = desk.done(&plan).await;

    assert_eq!(states(&view), vec![RowState::AcceptedUnverifiable; 2]);
    let known = backend.recording_book(&desk.admin, desk.connection).await.unwrap().set;
    assert_eq!(known.len(), 2);
    let state = known[&desk.agents[0]].state(backend.now());
    assert!(
        matches!(&state, RecordingState::LastSet { on: false, by, is_relied_on: true, .. } if by == "admin@example.com"),
        "{known:?}"
    );
}

#[tokio::test]
async fn a07_a_key_without_scope_queue_leaves_the_agents_readable_and_only_whole_lists_writable() {
    let desk = Desk::new().await;
    let backend = &desk.installation.backend;
    desk.installation.simulator.set_options(|options| options.alohub.lost_scopes = vec!["queue".to_owned()]);

    let floor = backend.admin_floor(&desk.admin, desk.connection, true).await.unwrap();
    let some = desk.plan(1, add(QUEUES[3])).await;
    let whole = desk.plan(1, Change::replace([QUEUES[3].to_owned()])).await;

    let unseen = floor.unseen.unwrap();
    let missing = TroubleKind::MissingRight { right: Right::ScopeQueue };
    assert_eq!((unseen.route, unseen.kind), (Route::ListInboundQueues, missing));
    assert_eq!((floor.agents.agents.len(), floor.memberships), (desk.agents.len(), None));
    assert_eq!(some.rows[0].row.step, Step::Impossible { why: WhyNot::QueuesUnseen });
    assert_eq!(whole.set.about.dangers, [Danger::ListsUnseen { agents: 1 }]);
    let view = desk.done(&whole).await;
    assert_eq!(states(&view), [RowState::AcceptedUnverifiable]);
    assert_eq!(desk.queues_of(&desk.agents[0]), [QUEUES[3]]);
}

#[tokio::test]
async fn the_floor_shows_every_agent_with_the_queues_of_all_and_is_read_once_a_minute() {
    let desk = Desk::new().await;
    let backend = &desk.installation.backend;
    let first = backend.admin_floor(&desk.admin, desk.connection, false).await.unwrap();

    let again = backend.admin_floor(&desk.admin, desk.connection, false).await.unwrap();
    let anew = backend.admin_floor(&desk.admin, desk.connection, true).await.unwrap();

    assert_eq!(first, again);
    assert!(anew.agents.as_of > first.agents.as_of);
    let memberships = anew.memberships.unwrap();
    assert!(memberships.complete && anew.agents.complete);
    assert_eq!(anew.agents.agents.len(), desk.agents.len());
    assert_eq!(memberships.members(QUEUES[0]).count(), desk.agents.len());
    assert_eq!(memberships.members(QUEUES[3]).count(), 0);
    assert!(anew.agents.agents.values().any(|agent| agent.system_status.is_some() && agent.follow_me.is_some()));
    assert!(!anew.agents.callout_queues().is_empty());
    assert_eq!(backend.admin_reading(&desk.admin, desk.connection), None, "nobody reads now");
}
