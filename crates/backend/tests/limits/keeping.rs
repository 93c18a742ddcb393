//! What an admin sets is kept with its version, audited, and on every open board without being asked for.

use backend::audit::Actor;
use backend::hub::ConnectionSeed;
use backend::hub::Hub;
use backend::hub::Subscription;
use backend::limits;
use backend::limits::LimitsError;
use backend::store::NewConnection;
use backend::store::Store;
use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::agent::IdKind;
use domain::audience::Audience;
use domain::audience::Numbers;
use domain::audience::Scope;
use domain::audience::ScopeFilter;
use domain::audit::AuditFilter;
use domain::board::Board;
use domain::capability::Capabilities;
use domain::delta::Delta;
use domain::floor::Floor;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::LimitPart;
use domain::form::Problem;
use domain::health::ConnectionHealth;
use domain::id::ConnectionId;
use domain::id::ConnectionIndex;
use domain::id::ScopeId;
use domain::id::TenantId;
use domain::limits::Limit;
use domain::limits::LimitLine;
use domain::limits::Limited;
use domain::provider::ProviderKind;
use domain::role::Role;
use futures::FutureExt;
use providers::ConnectionSettings;

use providers::ProviderConfig;
use providers::config::ConvosoConfig;
use uuid::Uuid;

use crate::company::Company;
use crate::company::NOW;
use crate::databases::on_both_databases;

const SUPERVISOR: Audience = Audience { scope: Scope::All, numbers: Numbers::Masked };
const WALL: Audience = Audience { scope: Scope::All, numbers: Numbers::None };

fn line(
    connection: Option<ConnectionId>,
    limited: Limited,
    reason: Option<&str>,
    warn: &str,
    alarm: &str,
) -> LimitLine {
    let reason = reason.map(str::to_owned);
    LimitLine { connection, limited, reason, warn: warn.to_owned(), alarm: alarm.to_owned() }
}

fn lunch(warn: &str, alarm: &str) -> Vec<LimitLine> {
    vec![line(None, Limited::Paused, Some("Lunch"), warn, alarm)]
}

async fn change(company: &Company, hub: &Hub, version: i64, lines: &[LimitLine]) -> Result<(), LimitsError> {
    limits::change(&company.store, hub, &company.clock, &company.admin, &company.actor(), version, lines).await
}

async fn connection(company: &Company, hub: &Hub, tenant: TenantId, name: &str) -> ConnectionId {
    let settings = ConnectionSettings::new("https://one.example", ProviderConfig::Convoso(ConvosoConfig::default()));
    let connection = NewConnection::new(name, settings, NOW);
    company.store.add_connection(tenant, &connection, NOW).await.unwrap();
    let paused = AgentSnapshot {
        pause_reason: Some("Toilet".to_owned()),
        ..AgentSnapshot::new("7", IdKind::UserId, AgentState::Paused, NOW)
    };
    hub.add_connection(
        tenant,
        ConnectionSeed {
            id: connection.id,
            kind: ProviderKind::Tel4vn,
            name: name.to_owned(),
            capabilities: Capabilities::default(),
            poll_interval_ms: 5000,
            floor: Floor::restore(vec![paused], None),
            health: ConnectionHealth::default(),
        },
    );
    connection.id
}

fn board(hub: &Hub, tenant: TenantId) -> Board {
    hub.board(tenant, &SUPERVISOR, None, NOW).unwrap()
}

fn pause_of(board: &Board, reason: &str) -> Limit {
    board.limits.at(&ConnectionIndex(0), Limited::Paused, Some(reason))
}

/// The step that waits for a viewer.
fn step(viewer: &mut Subscription) -> Delta {
    let frame = viewer.next().now_or_never().unwrap();
    let text = std::str::from_utf8(&frame.bytes).unwrap();
    serde_json::from_str(text.split_once("data: ").unwrap().1.trim_end()).unwrap()
}

async fn a_change_is_on_every_open_board_with_the_next_frame(store: Store) {
    let (company, hub) = (Company::new(store).await, Hub::new(7));
    connection(&company, &hub, company.mine, "Floor").await;
    let view = |audience| {
        let position = hub.board(company.mine, &audience, None, NOW).unwrap().position();
        hub.subscribe(company.mine, audience, None, Some(position)).unwrap()
    };
    let (mut desk, mut wall) = (view(SUPERVISOR), view(WALL));

    change(&company, &hub, 0, &lunch("30:00", "45:00")).await.unwrap();

    for viewer in [&mut desk, &mut wall] {
        let delta = step(viewer);
        assert!(delta.rows.is_empty() && delta.connections.is_empty());
        let limits = delta.limits.unwrap();
        assert_eq!(limits.at(&ConnectionIndex(0), Limited::Paused, Some("LUNCH")), Limit::of(1800, 2700));
    }
    assert_eq!(pause_of(&board(&hub, company.mine), "lunch"), Limit::of(1800, 2700));
}

async fn what_was_set_is_there_after_a_restart_and_belongs_to_one_tenant(store: Store) {
    let (company, hub) = (Company::new(store).await, Hub::new(7));
    connection(&company, &hub, company.mine, "Floor").await;
    change(&company, &hub, 0, &lunch("", "45:00")).await.unwrap();

    let restarted = Hub::new(8);
    limits::restore(&company.store, &restarted).await.unwrap();

    assert_eq!(pause_of(&board(&restarted, company.mine), "Lunch"), Limit { warn_s: None, alarm_s: Some(2700) });
    assert_eq!(pause_of(&board(&restarted, company.theirs), "Lunch"), Limited::Paused.default_limit());
    let theirs = limits::form(&company.store, &restarted, &company.their_admin).await.unwrap();
    assert_eq!((theirs.version, theirs.connections.len(), theirs.lines.len()), (0, 0, Limited::ALL.len()));
    assert_eq!(theirs.changed, None);
}

async fn another_tenants_connection_cannot_be_named_and_a_supervisor_may_nothing(store: Store) {
    let (company, hub) = (Company::new(store).await, Hub::new(7));
    let foreign = connection(&company, &hub, company.theirs, "Theirs").await;
    let lines = [line(Some(foreign), Limited::Ringing, None, "5", "10")];
    let lan = company.add("mine", "lan@mine.example", Role::Supervisor).await;
    let lan = company.ctx(lan, "mine").await;

    let field = Field::Limit { line: 0, part: LimitPart::Connection };
    assert_eq!(
        change(&company, &hub, 0, &lines).await,
        Err(LimitsError::Invalid(vec![FieldError::new(field, Problem::NotOffered)]))
    );
    assert_eq!(limits::form(&company.store, &hub, &lan).await, Err(LimitsError::Forbidden));
    let actor = Actor::of(&lan, None);
    let refused = limits::change(&company.store, &hub, &company.clock, &lan, &actor, 0, &[]).await;
    assert_eq!(refused, Err(LimitsError::Forbidden));
    assert_eq!(company.store.limits(company.mine).await.unwrap().version, 0);
}

async fn of_two_who_change_the_same_form_the_second_is_told(store: Store) {
    let (company, hub) = (Company::new(store).await, Hub::new(7));

    change(&company, &hub, 0, &lunch("30", "45")).await.unwrap();
    assert_eq!(change(&company, &hub, 0, &lunch("1", "2")).await, Err(LimitsError::Conflict));
    change(&company, &hub, 1, &lunch("31", "46")).await.unwrap();
    assert_eq!(change(&company, &hub, 1, &lunch("1", "2")).await, Err(LimitsError::Conflict));

    assert_eq!(pause_of(&board(&hub, company.mine), "Lunch"), Limit::of(31, 46));
    let form = limits::form(&company.store, &hub, &company.admin).await.unwrap();
    assert_eq!((form.version, form.changed), (2, Some((NOW, "admin@mine.example".to_owned()))));
}

async fn a_change_stands_in_the_log_with_what_was_and_what_is(store: Store) {
    let (company, hub) = (Company::new(store).await, Hub::new(7));
    let floor = connection(&company, &hub, company.mine, "Floor").await;
    let mut lines = lunch("30 min", "45 min");
    lines.push(line(None, Limited::Ringing, None, "10", "off"));
    lines.push(line(Some(floor), Limited::OnCall, None, "", ""));

    change(&company, &hub, 0, &lines).await.unwrap();
    change(&company, &hub, 1, &lines).await.unwrap();

    let log = company.store.audit(company.mine, &AuditFilter::default(), None, 10).await.unwrap();
    assert_eq!(log.len(), 1, "what changes nothing is not written down");
    assert_eq!(log[0].intent.action, "change_limits");
    for part in [
        r#"["ringing","0:15 / 0:30"]"#,
        r#"["ringing","0:10 / off"]"#,
        r#"["Lunch","30:00 / 45:00"]"#,
        r#"["Floor: on_call","off / off"]"#,
    ] {
        assert!(log[0].intent.intent_json.contains(part), "{}", log[0].intent.intent_json);
    }
}

async fn the_form_offers_the_reasons_on_the_floor_and_forgets_a_connection_that_is_gone(store: Store) {
    let (company, hub) = (Company::new(store).await, Hub::new(7));
    let floor = connection(&company, &hub, company.mine, "Floor").await;
    change(&company, &hub, 0, &[line(Some(floor), Limited::Ringing, None, "5", "10")]).await.unwrap();

    let before = limits::form(&company.store, &hub, &company.admin).await.unwrap();
    company.store.delete_connection(company.mine, floor, NOW).await.unwrap();
    let after = limits::form(&company.store, &hub, &company.admin).await.unwrap();

    assert_eq!(before.reasons, ["Toilet"]);
    assert_eq!(before.connections, [(floor, "Floor".to_owned())]);
    assert_eq!((before.lines.len(), after.lines.len()), (Limited::ALL.len() + 1, Limited::ALL.len()));
    change(&company, &hub, after.version, &after.lines).await.unwrap();
    assert!(company.store.limits(company.mine).await.unwrap().limits.connections.is_empty());
}

async fn a_limited_person_is_told_nothing_of_connections_out_of_sight(store: Store) {
    let (company, hub) = (Company::new(store).await, Hub::new(7));
    let seen = connection(&company, &hub, company.mine, "Seen").await;
    let hidden = connection(&company, &hub, company.mine, "Hidden").await;
    let filter = ScopeFilter { connections: vec![seen], ..ScopeFilter::default() };
    let audience = Audience { scope: Scope::Limited(ScopeId(Uuid::from_u128(9))), numbers: Numbers::Masked };
    let own = |id| line(Some(id), Limited::Ringing, None, "5", "10");

    change(&company, &hub, 0, &[own(seen), own(hidden)]).await.unwrap();

    let limited = hub.board(company.mine, &audience, Some(&filter), NOW).unwrap();
    assert_eq!(limited.limits.connections.keys().collect::<Vec<_>>(), [&ConnectionIndex(0)]);
    assert_eq!(board(&hub, company.mine).limits.connections.len(), 2);
}

on_both_databases! {
    a_change_is_on_every_open_board_with_the_next_frame,
    what_was_set_is_there_after_a_restart_and_belongs_to_one_tenant,
    another_tenants_connection_cannot_be_named_and_a_supervisor_may_nothing,
    of_two_who_change_the_same_form_the_second_is_told,
    a_change_stands_in_the_log_with_what_was_and_what_is,
    the_form_offers_the_reasons_on_the_floor_and_forgets_a_connection_that_is_gone,
    a_limited_person_is_told_nothing_of_connections_out_of_sight,
}
