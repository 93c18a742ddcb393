//! The audit log; another tenant asks too.

use backend::store::AuditIntent;
use backend::store::Store;
use backend::store::StoreError;
use domain::audit::AuditFilter;
use domain::id::CommandId;
use domain::id::ConnectionId;
use uuid::Uuid;

use crate::databases::on_both_databases;
use crate::floor::NOW;
use crate::floor::tenant;

fn intent(command: Option<CommandId>) -> AuditIntent {
    AuditIntent {
        at: NOW,
        actor_user_id: None,
        actor_label: "An".to_owned(),
        command_id: command,
        connection_id: Some(ConnectionId(Uuid::from_u128(5))),
        external_id: Some("7".to_owned()),
        action: "log_out".to_owned(),
        intent_json: "{}".to_owned(),
        remote_addr: Some("192.0.2.1".to_owned()),
    }
}

async fn a_commands_identity_is_used_once_in_each_tenant(store: Store) {
    let (mine, theirs) = (tenant(&store, "mine").await, tenant(&store, "theirs").await);
    let command = CommandId(Uuid::from_u128(9));
    let intent = intent(Some(command));

    let id = store.record_intent(mine, &intent).await.unwrap();

    assert_eq!(store.record_intent(mine, &intent).await, Err(StoreError::Conflict));
    assert_eq!(store.audit_of_command(theirs, command).await.unwrap(), None);
    assert!(store.record_intent(theirs, &intent).await.is_ok());
    let entry = store.audit_of_command(mine, command).await.unwrap().unwrap();
    assert_eq!((entry.id, entry.intent, entry.outcome_json), (id, intent, None));
}

async fn an_outcome_is_written_once_and_by_its_own_tenant(store: Store) {
    let (mine, theirs) = (tenant(&store, "mine").await, tenant(&store, "theirs").await);
    let command = CommandId(Uuid::from_u128(9));
    let id = store.record_intent(mine, &intent(Some(command))).await.unwrap();
    let end = NOW.plus_s(2);

    assert_eq!(store.record_outcome(theirs, id, "\"foreign\"", end).await, Err(StoreError::NotFound));
    assert_eq!(store.record_outcome(mine, id, "\"first\"", end).await, Ok(()));
    assert_eq!(store.record_outcome(mine, id, "\"second\"", end).await, Err(StoreError::NotFound));

    let entry = store.audit_of_command(mine, command).await.unwrap().unwrap();
    assert_eq!((entry.outcome_json.as_deref(), entry.finished_at), (Some("\"first\""), Some(end)));
}

async fn the_audit_log_is_newest_first_page_by_page_and_of_one_tenant(store: Store) {
    let (mine, theirs) = (tenant(&store, "mine").await, tenant(&store, "theirs").await);
    // Two lines of the same moment must not be lost between two pages.
    for second in [0, 1, 1, 2] {
        store.record_intent(mine, &AuditIntent { at: NOW.plus_s(second), ..intent(None) }).await.unwrap();
    }
    let any = AuditFilter::default();

    let all = store.audit(mine, &any, None, 10).await.unwrap();
    let first = store.audit(mine, &any, None, 2).await.unwrap();
    let after = (first[1].intent.at, first[1].id);
    let second = store.audit(mine, &any, Some(after), 10).await.unwrap();

    assert_eq!(all.len(), 4);
    assert!(all.is_sorted_by_key(|entry| -entry.intent.at.0));
    assert_eq!([first, second].concat(), all);
    assert_eq!(store.audit(theirs, &any, None, 10).await.unwrap(), []);
}

async fn the_audit_log_is_filtered_by_who_what_whom_and_when(store: Store) {
    let mine = tenant(&store, "mine").await;
    let lines = [
        ("Lan Ph\u{1ea1}m", "pair_display", "{\"subject\":\"T\u{1ea7}ng 2 100%\"}", 0),
        ("An", "log_out", "{\"subject\":\"\u{110}\u{1ed7} An\"}", 10),
        ("An", "pair_display", "{\"subject\":\"Lobby_1\"}", 20),
    ];
    for (actor_label, action, intent_json, second) in lines {
        let line = AuditIntent {
            at: NOW.plus_s(second),
            actor_label: actor_label.to_owned(),
            action: action.to_owned(),
            intent_json: intent_json.to_owned(),
            external_id: Some(format!("agent{second}")),
            ..intent(None)
        };
        store.record_intent(mine, &line).await.unwrap();
    }
    let seconds = async |filter: AuditFilter| {
        let found = store.audit(mine, &filter, None, 10).await.unwrap();
        found.iter().map(|entry| entry.intent.at.seconds_since(NOW)).collect::<Vec<_>>()
    };
    let text = |text: &str| AuditFilter { text: Some(text.to_owned()), ..AuditFilter::default() };

    assert_eq!(seconds(AuditFilter { actor: Some("An".to_owned()), ..AuditFilter::default() }).await, [20, 10]);
    assert_eq!(
        seconds(AuditFilter { action: Some("pair_display".to_owned()), ..AuditFilter::default() }).await,
        [20, 0]
    );
    assert_eq!(
        seconds(AuditFilter { from: Some(NOW.plus_s(10)), until: Some(NOW.plus_s(20)), ..AuditFilter::default() })
            .await,
        [10]
    );
    assert_eq!(seconds(text("lobby_1")).await, [20]);
    assert_eq!(seconds(text("lobbyX1")).await, [0; 0]);
    assert_eq!(seconds(text("100%")).await, [0]);
    assert_eq!(seconds(text("\u{110}\u{1ed7}")).await, [10]);
    assert_eq!(seconds(text("agent0")).await, [0]);
    assert_eq!(store.audit_actors(mine).await.unwrap(), ["An", "Lan Ph\u{1ea1}m"]);
}

async fn what_was_done_to_one_agent_is_told_newest_first_and_to_their_own_tenant(store: Store) {
    let (mine, theirs) = (tenant(&store, "mine").await, tenant(&store, "theirs").await);
    let here = ConnectionId(Uuid::from_u128(5));
    for (second, connection, agent) in [(0, 5, "7"), (1, 5, "8"), (2, 6, "7"), (3, 5, "7"), (4, 5, "7")] {
        let line = AuditIntent {
            at: NOW.plus_s(second),
            connection_id: Some(ConnectionId(Uuid::from_u128(connection))),
            external_id: Some(agent.to_owned()),
            ..intent(None)
        };
        store.record_intent(mine, &line).await.unwrap();
    }
    let seconds = async |tenant, limit| {
        let found = store.audit_of_agent(tenant, here, "7", limit).await.unwrap();
        found.iter().map(|entry| entry.intent.at.seconds_since(NOW)).collect::<Vec<_>>()
    };

    assert_eq!(seconds(mine, 9).await, [4, 3, 0]);
    assert_eq!(seconds(mine, 2).await, [4, 3]);
    assert_eq!(seconds(theirs, 9).await, [0; 0]);
}

on_both_databases! {
    what_was_done_to_one_agent_is_told_newest_first_and_to_their_own_tenant,
    a_commands_identity_is_used_once_in_each_tenant,
    an_outcome_is_written_once_and_by_its_own_tenant,
    the_audit_log_is_newest_first_page_by_page_and_of_one_tenant,
    the_audit_log_is_filtered_by_who_what_whom_and_when,
}
