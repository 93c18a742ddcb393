//! Connections, agents and changes of state; in each, another tenant asks too.

use backend::secrets::Sealed;
use backend::store::AgentStamp;
use backend::store::NewConnection;
use backend::store::NewTenant;
use backend::store::Store;
use backend::store::StoreError;
use backend::store::StoredAgent;
use backend::store::StoredSecret;
use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::agent::IdKind;
use domain::agent::SubState;
use domain::call::Direction;
use domain::clock::Clock;
use domain::clock::SinceSource;
use domain::history::StateEvent;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;
use providers::ConnectionSettings;
use providers::ProviderConfig;
use providers::config::ConvosoConfig;
use uuid::Uuid;

use crate::databases::on_both_databases;

pub(crate) const NOW: UnixMs = UnixMs(1_800_000_000_000);

pub(crate) async fn tenant(store: &Store, slug: &str) -> TenantId {
    let new = NewTenant { slug: slug.to_owned(), name: slug.to_owned(), is_demo: false };
    store.create_tenant(&new, NOW).await.unwrap()
}

fn settings(host: &str) -> ConnectionSettings {
    ConnectionSettings::new(format!("https://{host}"), ProviderConfig::Convoso(ConvosoConfig::default()))
}

fn secret(envelope: &str) -> StoredSecret {
    StoredSecret {
        sealed: Sealed { key_id: "k1".to_owned(), envelope: envelope.to_owned() },
        set_at: NOW,
        set_by: None,
    }
}

pub(crate) async fn connection(store: &Store, tenant: TenantId, name: &str) -> ConnectionId {
    let new = NewConnection::new(name, settings("one.example"), NOW);
    store.add_connection(tenant, &new, NOW).await.unwrap();
    new.id
}

pub(crate) fn agent(external_id: &str, state: AgentState, seen: UnixMs) -> StoredAgent {
    StoredAgent {
        external_id: external_id.to_owned(),
        stamp: AgentStamp {
            state,
            sub: Some(SubState::Disposition),
            clock: Clock { since: seen, source: SinceSource::FirstSeen, is_lower_bound: true, precision_s: 5 },
            raw_status: "DISPO".to_owned(),
            pause_reason: None,
        },
        snapshot: Some(AgentSnapshot::new(external_id, IdKind::UserId, state, seen)),
        last_seen: seen,
    }
}

async fn a_connection_is_kept_as_given_and_found_in_its_tenant_only(store: Store) {
    let (mine, theirs) = (tenant(&store, "mine").await, tenant(&store, "theirs").await);
    let mut new = NewConnection::new("Sales | 'HN', <b>", settings("one.example"), NOW);
    new.secret = Some(secret("sealed"));

    store.add_connection(mine, &new, NOW).await.unwrap();

    let found = store.connection(mine, new.id).await.unwrap().unwrap();
    assert_eq!((&found.name, &found.settings, &found.secret), (&new.name, &new.settings, &new.secret));
    assert_eq!((found.tenant_id, found.is_paused, found.auth_held_at), (mine, false, None));
    assert_eq!(store.connections(mine).await.unwrap(), [found]);
    assert_eq!(store.connection(theirs, new.id).await.unwrap(), None);
    assert_eq!(store.connections(theirs).await.unwrap(), []);
    assert_eq!(store.all_connection_ids().await.unwrap(), [(mine, new.id)]);
}

async fn a_connections_name_is_taken_within_its_tenant_only(store: Store) {
    let (mine, theirs) = (tenant(&store, "mine").await, tenant(&store, "theirs").await);
    connection(&store, mine, "Sales").await;
    let again = NewConnection::new("Sales", settings("two.example"), NOW);

    assert_eq!(store.add_connection(mine, &again, NOW).await, Err(StoreError::Conflict));
    assert_eq!(store.add_connection(theirs, &again, NOW).await, Ok(()));
    let nowhere = NewConnection::new("Sales", settings("two.example"), NOW);
    assert_eq!(store.add_connection(TenantId(Uuid::nil()), &nowhere, NOW).await, Err(StoreError::NotFound));
}

async fn another_tenant_changes_no_connection(store: Store) {
    let (mine, theirs) = (tenant(&store, "mine").await, tenant(&store, "theirs").await);
    let id = connection(&store, mine, "Sales").await;
    let before = store.connection(mine, id).await.unwrap();
    let not_found = Err(StoreError::NotFound);

    assert_eq!(store.update_connection_settings(theirs, id, &settings("evil.example")).await, not_found);
    assert_eq!(store.set_connection_secret(theirs, id, &secret("evil")).await, not_found);
    assert_eq!(store.set_connection_paused(theirs, id, true).await, not_found);
    assert_eq!(store.pin_provider_tenant(theirs, id, Some("evil")).await, not_found);
    assert_eq!(store.set_connection_auth_held(theirs, id, Some(NOW)).await, not_found);

    assert_eq!(store.connection(mine, id).await.unwrap(), before);
}

async fn a_connection_changes_part_by_part_and_a_new_secret_ends_the_hold(store: Store) {
    let mine = tenant(&store, "mine").await;
    let id = connection(&store, mine, "Sales").await;

    store.update_connection_settings(mine, id, &settings("two.example")).await.unwrap();
    store.set_connection_paused(mine, id, true).await.unwrap();
    store.pin_provider_tenant(mine, id, Some("domain-1")).await.unwrap();
    store.set_connection_auth_held(mine, id, Some(NOW.plus_s(1))).await.unwrap();
    let held = store.connection(mine, id).await.unwrap().unwrap();
    store.set_connection_secret(mine, id, &secret("new")).await.unwrap();
    let mended = store.connection(mine, id).await.unwrap().unwrap();

    assert_eq!(held.settings, settings("two.example"));
    assert_eq!((held.is_paused, held.pinned_provider_tenant.as_deref()), (true, Some("domain-1")));
    assert_eq!((held.auth_held_at, held.secret), (Some(NOW.plus_s(1)), None));
    assert_eq!((mended.auth_held_at, mended.secret), (None, Some(secret("new"))));
}

async fn stamps_survive_and_are_replaced_one_agent_at_a_time(store: Store) {
    let mine = tenant(&store, "mine").await;
    let id = connection(&store, mine, "Sales").await;
    let (first, second) = (agent("007", AgentState::WrapUp, NOW), agent("7", AgentState::OnCall, NOW));
    store.upsert_agents(mine, id, &[first.clone(), second.clone()]).await.unwrap();
    let mut changed = agent("7", AgentState::Available, NOW.plus_s(9));
    changed.snapshot = None;

    store.upsert_agents(mine, id, std::slice::from_ref(&changed)).await.unwrap();

    assert_eq!(store.agents(mine, id).await.unwrap(), [first, changed.clone()]);
    assert_eq!(store.agent(mine, id, "7").await.unwrap(), Some(changed));
    assert_eq!(store.agent(mine, id, "07").await.unwrap(), None);
    store.upsert_agents(mine, id, &[]).await.unwrap();
}

async fn another_tenant_neither_sees_nor_writes_agents(store: Store) {
    let (mine, theirs) = (tenant(&store, "mine").await, tenant(&store, "theirs").await);
    let id = connection(&store, mine, "Sales").await;
    store.upsert_agents(mine, id, &[agent("7", AgentState::OnCall, NOW)]).await.unwrap();

    let written = store.upsert_agents(theirs, id, &[agent("7", AgentState::Paused, NOW)]).await;

    assert_eq!(written, Err(StoreError::NotFound));
    assert_eq!(store.agents(theirs, id).await.unwrap(), []);
    assert_eq!(store.agent(theirs, id, "7").await.unwrap(), None);
    assert_eq!(store.agent(mine, id, "7").await.unwrap().unwrap().stamp.state, AgentState::OnCall);
}

async fn ten_thousand_agents_are_kept_in_one_go(store: Store) {
    let mine = tenant(&store, "mine").await;
    let id = connection(&store, mine, "Sales").await;
    let floor: Vec<_> = (0..10_000).map(|n| agent(&format!("{n:05}"), AgentState::Available, NOW)).collect();

    store.upsert_agents(mine, id, &floor).await.unwrap();
    store.upsert_agents(mine, id, &floor).await.unwrap();

    assert_eq!(store.agents(mine, id).await.unwrap(), floor);
}

async fn an_agent_with_a_nul_in_its_texts_does_not_fail_the_others(store: Store) {
    let mine = tenant(&store, "mine").await;
    let id = connection(&store, mine, "Sales").await;
    let event = StateEvent { raw_status: "A\0B".to_owned(), ..event("x\0y", NOW) };

    store
        .upsert_agents(mine, id, &[agent("x\0y", AgentState::OnCall, NOW), agent("z", AgentState::OnCall, NOW)])
        .await
        .unwrap();
    store.append_state_events(mine, id, &[event]).await.unwrap();

    assert_eq!(store.agents(mine, id).await.unwrap().len(), 2);
    assert!(store.agent(mine, id, "x\0y").await.unwrap().is_some());
    let kept = store.state_events(mine, id, "x\0y", NOW, NOW.plus_s(1)).await.unwrap();
    assert_eq!(kept[0].raw_status, "A\u{fffd}B");
}

fn event(external_id: &str, at: UnixMs) -> StateEvent {
    StateEvent {
        source: SinceSource::ProviderDuration,
        is_lower_bound: true,
        precision_s: 5,
        sub: Some(SubState::Preview),
        raw_status: "PAUSED".to_owned(),
        pause_reason: Some("Ăn trưa".to_owned()),
        direction: Some(Direction::Inbound),
        group: Some("Đội 1".to_owned()),
        campaign: Some("Sales".to_owned()),
        queue: Some("VIP".to_owned()),
        calls_today: Some(12),
        gap_before: true,
        ..StateEvent::new(external_id, AgentState::Paused, at)
    }
}

async fn changes_of_state_are_added_and_read_by_agent_and_time(store: Store) {
    let (mine, theirs) = (tenant(&store, "mine").await, tenant(&store, "theirs").await);
    let id = connection(&store, mine, "Sales").await;
    let first = event("7", NOW);
    let second = StateEvent {
        from: Some(AgentState::Paused),
        to: AgentState::Available,
        source: SinceSource::FirstSeen,
        pause_reason: None,
        gap_before: false,
        ..event("7", NOW.plus_s(60))
    };

    store.append_state_events(mine, id, &[first.clone(), second.clone(), event("8", NOW)]).await.unwrap();
    store.append_state_events(mine, id, &[]).await.unwrap();

    let read = |tenant, until| store.state_events(tenant, id, "7", NOW, until);
    assert_eq!(read(mine, NOW.plus_s(61)).await.unwrap(), [first.clone(), second]);
    assert_eq!(read(mine, NOW.plus_s(60)).await.unwrap(), [first]);
    assert_eq!(read(theirs, NOW.plus_s(61)).await.unwrap(), []);
    assert_eq!(store.append_state_events(theirs, id, &[event("7", NOW)]).await, Err(StoreError::NotFound));
}

on_both_databases! {
    a_connection_is_kept_as_given_and_found_in_its_tenant_only,
    a_connections_name_is_taken_within_its_tenant_only,
    another_tenant_changes_no_connection,
    a_connection_changes_part_by_part_and_a_new_secret_ends_the_hold,
    stamps_survive_and_are_replaced_one_agent_at_a_time,
    another_tenant_neither_sees_nor_writes_agents,
    ten_thousand_agents_are_kept_in_one_go,
    an_agent_with_a_nul_in_its_texts_does_not_fail_the_others,
    changes_of_state_are_added_and_read_by_agent_and_time,
}
