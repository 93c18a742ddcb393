//! What a rule would have done.

use domain::agent::AgentState;
use domain::history::StateEvent;
use domain::history::WatchSpan;
use domain::rule::Clearing;
use domain::rule::Condition;
use domain::rule::RuleSpec;
use domain::rule::Who;

use backend::rules::RulesError;

use crate::floor::Place;
use crate::floor::START;
use crate::floor::at_both_places;
use crate::floor::paused;

async fn a_rule_is_tried_on_what_is_kept(url: String) {
    let place = Place::new(url).await;
    let (store, tenant, connection) = (place.backend.store(), place.tenant, place.connection);
    let event = |to, at_s| StateEvent::new("1", to, START.plus_s(at_s));
    let day = [
        event(AgentState::OnCall, 0),
        event(AgentState::Paused, 100),
        event(AgentState::OnCall, 120),
        event(AgentState::Paused, 200),
        event(AgentState::OnCall, 400),
    ];
    store.append_state_events(tenant, connection, &day).await.unwrap();
    let span = WatchSpan { until: START.plus_s(500), ..WatchSpan::begin(START, 5000) };
    store.keep_watch_spans(tenant, connection, &[span]).await.unwrap();
    place.pass_s(1000);
    let from = START.plus_s(1);
    let tried = async |spec| place.backend.back_test(&place.admin, spec, from, START.plus_s(1000)).await.unwrap();

    let at_once = tried(paused()).await;
    let who = Who { states: vec![AgentState::Paused], pause_reason: None };
    let patient = tried(RuleSpec {
        condition: Condition::AgentInState { who, longer_than_s: 60 },
        clearing: Clearing { slack: 0, after_s: 20 },
        ..paused()
    })
    .await;

    assert_eq!((at_once.times, at_once.short, at_once.longest_s, at_once.total_s), (2, 1, 200, 220));
    assert_eq!(at_once.first[0].from, START.plus_s(100));
    // Nobody looked after 500 s; the rows are stale four intervals later.
    assert!((475..=485).contains(&at_once.unobserved_s), "{}", at_once.unobserved_s);
    assert_eq!((patient.times, patient.short), (1, 0));
    assert!((155..=165).contains(&patient.longest_s), "{}", patient.longest_s);
    assert_eq!(store.open_alarms(tenant).await.unwrap(), []);
    place.backend.shutdown().await;
}

async fn only_admins_try_rules_and_only_on_their_own_floor(url: String) {
    let place = Place::new(url).await;
    let supervisor = place.supervisor("linh@example.com", None).await;
    let stranger = place.stranger().await;
    place.pass_s(100);

    let denied = place.backend.back_test(&supervisor, paused(), START, START.plus_s(100)).await;
    let elsewhere = place.backend.back_test(&stranger, paused(), START, START.plus_s(100)).await.unwrap();

    assert_eq!(denied, Err(RulesError::Forbidden));
    assert_eq!((elsewhere.times, elsewhere.unobserved_s), (0, 100));
    place.backend.shutdown().await;
}

at_both_places! {
    a_rule_is_tried_on_what_is_kept,
    only_admins_try_rules_and_only_on_their_own_floor,
}
