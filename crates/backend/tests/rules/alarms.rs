//! Alarms from raising to clearing, and who sees them.

use backend::audit::Actor;
use backend::rules::RuleDraft;
use backend::rules::RulesError;
use domain::agent::AgentState;
use domain::audit::AuditFilter;
use domain::audit::Deed;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::id::ConnectionId;
use domain::rule::Cause;
use domain::rule::QuietHours;
use domain::rule::RuleSpec;
use domain::rule::Verdict;
use domain::rule::Weekdays;
use uuid::Uuid;

use crate::floor::Place;
use crate::floor::agent;
use crate::floor::agents;
use crate::floor::at_both_places;
use crate::floor::paused;
use crate::floor::sales;
use crate::floor::share;

async fn a_sixth_of_the_floor_pausing_at_once_is_one_alarm_that_clears(url: String) {
    let place = Place::new(url).await;
    place.poll(agents(216, 0));
    place.save(share(16)).await;

    place.pass_s(1);
    place.poll(agents(216, 36));
    let raised = place.until(&place.admin, |alarms| !alarms.open.is_empty()).await;

    assert_eq!(raised.open.len(), 1);
    assert_eq!((raised.open[0].count, raised.open[0].value), (36, Some(16)));
    assert_eq!(raised.open[0].subjects.len(), 36);
    place.pass_s(5);
    place.poll(agents(216, 40));
    let grown = place.until(&place.admin, |alarms| alarms.open.first().is_some_and(|alarm| alarm.count == 40)).await;
    assert_eq!(grown.open[0].id, raised.open[0].id);
    place.pass_s(5);
    place.poll(agents(216, 3));
    place.until(&place.admin, |alarms| alarms.open.is_empty()).await;
    assert_eq!(place.backend.store().open_alarms(place.tenant).await.unwrap(), []);
    place.backend.shutdown().await;
}

async fn an_alarm_outlives_a_restart_and_is_not_raised_again(url: String) {
    let mut place = Place::new(url).await;
    place.save(paused()).await;
    place.poll(agents(4, 1));
    let raised = place.until(&place.admin, |alarms| !alarms.open.is_empty()).await.open.remove(0);

    place.pass_s(60);
    place.restart().await;
    let unknown = place.until(&place.admin, |alarms| !alarms.open.is_empty()).await.open.remove(0);

    assert_eq!((unknown.id, unknown.raised_at), (raised.id, raised.raised_at));
    assert!(unknown.unknown.is_some(), "nobody has looked since");
    place.poll(agents(4, 1));
    let known = place.until(&place.admin, |alarms| alarms.open.iter().all(|alarm| alarm.unknown.is_none())).await;
    assert_eq!(known.open[0].id, raised.id);
    place.backend.shutdown().await;
}

async fn an_outage_leaves_an_alarm_open_and_says_that_it_is_not_known(url: String) {
    let place = Place::new(url).await;
    let rule = place.save(paused()).await;
    place.poll(agents(4, 1));
    place.until(&place.admin, |alarms| !alarms.open.is_empty()).await;

    place.pass_s(3600);
    let unknown = place.until(&place.admin, |alarms| alarms.open.iter().any(|alarm| alarm.unknown.is_some())).await;

    assert_eq!(unknown.open[0].unknown, Some(Cause::StaleConnection));
    let standing = place.backend.rules(&place.admin).await.unwrap().remove(0);
    assert_eq!(standing.rule.id, rule);
    assert!(matches!(standing.verdict, Some(Verdict::Firing { unknown: Some(Cause::StaleConnection), .. })));
    place.backend.shutdown().await;
}

async fn an_alarm_is_acknowledged_by_name_and_the_first_name_stands(url: String) {
    let place = Place::new(url).await;
    let supervisor = place.supervisor("linh@example.com", None).await;
    place.save(paused()).await;
    place.poll(agents(4, 1));
    let alarm = place.until(&supervisor, |alarms| !alarms.open.is_empty()).await.open.remove(0).id;

    place.backend.acknowledge_alarm(&supervisor, &Actor::of(&supervisor, None), alarm).await.unwrap();
    place.backend.acknowledge_alarm(&place.admin, &place.actor(), alarm).await.unwrap();

    let shown = place.backend.alarms_for(&place.admin).open.remove(0).acknowledged.unwrap();
    assert_eq!((shown.by.as_str(), shown.at), ("linh@example.com", place.now()));
    let kept = place.backend.store().open_alarms(place.tenant).await.unwrap().remove(0).acknowledged.unwrap();
    assert_eq!(kept, shown);
    let log = place.backend.store().audit(place.tenant, &AuditFilter::default(), None, 50).await.unwrap();
    let noted = log.iter().filter(|line| line.intent.action == Deed::AcknowledgeAlarm.as_str()).count();
    assert_eq!(noted, 2);
    place.backend.shutdown().await;
}

async fn another_tenant_finds_nothing(url: String) {
    let place = Place::new(url).await;
    let rule = place.save(paused()).await;
    place.poll(agents(4, 1));
    let alarm = place.until(&place.admin, |alarms| !alarms.open.is_empty()).await.open.remove(0).id;
    let stranger = place.stranger().await;
    let actor = Actor::of(&stranger, None);
    let (backend, theirs) = (&place.backend, RuleDraft { changes: Some((rule, 1)), spec: share(1) });

    assert_eq!(backend.alarms_for(&stranger).open, []);
    assert_eq!(backend.rules(&stranger).await.unwrap(), []);
    assert_eq!(backend.acknowledge_alarm(&stranger, &actor, alarm).await, Err(RulesError::NotFound));
    assert_eq!(backend.save_rule(&stranger, &actor, theirs).await, Err(RulesError::NotFound));
    assert_eq!(backend.delete_rule(&stranger, &actor, rule).await, Err(RulesError::NotFound));
    assert_eq!(backend.store().rules(place.tenant).await.unwrap()[0].rule.spec, paused());
    place.backend.shutdown().await;
}

async fn a_limited_supervisor_sees_their_own_agents_and_no_count_of_others(url: String) {
    let place = Place::new(url).await;
    let limited = place.supervisor("sales@example.com", Some(sales())).await;
    let elsewhere = domain::audience::ScopeFilter { groups: vec!["Board".to_owned()], ..Default::default() };
    let outside = place.supervisor("board@example.com", Some(elsewhere)).await;
    place.save(paused()).await;
    place.save(share(1)).await;
    place.save(RuleSpec { name: "Ours".to_owned(), scope: sales(), ..share(1) }).await;

    place.poll(agents(12, 6));
    place.until(&place.admin, |alarms| alarms.open.len() == 3).await;
    let seen = place.until(&limited, |alarms| alarms.open.len() == 2).await;

    let of = |name: &str| seen.open.iter().find(|alarm| alarm.name == name).cloned();
    let single = of("Paused").unwrap();
    let names: Vec<_> = single.subjects.iter().map(|subject| subject.name().to_owned()).collect();
    assert_eq!(names, ["000", "002", "004"]);
    assert_eq!((single.count, single.value), (3, Some(3)));
    assert_eq!(of("Ours").unwrap().count, 3);
    assert_eq!(place.backend.alarms_for(&outside).open, []);
    let hidden = place.backend.alarms_for(&place.admin).open.into_iter().find(|alarm| alarm.name == "Share").unwrap();
    let denied = place.backend.acknowledge_alarm(&limited, &Actor::of(&limited, None), hidden.id).await;
    assert_eq!(denied, Err(RulesError::NotFound));
    let rules: Vec<_> = place.backend.rules(&limited).await.unwrap().into_iter().map(|r| r.rule.spec.name).collect();
    assert_eq!(rules, ["Ours"]);
    place.backend.shutdown().await;
}

async fn a_screen_on_a_wall_is_told_what_and_how_many_and_not_whom(url: String) {
    let place = Place::new(url).await;
    place.save(paused()).await;
    place.poll(agents(12, 6));
    place.until(&place.admin, |alarms| !alarms.open.is_empty()).await;
    let wall = domain::audience::Audience { numbers: domain::audience::Numbers::None, ..place.admin.audience() };

    let shown = place.backend.alarms(place.tenant, &wall, None).open.remove(0);

    assert_eq!((shown.name.as_str(), shown.count, shown.subjects.len()), ("Paused", 6, 0));
    place.backend.shutdown().await;
}

async fn a_rule_that_is_switched_off_ends_its_alarm(url: String) {
    let place = Place::new(url).await;
    let rule = place.save(paused()).await;
    place.poll(agents(4, 1));
    place.until(&place.admin, |alarms| !alarms.open.is_empty()).await;

    let off = RuleDraft { changes: Some((rule, 1)), spec: RuleSpec { is_on: false, ..paused() } };
    place.backend.save_rule(&place.admin, &place.actor(), off).await.unwrap();

    place.until(&place.admin, |alarms| alarms.open.is_empty()).await;
    let late = RuleDraft { changes: Some((rule, 1)), spec: paused() };
    let conflict = place.backend.save_rule(&place.admin, &place.actor(), late).await;
    assert_eq!(conflict, Err(RulesError::Conflict));
    place.backend.shutdown().await;
}

async fn a_rule_is_refused_field_by_field(url: String) {
    let place = Place::new(url).await;
    let supervisor = place.supervisor("linh@example.com", None).await;
    let saved = async |ctx, spec| {
        let draft = RuleDraft { changes: None, spec };
        place.backend.save_rule(ctx, &Actor::of(ctx, None), draft).await
    };
    let foreign =
        domain::audience::ScopeFilter { connections: vec![ConnectionId(Uuid::from_u128(9))], ..Default::default() };
    let invalid = |field, problem| Err(RulesError::Invalid(vec![FieldError::new(field, problem)]));

    assert_eq!(saved(&supervisor, paused()).await, Err(RulesError::Forbidden));
    assert_eq!(
        saved(&place.admin, RuleSpec { scope: foreign, ..paused() }).await,
        invalid(Field::Scope, Problem::NotOffered)
    );
    assert_eq!(
        saved(&place.admin, RuleSpec { hold_s: 90_000, ..paused() }).await,
        invalid(Field::Hold, Problem::NotBetween { least: 0, most: 86_400 })
    );
    place.save(paused()).await;
    assert_eq!(saved(&place.admin, paused()).await, invalid(Field::Name, Problem::Taken));
    place.poll([agent("1", AgentState::OnCall)]);
    place.backend.shutdown().await;
}

async fn quiet_hours_are_those_of_the_companys_zone(url: String) {
    let place = Place::new(url).await;
    // It begins at 08:00 UTC, which is 22:00 on Kiritimati and 15:00 in Vietnam.
    let late = QuietHours { days: Weekdays::ALL, from_min: 21 * 60, until_min: 23 * 60 };
    let rule = place.save(RuleSpec { quiet_hours: Some(late), ..paused() }).await;
    let move_to = async |zone| place.backend.change_company(&place.admin, &place.actor(), None, zone).await.unwrap();
    move_to("Pacific/Kiritimati").await;
    place.poll(agents(4, 1));
    place.until_verdict(rule, &Verdict::Quiet).await;
    assert_eq!(place.backend.alarms_for(&place.admin).open, []);

    move_to("Asia/Ho_Chi_Minh").await;
    place.pass_s(1);
    place.until(&place.admin, |alarms| !alarms.open.is_empty()).await;
    place.backend.shutdown().await;
}

async fn of_two_zones_chosen_at_once_the_stored_one_is_the_one_that_counts(url: String) {
    let place = Place::new(url).await;
    let (backend, admin, actor) = (&place.backend, &place.admin, place.actor());

    for _ in 0..20 {
        let choose = async |zone| backend.change_company(admin, &actor, None, zone).await.unwrap();
        futures::join!(choose("Asia/Tokyo"), choose("Asia/Ho_Chi_Minh"));

        let stored = backend.store().regional_of_company(place.tenant).await.unwrap().zone;
        assert_eq!(backend.company_zone(place.tenant).iana_name().map(str::to_owned), stored);
    }
    place.backend.shutdown().await;
}

at_both_places! {
    of_two_zones_chosen_at_once_the_stored_one_is_the_one_that_counts,
    quiet_hours_are_those_of_the_companys_zone,
    a_sixth_of_the_floor_pausing_at_once_is_one_alarm_that_clears,
    an_alarm_outlives_a_restart_and_is_not_raised_again,
    an_outage_leaves_an_alarm_open_and_says_that_it_is_not_known,
    an_alarm_is_acknowledged_by_name_and_the_first_name_stands,
    another_tenant_finds_nothing,
    a_limited_supervisor_sees_their_own_agents_and_no_count_of_others,
    a_screen_on_a_wall_is_told_what_and_how_many_and_not_whom,
    a_rule_that_is_switched_off_ends_its_alarm,
    a_rule_is_refused_field_by_field,
}
