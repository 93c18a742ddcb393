//! Totals of a day, and who sees whose.

use backend::auth::TenantCtx;
use backend::history::Events;
use backend::history::Range;
use backend::history::Report;
use backend::history::days;
use domain::agent::AgentState;
use domain::audience::ScopeFilter;
use domain::history::StateEvent;
use domain::role::Role;
use domain::totals::By;
use jiff::civil::date;
use jiff::tz::TimeZone;

use crate::company::NOW;
use crate::past::Past;
use crate::past::connect;
use crate::past::event;
use crate::past::today;
use crate::past::with_a_past;

fn in_group(group: &str, event: StateEvent) -> StateEvent {
    StateEvent { group: Some(group.to_owned()), ..event }
}

/// Two groups at one connection: An in sales is on a call for an hour, Bình in care is available, Chi never logs in.
async fn two_groups(past: &Past) {
    past.happened(&[
        in_group("Sales", event("an", AgentState::Available, 0)),
        in_group("Care", event("binh", AgentState::Available, 0)),
        event("chi", AgentState::LoggedOut, 0),
        in_group("Sales", event("an", AgentState::OnCall, 1000)),
        in_group("Sales", event("an", AgentState::LoggedOut, 4600)),
        in_group("Care", event("binh", AgentState::LoggedOut, 7200)),
    ])
    .await;
    past.watched(0, 7 * 3600).await;
}

async fn report(past: &Past, ctx: &TenantCtx, by: By) -> Report {
    past.backend.history_report(ctx, &today(), by).await.unwrap().unwrap()
}

fn shape(report: &Report) -> Vec<(Option<&str>, u32, i64, i64)> {
    let rows = report.rows.iter();
    rows.map(|row| {
        let (on_call, logged_in) = (row.tally.in_state_ms(AgentState::OnCall), row.tally.logged_in_ms());
        (row.subject.name(), row.agents, on_call / 1000, logged_in / 1000)
    })
    .collect()
}

async fn agents_groups_and_connections_add_up_to_the_same_day(past: Past) {
    two_groups(&past).await;
    let other = connect(past.store(), past.company.mine, "Support").await;
    past.store().append_state_events(past.company.mine, other, &[event("x", AgentState::Paused, 0)]).await.unwrap();
    let admin = past.company.admin.clone();

    let agents = report(&past, &admin, By::Agent).await;
    let groups = report(&past, &admin, By::Group).await;
    let connections = report(&past, &admin, By::Connection).await;

    assert_eq!(shape(&agents), [(Some("an"), 1, 3600, 4600), (Some("binh"), 1, 0, 7200)]);
    assert_eq!(shape(&groups), [(Some("Care"), 1, 0, 7200), (Some("Sales"), 1, 3600, 4600)]);
    assert_eq!(shape(&connections), [(Some("Sales"), 2, 3600, 11_800)]);
    assert_eq!((agents.total, groups.total), (connections.total, connections.total));
    assert_eq!(agents.days[0].tally, agents.total);
    assert_eq!(agents.total.occupancy(), Some(305));
    let cells = &agents.days[0].cells;
    assert_eq!(cells.iter().map(|cell| cell.logged_in_ms).sum::<i64>(), agents.total.logged_in_ms());
    assert_eq!(cells.iter().map(|cell| cell.busy_ms).sum::<i64>(), agents.total.busy_ms());
    assert_eq!(agents.rows[0].uncounted.len(), 1, "this provider counted no calls");
    past.close().await;
}

async fn a_limited_supervisor_sees_their_agents_and_nothing_of_the_others(past: Past) {
    two_groups(&past).await;
    let company = &past.company;
    let user = company.add("mine", "lan@mine.example", Role::Supervisor).await;
    let filter = ScopeFilter { groups: vec!["Care".to_owned()], ..ScopeFilter::default() };
    let scope = company.store.create_scope(company.mine, &filter, NOW).await.unwrap();
    company.store.grant_membership(company.mine, user, Role::Supervisor, Some(scope), NOW).await.unwrap();
    let limited = company.ctx(user, "mine").await;

    let theirs = report(&past, &limited, By::Agent).await;

    assert_eq!(shape(&theirs), [(Some("binh"), 1, 0, 7200)]);
    assert_eq!(theirs.total.logged_in_ms(), 7_200_000);
    assert_eq!(theirs.days[0].cells.iter().map(|cell| cell.busy_ms).sum::<i64>(), 0);
    let mut events = Events::begin(&past.backend, &limited, &today()).await.unwrap().unwrap();
    let mut agents = Vec::new();
    while let Some(lines) = events.next().await.unwrap() {
        agents.extend(lines.into_iter().map(|line| line.event.external_id));
    }
    assert_eq!(agents, ["binh", "binh"]);
    past.close().await;
}

async fn another_tenant_sees_nothing(past: Past) {
    two_groups(&past).await;
    let stranger = past.company.their_admin.clone();

    let theirs = report(&past, &stranger, By::Agent).await;

    assert_eq!((theirs.rows.len(), theirs.total.total_ms(), theirs.kept_from), (0, 0, None));
    let mut events = Events::begin(&past.backend, &stranger, &today()).await.unwrap().unwrap();
    assert_eq!(events.next().await, Ok(None));
    past.close().await;
}

async fn a_day_of_23_hours_is_not_filled_up(past: Past) {
    past.happened(&[event("an", AgentState::Available, -400 * 86_400)]).await;
    past.watched(-400 * 86_400, 0).await;
    let berlin = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
    let (spring, autumn) = (date(2026, 3, 29), date(2026, 10, 25));
    let mut hours = Vec::new();

    for day in [spring, autumn] {
        let day = days(Range::new(day, day).unwrap(), &berlin);
        let report = past.backend.history_report(&past.company.admin, &day, By::Agent).await.unwrap().unwrap();
        hours.push(report.total.in_state_ms(AgentState::Available) / 3_600_000);
    }

    assert_eq!(hours, [23, 25]);
    past.close().await;
}

with_a_past! {
    agents_groups_and_connections_add_up_to_the_same_day,
    a_limited_supervisor_sees_their_agents_and_nothing_of_the_others,
    another_tenant_sees_nothing,
    a_day_of_23_hours_is_not_filled_up,
}
