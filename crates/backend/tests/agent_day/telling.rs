//! What a day tells, and to whom nothing is told.

use backend::audit::Actor;
use backend::audit::Entry;
use backend::history::AgentDayError;
use backend::store::StoreError;
use domain::agent::AgentState;
use domain::agent_day::Gap;
use domain::agent_day::GapCause;
use domain::audience::ScopeFilter;
use domain::audit::Deed;
use domain::audit::Done;
use domain::audit::Matter;
use domain::health::HealthStatus;

use crate::floor::AGENT;
use crate::floor::Floor;
use crate::floor::NOW;
use crate::floor::at;
use crate::floor::zone;

macro_rules! floors_on_both_databases {
    ($($body:ident,)*) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $body() {
                let database = crate::databases::Sqlite::new();
                super::$body(crate::floor::Floor::new(database.url()).await).await;
            })*
        }

        mod postgres {
            $(#[tokio::test]
            async fn $body() {
                let Some(database) = crate::databases::Postgres::new().await else { return };
                let floor = crate::floor::Floor::new(database.url()).await;
                let backend = floor.backend.clone();
                super::$body(floor).await;
                backend.shutdown().await;
                database.drop_database().await;
            })*
        }
    };
}

async fn a_day_is_told_with_its_gap_and_why_also_of_an_agent_who_left_the_floor(floor: Floor) {
    let ctx = floor.supervisor("an@example.com", None).await;
    let (actor, backend) = (Actor::of(&ctx, None), &floor.backend);
    let entry = Entry {
        external_id: Some(AGENT.to_owned()),
        ..Entry::about_connection(Deed::RevealNumber, floor.connection, Matter::about("An"))
    };
    let done = async { Ok::<(), StoreError>(()) };
    backend::audit::recorded(backend.store(), backend.clock(), floor.tenant, &actor, entry, done).await.unwrap();

    let known = backend.known_agent(&ctx, floor.connection, AGENT).await.unwrap();
    let day = backend.agent_day(&ctx, floor.connection, AGENT, floor.day()).await.unwrap();

    assert_eq!((known.on_floor, known.connection_name.as_str()), (None, "Sales"));
    let states: Vec<_> =
        day.stretches.iter().map(|stretch| stretch.stretch.doing.as_ref().map(|doing| doing.state)).collect();
    assert_eq!(
        states,
        [
            Some(AgentState::LoggedOut),
            Some(AgentState::Available),
            Some(AgentState::OnCall),
            Some(AgentState::Paused),
            None,
            Some(AgentState::Paused),
            Some(AgentState::LoggedOut),
        ]
    );
    let gap =
        Gap { from: at(10, 36).plus_s(5), until: at(10, 42), cause: GapCause::Provider(HealthStatus::ServerError) };
    assert_eq!(day.gaps, [gap]);
    assert_eq!(day.logged_in_ms, (4 * 3600 - 6 * 60 + 5) * 1000);
    assert_eq!(day.stretches[3].over_from, Some(at(10, 15)));
    assert_eq!(day.known_until, NOW);
    assert_eq!(day.marks.len(), 1);
    assert_eq!(day.marks[0].done, Done::Deed(Deed::RevealNumber));
}

async fn a_day_of_which_nothing_is_kept_is_one_gap(floor: Floor) {
    let ctx = floor.supervisor("an@example.com", None).await;
    let long_ago = backend::history::day("2026-11-01".parse().unwrap(), &zone(), NOW).unwrap();

    let day = floor.backend.agent_day(&ctx, floor.connection, AGENT, long_ago.clone()).await.unwrap();

    assert!(!day.is_observed());
    assert_eq!(day.gaps, [Gap { from: long_ago.from, until: long_ago.until, cause: GapCause::NothingKept }]);
    assert_eq!((day.logged_in_ms, day.calls), (0, None));
}

async fn another_tenants_agent_is_as_missing_as_one_who_never_was(floor: Floor) {
    let stranger = floor.stranger().await;
    let ctx = floor.supervisor("an@example.com", None).await;
    let backend = &floor.backend;

    for (ctx, agent) in [(&stranger, AGENT), (&ctx, "nobody")] {
        let day = backend.agent_day(ctx, floor.connection, agent, floor.day()).await;
        assert_eq!(day, Err(AgentDayError::NotFound));
        assert_eq!(backend.known_agent(ctx, floor.connection, agent).await, Err(AgentDayError::NotFound));
    }
    let entries = backend
        .store()
        .audit_of_agent_between(stranger.tenant_id(), floor.connection, AGENT, at(0, 0), at(24, 0))
        .await;
    assert_eq!(entries, Ok(Vec::new()));
}

async fn a_limited_supervisor_sees_the_days_of_their_own_agents_only(floor: Floor) {
    let groups = |group: &str| ScopeFilter { groups: vec![group.to_owned()], ..ScopeFilter::default() };
    let own = floor.supervisor("own@example.com", Some(groups("Sales"))).await;
    let other = floor.supervisor("other@example.com", Some(groups("Support"))).await;

    let seen = floor.backend.agent_day(&own, floor.connection, AGENT, floor.day()).await;
    let hidden = floor.backend.agent_day(&other, floor.connection, AGENT, floor.day()).await;

    assert!(seen.unwrap().is_observed());
    assert_eq!(hidden, Err(AgentDayError::NotFound));
}

floors_on_both_databases! {
    a_day_is_told_with_its_gap_and_why_also_of_an_agent_who_left_the_floor,
    a_day_of_which_nothing_is_kept_is_one_gap,
    another_tenants_agent_is_as_missing_as_one_who_never_was,
    a_limited_supervisor_sees_the_days_of_their_own_agents_only,
}
