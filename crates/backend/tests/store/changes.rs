//! Change sets, recording as last set here, and the turns of agents; in each, another tenant asks too.

use std::collections::BTreeSet;

use backend::store::Confirmed;
use backend::store::NewChangeSet;
use backend::store::Store;
use backend::store::StoreError;
use backend::store::StoredChangeRow;
use backend::store::StoredRecordingPolicy;
use domain::administration::Callin;
use domain::administration::Priority;
use domain::administration::RecordingPolicy;
use domain::administration::RecordingRule;
use domain::administration::RecordingSet;
use domain::changes::About;
use domain::changes::Change;
use domain::changes::PlannedRow;
use domain::changes::RowCounts;
use domain::changes::RowState;
use domain::changes::SetState;
use domain::changes::Step;
use domain::changes::WhyNot;
use domain::id::ChangeSetId;
use domain::id::ConnectionId;
use domain::id::TenantId;
use uuid::Uuid;

use crate::databases::on_both_databases;
use crate::floor::NOW;
use crate::floor::connection;
use crate::floor::tenant;

fn row(agent: &str, step: Step) -> PlannedRow {
    let change = Change::add(["7".to_owned()]);
    PlannedRow { agent: agent.to_owned(), label: format!("Hương {agent}"), change, step }
}

fn callin() -> Step {
    let queues = |ids: &[&str]| ids.iter().map(|&id| id.to_owned()).collect();
    Step::Callin {
        before: Callin { queues: queues(&["007"]), priority: Priority::Is(2) },
        after: Callin { queues: queues(&["007", "7"]), priority: Priority::Is(2) },
    }
}

fn plan(connection_id: ConnectionId) -> NewChangeSet {
    let about = About { reason: Some("Đổi ca".to_owned()), read_at: NOW, ..About::default() };
    let impossible = Step::Impossible { why: WhyNot::LastQueue };
    let rows = vec![row("082018", callin()), row("82018", callin()), row("3", impossible)];
    NewChangeSet { connection_id, about, rows, made_by: "Lan".to_owned(), made_at: NOW }
}

fn confirmed(by: &str) -> Confirmed {
    Confirmed { by_id: None, by: by.to_owned(), from: Some("192.0.2.1".to_owned()), at: NOW.plus_s(5) }
}

async fn planned(store: &Store) -> (TenantId, TenantId, ConnectionId, ChangeSetId) {
    let (mine, theirs) = (tenant(store, "mine").await, tenant(store, "theirs").await);
    let id = connection(store, mine, "AloHub").await;
    let set = store.add_change_set(mine, &plan(id)).await.unwrap();
    (mine, theirs, id, set)
}

async fn a_plan_is_kept_whole_and_only_for_its_tenant(store: Store) {
    let (mine, theirs, id, set) = planned(&store).await;

    let kept = store.change_set(mine, set).await.unwrap().unwrap();
    let rows = store.change_rows(mine, set).await.unwrap();

    let wanted = plan(id);
    assert_eq!((kept.state, kept.connection_id, kept.made_at), (SetState::Planned, id, NOW));
    assert_eq!((&kept.about, kept.made_by.as_str()), (&wanted.about, "Lan"));
    assert_eq!(rows.iter().map(|row| row.row.clone()).collect::<Vec<_>>(), wanted.rows);
    let states: Vec<_> = rows.iter().map(|row| row.state.clone()).collect();
    assert_eq!(states, [RowState::Planned, RowState::Planned, RowState::Impossible]);
    assert_eq!(store.change_sets(mine, 9).await.unwrap(), [kept]);
    assert_eq!(store.change_set(theirs, set).await.unwrap(), None);
    assert_eq!(store.change_rows(theirs, set).await.unwrap(), []);
    assert_eq!(store.change_sets(theirs, 9).await.unwrap(), []);
    assert_eq!(store.add_change_set(theirs, &wanted).await, Err(StoreError::NotFound));
    assert_eq!(store.confirm_change_set(theirs, set, &confirmed("x")).await, Err(StoreError::NotFound));
    assert_eq!(store.discard_change_set(theirs, set).await, Err(StoreError::NotFound));
    assert_eq!(store.cancel_change_set(theirs, set, "x", NOW).await, Err(StoreError::NotFound));
}

async fn of_two_who_confirm_the_first_one_stands(store: Store) {
    let (mine, _, _, set) = planned(&store).await;

    store.confirm_change_set(mine, set, &confirmed("Lan")).await.unwrap();

    assert_eq!(store.confirm_change_set(mine, set, &confirmed("Minh")).await, Err(StoreError::Conflict));
    assert_eq!(store.discard_change_set(mine, set).await, Err(StoreError::Conflict));
    store.cancel_change_set(mine, set, "Minh", NOW.plus_s(6)).await.unwrap();
    store.cancel_change_set(mine, set, "Lan", NOW.plus_s(7)).await.unwrap();
    store.finish_change_set(mine, set, SetState::Cancelled, NOW.plus_s(8)).await.unwrap();
    let kept = store.change_set(mine, set).await.unwrap().unwrap();
    assert_eq!(kept.confirmed, Some(confirmed("Lan")));
    assert_eq!(kept.cancelled, Some(("Minh".to_owned(), NOW.plus_s(6))));
    assert_eq!((kept.state, kept.finished_at), (SetState::Cancelled, Some(NOW.plus_s(8))));
    assert_eq!(store.finish_change_set(mine, set, SetState::Done, NOW).await, Err(StoreError::Conflict));
}

async fn a_plan_that_was_thrown_away_never_runs(store: Store) {
    let (mine, _, _, set) = planned(&store).await;

    store.discard_change_set(mine, set).await.unwrap();

    assert_eq!(store.confirm_change_set(mine, set, &confirmed("Lan")).await, Err(StoreError::Conflict));
    assert_eq!(store.change_sets(mine, 9).await.unwrap(), []);
    assert_eq!(store.change_sets_to_run(NOW).await.unwrap(), []);
}

async fn one_process_runs_a_set_until_it_gives_it_back_or_dies(store: Store) {
    let (mine, theirs, _, set) = planned(&store).await;
    assert_eq!(store.change_sets_to_run(NOW).await.unwrap(), [], "nobody has confirmed it");
    store.confirm_change_set(mine, set, &confirmed("Lan")).await.unwrap();
    assert_eq!(store.change_sets_to_run(NOW).await.unwrap(), [(mine, set)]);
    let claim = async |who: &str, at_s: i64| {
        store.claim_change_set(mine, set, who, NOW.plus_s(at_s + 30), NOW.plus_s(at_s)).await.unwrap()
    };

    assert!(claim("one", 0).await && claim("one", 10).await);
    assert!(!claim("two", 39).await);
    assert!(!store.claim_change_set(theirs, set, "two", NOW.plus_s(99), NOW.plus_s(50)).await.unwrap());
    assert_eq!(store.change_sets_to_run(NOW.plus_s(39)).await.unwrap(), []);
    assert_eq!(store.change_sets_to_run(NOW.plus_s(40)).await.unwrap(), [(mine, set)]);
    assert!(claim("two", 40).await && !claim("one", 41).await);
    store.release_change_set(mine, set, "one").await.unwrap();
    assert!(!claim("one", 42).await, "only the holder gives it back");
    store.release_change_set(mine, set, "two").await.unwrap();
    assert!(claim("one", 43).await);
    store.finish_change_set(mine, set, SetState::Done, NOW.plus_s(50)).await.unwrap();
    assert!(!claim("one", 51).await);
}

async fn of_two_who_go_on_with_a_row_one_does(store: Store) {
    let (mine, theirs, _, set) = planned(&store).await;
    let line = Uuid::from_u128(5);
    let second = store.change_rows(mine, set).await.unwrap().swap_remove(1);
    let go = async |tenant, from: &RowState, to: &RowState| {
        let row = StoredChangeRow { state: from.clone(), ..second.clone() };
        store.set_change_row(tenant, set, &row, to, Some(line), NOW.plus_s(9)).await
    };
    let unknown = RowState::Unknown { now: Some(Callin::default()) };

    go(mine, &RowState::Planned, &RowState::Sending).await.unwrap();

    assert_eq!(go(mine, &RowState::Planned, &RowState::Sending).await, Err(StoreError::Conflict));
    assert_eq!(go(theirs, &RowState::Sending, &RowState::Verified).await, Err(StoreError::Conflict));
    go(mine, &RowState::Sending, &unknown).await.unwrap();
    go(mine, &unknown, &RowState::Verified).await.unwrap();
    let rows = store.change_rows(mine, set).await.unwrap();
    assert_eq!(
        (&rows[1].state, rows[1].audit_id, rows[1].changed_at),
        (&RowState::Verified, Some(line), NOW.plus_s(9))
    );
    assert_eq!((&rows[0].state, rows[0].audit_id), (&RowState::Planned, None));
    let moved = store.change_rows_since(mine, set, NOW.plus_s(9)).await.unwrap();
    assert_eq!(moved, rows[1..2]);
    let counts = store.change_row_counts(mine, set).await.unwrap();
    assert_eq!(counts, RowCounts::of(rows.iter().map(|row| &row.state)));
    assert_eq!((counts.verified, counts.waiting, counts.not_sent), (1, 1, 1));
    assert_eq!(store.change_rows_since(theirs, set, NOW).await.unwrap(), []);
    assert_eq!(store.change_row_counts(theirs, set).await.unwrap(), RowCounts::default());
}

async fn what_was_done_to_an_agent_is_found_by_the_agent(store: Store) {
    let (mine, theirs, id, set) = planned(&store).await;
    assert_eq!(store.changes_of_agent(mine, id, "082018", 9).await.unwrap(), [], "a plan has done nothing");
    store.confirm_change_set(mine, set, &confirmed("Lan")).await.unwrap();

    let found = store.changes_of_agent(mine, id, "082018", 9).await.unwrap();

    assert_eq!(found.len(), 1, "a02: 82018 is somebody else");
    assert_eq!((found[0].set, found[0].by.as_str(), found[0].reason.as_deref()), (set, "Lan", Some("Đổi ca")));
    assert_eq!(found[0].row.row, row("082018", callin()));
    assert_eq!(store.changes_of_agent(theirs, id, "082018", 9).await.unwrap(), []);
}

async fn a_large_set_is_kept_whole(store: Store) {
    let mine = tenant(&store, "mine").await;
    let id = connection(&store, mine, "AloHub").await;
    let rows: Vec<PlannedRow> = (0..2_001).map(|agent| row(&agent.to_string(), callin())).collect();

    let set = store.add_change_set(mine, &NewChangeSet { rows, ..plan(id) }).await.unwrap();

    let kept = store.change_rows(mine, set).await.unwrap();
    assert_eq!(kept.len(), 2_001);
    assert!(kept.iter().zip(0_u32..).all(|(row, at)| row.position == at && row.row.agent == at.to_string()));
}

async fn a13_recording_is_what_was_last_set_here(store: Store) {
    let (mine, theirs, id, _) = planned(&store).await;
    let set = |on, at_s| RecordingSet {
        on,
        by: "Lan".to_owned(),
        at: NOW.plus_s(at_s),
        reason: Some("Khách yêu cầu".to_owned()),
        doubted_at: None,
    };
    store.keep_recording(mine, id, "082018", &set(true, 0)).await.unwrap();
    store.keep_recording(mine, id, "082018", &set(false, 9)).await.unwrap();
    store.doubt_recording(mine, id, "82018", NOW).await.unwrap();

    let kept = store.recordings_set(mine, id).await.unwrap();
    store.doubt_recording(mine, id, "082018", NOW.plus_s(20)).await.unwrap();
    store.doubt_recording(theirs, id, "082018", NOW.plus_s(99)).await.unwrap();

    assert_eq!(kept.into_iter().collect::<Vec<_>>(), [("082018".to_owned(), set(false, 9))]);
    let doubted = store.recordings_set(mine, id).await.unwrap().remove("082018").unwrap();
    assert_eq!(doubted.doubted_at, Some(NOW.plus_s(20)));
    assert!(store.recordings_set(theirs, id).await.unwrap().is_empty());
    assert_eq!(store.keep_recording(theirs, id, "1", &set(true, 0)).await, Err(StoreError::NotFound));
}

async fn a_recording_policy_is_replaced_only_at_the_version_that_was_seen(store: Store) {
    let (mine, theirs, id, _) = planned(&store).await;
    let policy =
        |rule| RecordingPolicy { rule, queues: [("007".to_owned(), false)].into(), ..RecordingPolicy::default() };
    let (one, other) = (policy(RecordingRule::Everybody), policy(RecordingRule::Nobody));
    assert_eq!(store.recording_policy(mine, id).await.unwrap(), StoredRecordingPolicy::default());

    assert!(store.replace_recording_policy(mine, id, 0, &one, "Lan", NOW).await.unwrap());
    assert!(!store.replace_recording_policy(mine, id, 0, &other, "An", NOW).await.unwrap(), "somebody was first");
    assert!(store.replace_recording_policy(mine, id, 1, &other, "An", NOW.plus_s(5)).await.unwrap());
    assert!(!store.replace_recording_policy(mine, id, 1, &one, "Lan", NOW).await.unwrap());

    let kept = StoredRecordingPolicy { version: 2, policy: other, changed: Some((NOW.plus_s(5), "An".to_owned())) };
    assert_eq!(store.recording_policy(mine, id).await.unwrap(), kept);
    assert_eq!(store.recording_policy(theirs, id).await.unwrap(), StoredRecordingPolicy::default());
    let foreign = store.replace_recording_policy(theirs, id, 0, &one, "x", NOW).await;
    assert_eq!(foreign, Err(StoreError::NotFound));
    assert!(!store.replace_recording_policy(theirs, id, 2, &one, "x", NOW).await.unwrap());
}

async fn an_agent_has_one_writer_until_its_turn_is_given_back_or_over(store: Store) {
    let (mine, theirs, id, _) = planned(&store).await;
    let agents = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<BTreeSet<String>>();
    let take = async |who: &str, names: &[&str], at_s: i64| {
        let (now, until) = (NOW.plus_s(at_s), NOW.plus_s(at_s + 60));
        store.take_agent_turns(mine, id, &agents(names), who, until, now).await.unwrap()
    };

    assert_eq!(take("one", &["082018", "a"], 0).await, agents(&["082018", "a"]));
    assert_eq!(take("two", &["082018", "82018"], 1).await, agents(&["82018"]), "a02: another agent");
    assert_eq!(take("one", &["082018"], 30).await, agents(&["082018"]), "the holder keeps it");
    assert_eq!(take("two", &["082018", "a"], 60).await, agents(&["a"]), "a turn is over by itself");
    store.give_back_agent_turns(mine, id, "one").await.unwrap();
    assert_eq!(take("two", &["082018"], 61).await, agents(&["082018"]));
    let foreign = store.take_agent_turns(theirs, id, &agents(&["a"]), "x", NOW.plus_s(999), NOW.plus_s(500)).await;
    assert_eq!(foreign, Err(StoreError::NotFound));
}

on_both_databases! {
    a_plan_is_kept_whole_and_only_for_its_tenant,
    of_two_who_confirm_the_first_one_stands,
    a_plan_that_was_thrown_away_never_runs,
    one_process_runs_a_set_until_it_gives_it_back_or_dies,
    of_two_who_go_on_with_a_row_one_does,
    what_was_done_to_an_agent_is_found_by_the_agent,
    a_large_set_is_kept_whole,
    a13_recording_is_what_was_last_set_here,
    a_recording_policy_is_replaced_only_at_the_version_that_was_seen,
    an_agent_has_one_writer_until_its_turn_is_given_back_or_over,
}
