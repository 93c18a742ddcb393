//! One command from the button to the audit log.

use std::sync::Arc;

use backend::audit;
use backend::commands;
use backend::commands::CommandError;
use backend::commands::CommandRequest;
use backend::commands::MOST_REASON_CHARS;
use backend::store::AgentStamp;
use backend::store::Store;
use backend::store::StoredAgent;
use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::agent::IdKind;
use domain::audience::ScopeFilter;
use domain::audit::AuditFilter;
use domain::audit::Done;
use domain::capability::Absence;
use domain::capability::Support;
use domain::clock::Clock;
use domain::command::Action;
use domain::command::Outcome;
use domain::command::Refusal;
use domain::id::CommandId;
use domain::id::ConnectionId;
use domain::in_group::InGroupChange;
use domain::in_group::InGroupEdit;
use domain::role::Role;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::databases::Sqlite;
use crate::databases::on_both_databases;
use crate::databases::open;
use crate::desk::NOW;
use crate::desk::Office;
use crate::phone_system::Manner;
use crate::phone_system::PhoneSystem;

fn confirming() -> Arc<PhoneSystem> {
    Arc::new(PhoneSystem::that(Manner::Answers(Outcome::Confirmed)))
}

async fn a_command_is_sent_once_written_down_and_followed_by_a_poll(store: Store) {
    let office = Office::new(store).await;
    let phone_system = confirming();
    let supervisor = office.person("an@example.com", Role::Supervisor, None).await;
    let request = office.request(Action::LogOut);

    let outcome = office.execute(&phone_system, &supervisor, &request).await;

    assert_eq!((outcome, phone_system.times_asked()), (Ok(Outcome::Confirmed), 1));
    assert_eq!(*office.pokes.0.lock().unwrap(), [(office.mine, office.my_connection)]);
    let entry = office.store.audit_of_command(office.mine, request.command_id).await.unwrap().unwrap();
    assert_eq!((entry.intent.at, entry.intent.actor_user_id), (NOW, Some(supervisor.user_id())));
    assert_eq!(entry.intent.action, "log_out");
    assert_eq!(entry.intent.external_id.as_deref(), Some("7"));
    assert_eq!(entry.intent.remote_addr.as_deref(), Some("192.0.2.1"));
    assert_eq!(entry.outcome_json.as_deref(), Some(r#"{"outcome":"confirmed"}"#));
    assert!(entry.finished_at.unwrap() >= NOW);
}

async fn what_is_under_way_is_told_before_it_is_sent_and_its_end_before_the_poll(store: Store) {
    let office = Office::new(store).await;
    let phone_system = Arc::new(PhoneSystem::that(Manner::Answers(Outcome::AcceptedNotVisible)));
    let supervisor = office.person("an@example.com", Role::Supervisor, None).await;
    let request = office.request(Action::Pause);

    office.execute(&phone_system, &supervisor, &request).await.unwrap();
    // The same click again tells nothing: it is not sent.
    office.execute(&phone_system, &supervisor, &request).await.unwrap();

    assert_eq!(*office.pokes.1.lock().unwrap(), ["begun pause", "ended pause: AcceptedNotVisible"]);
    assert_eq!(office.times_poked(), 1);
}

async fn a15_recording_is_switched_off_only_with_a_reason_and_the_reason_is_kept(store: Store) {
    let office = Office::new(store).await;
    let phone_system = confirming();
    let admin = office.person("a@example.com", Role::Admin, None).await;
    let off = office.request(Action::SetRecording { on: false });

    for (reason, expected) in [
        (None, CommandError::ReasonNeeded),
        (Some(" ".to_owned()), CommandError::ReasonNeeded),
        (Some("x".repeat(MOST_REASON_CHARS + 1)), CommandError::ReasonTooLong),
    ] {
        let request = CommandRequest { reason, ..off.clone() };
        assert_eq!(office.execute(&phone_system, &admin, &request).await, Err(expected));
    }
    assert_eq!(phone_system.times_asked(), 0);
    assert_eq!(office.store.audit(office.mine, &AuditFilter::default(), None, 9).await.unwrap(), []);

    let request = CommandRequest { reason: Some(" card number is read out ".to_owned()), ..off };
    assert_eq!(office.execute(&phone_system, &admin, &request).await, Ok(Outcome::Confirmed));
    let lines = audit::read(&office.store, &admin, &AuditFilter::default(), None, 9).await.unwrap();
    assert_eq!(lines[0].done, Done::Command(Action::SetRecording { on: false }));
    assert_eq!(lines[0].matter.after, [("reason".to_owned(), "card number is read out".to_owned())]);
    let set = office.store.recordings_set(office.mine, office.my_connection).await.unwrap().remove("7").unwrap();
    assert_eq!(
        (set.on, set.by.as_str(), set.reason.as_deref()),
        (false, "a@example.com", Some("card number is read out"))
    );
}

async fn a13_what_recording_was_set_to_is_remembered_and_doubted_after_an_unknown_end(store: Store) {
    let office = Office::new(store).await;
    let admin = office.person("a@example.com", Role::Admin, None).await;
    let set = async |number, action, outcome| {
        let request = CommandRequest {
            command_id: CommandId(Uuid::from_u128(number)),
            reason: Some("card numbers".to_owned()),
            ..office.request(action)
        };
        let phone_system = Arc::new(PhoneSystem::that(Manner::Answers(outcome)));
        office.execute(&phone_system, &admin, &request).await.unwrap();
        office.store.recording_set(office.mine, office.my_connection, "7").await.unwrap()
    };
    let refused = Outcome::Refused { reason: Refusal::NotEnabled, code: None };
    let (on, off) = (Action::SetRecording { on: true }, Action::SetRecording { on: false });

    assert_eq!(set(1, on.clone(), refused.clone()).await, None, "what was refused was not set");
    let first = set(2, off, Outcome::AcceptedUnverifiable).await.unwrap();
    assert_eq!((first.on, first.by.as_str(), first.reason.as_deref()), (false, "a@example.com", Some("card numbers")));
    assert_eq!(first.doubted_at, None);
    assert_eq!(set(3, on.clone(), refused).await, Some(first.clone()));
    assert_eq!(set(4, Action::LogOut, Outcome::Unknown).await, Some(first.clone()), "that was no recording");
    let doubted = set(5, on, Outcome::Unknown).await.unwrap();
    assert!(!doubted.on && doubted.doubted_at >= Some(doubted.at));
    let theirs = office.store.recording_set(office.mine, office.their_connection, "7").await;
    assert_eq!(theirs, Ok(None));
}

async fn the_same_command_again_gets_the_first_ones_outcome(store: Store) {
    let office = Office::new(store).await;
    let refused = Outcome::Refused { reason: Refusal::NoSuchAgent, code: Some("6006".to_owned()) };
    let phone_system = Arc::new(PhoneSystem::that(Manner::Answers(refused.clone())));
    let supervisor = office.person("an@example.com", Role::Supervisor, None).await;
    let request = office.request(Action::LogOut);

    let first = office.execute(&phone_system, &supervisor, &request).await;
    let second = office.execute(&phone_system, &supervisor, &request).await;

    assert_eq!((first, second), (Ok(refused.clone()), Ok(refused)));
    assert_eq!((phone_system.times_asked(), office.times_poked()), (1, 1));
}

async fn two_clicks_at_once_send_one_command(store: Store) {
    let office = Office::new(store).await;
    let phone_system = confirming();
    let supervisor = office.person("an@example.com", Role::Supervisor, None).await;
    let request = office.request(Action::LogOut);

    let (first, second) = tokio::join!(
        office.execute(&phone_system, &supervisor, &request),
        office.execute(&phone_system, &supervisor, &request),
    );

    assert_eq!(phone_system.times_asked(), 1);
    let outcomes = [first.unwrap(), second.unwrap()];
    assert!(outcomes.contains(&Outcome::Confirmed), "{outcomes:?}");
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Confirmed | Outcome::Unknown)), "{outcomes:?}");
}

async fn a_used_identity_cannot_name_another_command_or_another_person(store: Store) {
    let office = Office::new(store).await;
    let phone_system = confirming();
    let admin = office.person("an@example.com", Role::Admin, None).await;
    let other = office.person("bi@example.com", Role::Admin, None).await;
    office.execute(&phone_system, &admin, &office.request(Action::LogOut)).await.unwrap();

    let another = office.execute(&phone_system, &admin, &office.request(Action::SetRecording { on: true })).await;
    let by_another = office.execute(&phone_system, &other, &office.request(Action::LogOut)).await;

    assert_eq!((another, by_another), (Err(CommandError::IdReused), Err(CommandError::IdReused)));
    assert_eq!(phone_system.times_asked(), 1);
}

async fn a_foreign_connection_and_a_missing_one_are_the_same(store: Store) {
    let office = Office::new(store).await;
    let phone_system = confirming();
    let admin = office.person("an@example.com", Role::Admin, None).await;

    for connection_id in [office.their_connection, ConnectionId(Uuid::from_u128(1))] {
        let request = CommandRequest { connection_id, ..office.request(Action::LogOut) };
        assert_eq!(office.execute(&phone_system, &admin, &request).await, Err(CommandError::NotFound));
    }

    assert_eq!(phone_system.times_asked(), 0);
    assert_eq!(office.store.audit(office.mine, &AuditFilter::default(), None, 9).await.unwrap(), []);
}

async fn roles_decide_what_may_be_sent(store: Store) {
    let office = Office::new(store).await;
    let phone_system = confirming();
    let display = office.person("d@example.com", Role::Display, None).await;
    let supervisor = office.person("s@example.com", Role::Supervisor, None).await;
    let admin = office.person("a@example.com", Role::Admin, None).await;
    let recording = office.request(Action::SetRecording { on: true });
    let queues = office.request(Action::SetCallinQueues { queue_ids: vec!["1".to_owned()], priority: None });
    let forbidden = Err(CommandError::Forbidden);

    assert_eq!(office.execute(&phone_system, &display, &office.request(Action::LogOut)).await, forbidden);
    assert_eq!(office.execute(&phone_system, &supervisor, &recording).await, forbidden);
    assert_eq!(office.execute(&phone_system, &supervisor, &queues).await, forbidden);
    let groups = ["SUPPORT_IN".to_owned()].into();
    let in_groups = InGroupChange { edit: InGroupEdit::Add, groups, also_dials: false };
    let in_groups = office.request(Action::ChangeInGroups(in_groups));
    assert_eq!(office.execute(&phone_system, &supervisor, &in_groups).await, forbidden);
    assert_eq!(phone_system.times_asked(), 0);

    assert_eq!(office.execute(&phone_system, &admin, &recording).await, Ok(Outcome::Confirmed));
    let queues = CommandRequest { command_id: CommandId(Uuid::from_u128(43)), ..queues };
    assert_eq!(office.execute(&phone_system, &admin, &queues).await, Ok(Outcome::Confirmed));
    let in_groups = CommandRequest { command_id: CommandId(Uuid::from_u128(44)), ..in_groups };
    assert_eq!(office.execute(&phone_system, &admin, &in_groups).await, Ok(Outcome::Confirmed));
}

async fn what_a_connection_cannot_do_is_not_sent(store: Store) {
    let office = Office::new(store).await;
    let phone_system = Arc::new(PhoneSystem::that(Manner::Answers(Outcome::Confirmed)).without_capabilities());
    let supervisor = office.person("s@example.com", Role::Supervisor, None).await;

    let outcome = office.execute(&phone_system, &supervisor, &office.request(Action::LogOut)).await;

    assert_eq!(outcome, Err(CommandError::NotOffered(Support::No(Absence::NotOffered))));
    assert_eq!(phone_system.times_asked(), 0);
}

async fn a_limited_supervisor_reaches_only_agents_within_the_limit(store: Store) {
    let office = Office::new(store).await;
    let phone_system = confirming();
    let filter = ScopeFilter { groups: vec!["Sales".to_owned()], ..ScopeFilter::default() };
    let scope = office.store.create_scope(office.mine, &filter, NOW).await.unwrap();
    let supervisor = office.person("s@example.com", Role::Supervisor, Some(scope)).await;
    let agents = [agent("7", "Sales"), agent("8", "Care")];
    office.store.upsert_agents(office.mine, office.my_connection, &agents).await.unwrap();

    let within = office.request(Action::LogOut);
    for outside in ["8", "9"] {
        let mut request = office.request(Action::LogOut);
        request.command.external_id = outside.to_owned();
        assert_eq!(office.execute(&phone_system, &supervisor, &request).await, Err(CommandError::NotFound));
    }

    assert_eq!(phone_system.times_asked(), 0);
    assert_eq!(office.execute(&phone_system, &supervisor, &within).await, Ok(Outcome::Confirmed));
}

fn agent(external_id: &str, group: &str) -> StoredAgent {
    let mut snapshot = AgentSnapshot::new(external_id, IdKind::UserId, AgentState::Available, NOW);
    snapshot.group = Some(group.to_owned());
    let stamp = AgentStamp {
        state: AgentState::Available,
        sub: None,
        clock: Clock::reported_duration(NOW),
        raw_status: "READY".to_owned(),
        pause_reason: None,
    };
    StoredAgent { external_id: external_id.to_owned(), stamp, snapshot: Some(snapshot), last_seen: NOW }
}

async fn a_fault_in_a_client_is_an_unknown_outcome_and_written_down(store: Store) {
    let office = Office::new(store).await;
    let phone_system = Arc::new(PhoneSystem::that(Manner::Panics));
    let supervisor = office.person("s@example.com", Role::Supervisor, None).await;
    let request = office.request(Action::LogOut);

    let outcome = office.execute(&phone_system, &supervisor, &request).await;

    assert_eq!(outcome, Ok(Outcome::Unknown));
    let entry = office.store.audit_of_command(office.mine, request.command_id).await.unwrap().unwrap();
    assert_eq!(entry.outcome_json.as_deref(), Some(r#"{"outcome":"unknown"}"#));
}

async fn a_deadline_that_passes_is_unknown_and_never_sent_again(store: Store) {
    let office = Office::new(store).await;
    let phone_system = Arc::new(PhoneSystem::that(Manner::Hangs));
    let supervisor = office.person("s@example.com", Role::Supervisor, None).await;
    let request = office.request(Action::LogOut);

    let first = office.execute(&phone_system, &supervisor, &request).await;
    let second = office.execute(&phone_system, &supervisor, &request).await;

    assert_eq!((first, second), (Ok(Outcome::Unknown), Ok(Outcome::Unknown)));
    assert_eq!((phone_system.times_asked(), office.times_poked()), (1, 1));
    let entry = office.store.audit_of_command(office.mine, request.command_id).await.unwrap().unwrap();
    assert!(entry.finished_at.unwrap() >= NOW.plus_s(45));
}

async fn a_request_that_is_given_up_still_has_its_outcome_written_down(store: Store) {
    let office = Office::new(store).await;
    let phone_system = Arc::new(PhoneSystem::that(Manner::Waits(Notify::new())));
    let supervisor = office.person("s@example.com", Role::Supervisor, None).await;
    let request = office.request(Action::LogOut);
    let (given_up, pokes) = (Arc::clone(&phone_system), Arc::clone(&office.pokes));
    let (store, asked) = (office.store.clone(), request.clone());

    let browser =
        tokio::spawn(async move { commands::execute(&store, given_up, pokes, &supervisor, asked, NOW).await });
    phone_system.was_asked.notified().await;
    browser.abort();
    assert!(browser.await.unwrap_err().is_cancelled());
    phone_system.answer_now();

    // The poke comes last, so the outcome is written when it has come.
    while office.times_poked() == 0 {
        tokio::task::yield_now().await;
    }
    let entry = office.store.audit_of_command(office.mine, request.command_id).await.unwrap().unwrap();
    assert_eq!(entry.outcome_json.as_deref(), Some(r#"{"outcome":"confirmed"}"#));
}

on_both_databases! {
    what_is_under_way_is_told_before_it_is_sent_and_its_end_before_the_poll,
    a15_recording_is_switched_off_only_with_a_reason_and_the_reason_is_kept,
    a13_what_recording_was_set_to_is_remembered_and_doubted_after_an_unknown_end,
    a_command_is_sent_once_written_down_and_followed_by_a_poll,
    the_same_command_again_gets_the_first_ones_outcome,
    two_clicks_at_once_send_one_command,
    a_used_identity_cannot_name_another_command_or_another_person,
    a_foreign_connection_and_a_missing_one_are_the_same,
    roles_decide_what_may_be_sent,
    what_a_connection_cannot_do_is_not_sent,
    a_limited_supervisor_reaches_only_agents_within_the_limit,
    a_fault_in_a_client_is_an_unknown_outcome_and_written_down,
    a_deadline_that_passes_is_unknown_and_never_sent_again,
    a_request_that_is_given_up_still_has_its_outcome_written_down,
}

#[tokio::test]
async fn what_cannot_be_written_down_is_not_sent() {
    let database = Sqlite::new();
    let office = Office::new(open(&database.url()).await).await;
    let phone_system = confirming();
    let supervisor = office.person("s@example.com", Role::Supervisor, None).await;
    // The connection can still be read; only writing fails.
    let Store::Sqlite(pool) = &office.store else { panic!("not SQLite") };
    sqlx::query("DROP TABLE audit").execute(pool).await.unwrap();

    let outcome = office.execute(&phone_system, &supervisor, &office.request(Action::LogOut)).await;

    assert!(matches!(outcome, Err(CommandError::NotRecorded(_))), "{outcome:?}");
    assert_eq!((phone_system.times_asked(), office.times_poked()), (0, 0));
}
