//! A device's token: replaced every week, never lost by an accident of the network, and worth nothing once revoked.

use backend::auth::AuthError;
use backend::auth::DisplayCtx;
use backend::auth::display::DeviceToken;
use backend::auth::display::Greeting;
use backend::auth::display::REPLACE_AFTER_S;
use backend::auth::display::UNSEEN_S;
use backend::auth::display::greet;
use backend::displays;
use backend::store::DisplaySettings;
use backend::store::Store;
use domain::display::WallLayout;
use domain::id::DisplayId;
use domain::id::TenantId;
use domain::theme::Theme;
use domain::time::UnixMs;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::databases::on_both_databases;
use crate::people::NOW;
use crate::people::add_tenant;

pub(crate) fn settings(name: &str) -> DisplaySettings {
    DisplaySettings {
        name: name.to_owned(),
        place: "Hall".to_owned(),
        layout: WallLayout::Floor,
        view: String::new(),
        language: None,
        theme: Theme::System,
        scope: None,
    }
}

struct Wall {
    store: Store,
    tenant: TenantId,
}

impl Wall {
    async fn new(store: Store) -> Self {
        add_tenant(&store, "demo").await;
        let tenant = store.tenant_by_slug("demo").await.unwrap().unwrap().id;
        Self { store, tenant }
    }

    async fn paired(&self, now: UnixMs) -> (DisplayId, DeviceToken) {
        let pairing = displays::begin(&self.store, None, None, None, now).await.unwrap();
        let id = self.store.pair_display(self.tenant, &pairing.code, &settings("TV"), "An", now).await.unwrap();
        (id, pairing.token.unwrap())
    }

    /// Whether the token opens the wall, and the token that is handed out with it.
    async fn greeted(&self, token: &DeviceToken, now: UnixMs) -> Option<Option<DeviceToken>> {
        match greet(&self.store, token, now).await.unwrap() {
            Greeting::Display { next, .. } => Some(next),
            Greeting::ShutOut { .. } | Greeting::Suspended { .. } | Greeting::Late | Greeting::Stranger => None,
        }
    }

    async fn opens(&self, token: &DeviceToken, now: UnixMs) -> bool {
        DisplayCtx::of_token(&self.store, token, now).await.is_ok()
    }
}

async fn a_token_is_replaced_after_a_week_and_the_old_one_dies_when_the_new_one_is_seen(store: Store) {
    let wall = Wall::new(store).await;
    let (_, old) = wall.paired(NOW).await;
    assert_eq!(wall.greeted(&old, NOW.plus_s(REPLACE_AFTER_S - 1)).await, Some(None));
    let now = NOW.plus_s(REPLACE_AFTER_S);

    let new = wall.greeted(&old, now).await.unwrap().unwrap();
    let again = wall.greeted(&old, now.plus_s(60)).await.unwrap().unwrap();

    assert_eq!(again, new, "an answer that was lost is given again");
    assert!(wall.opens(&old, now.plus_s(60)).await);
    assert_eq!(wall.greeted(&new, now.plus_s(61)).await, Some(None));
    assert!(!wall.opens(&old, now.plus_s(62)).await);
    assert_eq!(greet(&wall.store, &old, now.plus_s(62)).await.unwrap(), Greeting::Late);
    assert_eq!(greet(&wall.store, &old, now.plus_s(7200)).await.unwrap(), Greeting::Stranger);
    assert!(wall.opens(&new, now.plus_s(7200)).await);
}

async fn two_requests_with_an_old_token_at_once_are_given_the_same_new_one(store: Store) {
    let wall = Wall::new(store).await;
    let (_, old) = wall.paired(NOW).await;
    let now = NOW.plus_s(REPLACE_AFTER_S);

    let both = futures::join!(wall.greeted(&old, now), wall.greeted(&old, now));

    assert!(both.0.as_ref().is_some_and(Option::is_some));
    assert_eq!(both.0, both.1);
}

async fn a_display_lives_ninety_days_after_it_was_last_seen_and_has_no_other_end(store: Store) {
    let wall = Wall::new(store).await;
    let (_, mut token) = wall.paired(NOW).await;
    let mut now = NOW;
    for _ in 0..8 {
        now = now.plus_s(UNSEEN_S - 1);
        let next = wall.greeted(&token, now).await.expect("seen within ninety days");
        token = next.unwrap_or(token);
    }

    assert_eq!(greet(&wall.store, &token, now.plus_s(UNSEEN_S)).await.unwrap(), Greeting::Stranger);
    assert_eq!(wall.store.displays(wall.tenant, now).await.unwrap(), []);
    displays::purge(&wall.store, now.plus_s(UNSEEN_S + 1)).await.unwrap();
    assert_eq!(wall.store.token_holder("").await.unwrap(), None);
}

async fn a_revoked_display_is_told_by_whom_and_nothing_of_it_opens_anything(store: Store) {
    let wall = Wall::new(store).await;
    let (id, old) = wall.paired(NOW).await;
    let now = NOW.plus_s(REPLACE_AFTER_S);
    let new = wall.greeted(&old, now).await.unwrap().unwrap();

    wall.store.revoke_display(wall.tenant, id, now).await.unwrap();

    for token in [&old, &new] {
        let told = greet(&wall.store, token, now.plus_s(1)).await.unwrap();
        assert_eq!(told, Greeting::ShutOut { tenant_name: "DEMO".to_owned() });
        let refused = DisplayCtx::of_token(&wall.store, token, now.plus_s(1)).await;
        assert_eq!(refused, Err(AuthError::SignedOut));
    }
    assert!(wall.store.revoke_display(wall.tenant, id, now).await.is_err());
    assert!(wall.store.change_display(wall.tenant, id, &settings("back")).await.is_err());
}

async fn a_request_in_flight_does_not_bring_a_revoked_display_back(store: Store) {
    let wall = Wall::new(store).await;
    let (id, token) = wall.paired(NOW).await;
    let in_flight = DisplayCtx::of_token(&wall.store, &token, NOW).await.unwrap();

    wall.store.revoke_display(wall.tenant, id, NOW).await.unwrap();

    assert_eq!(in_flight.see(&wall.store, Some("1"), None, NOW.plus_s(1)).await, Err(AuthError::SignedOut));
    assert_eq!(in_flight.again(&wall.store).await.unwrap(), None);
    let hashes = ("a", "b");
    assert!(!wall.store.replace_token(wall.tenant, id, hashes, "salt", NOW).await.unwrap());
    assert!(!wall.opens(&token, NOW.plus_s(1)).await);
}

/// What may happen between a device and the server.
#[derive(Clone, Copy, Debug)]
enum Event {
    /// The device sends a request with the token it has.
    Send,
    /// The server works on one that is under way.
    Work(usize),
    /// The device takes one of the answers.
    Deliver(usize),
    /// An answer is lost.
    Lose(usize),
    /// Nothing under way survives days.
    PassDays(i64),
    PassSeconds(i64),
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        4 => Just(Event::Send),
        4 => (0usize..4).prop_map(Event::Work),
        3 => (0usize..4).prop_map(Event::Deliver),
        2 => (0usize..4).prop_map(Event::Lose),
        2 => (3i64..12).prop_map(Event::PassDays),
        2 => (1i64..20).prop_map(Event::PassSeconds),
    ];
    proptest::collection::vec(event, 10..60)
}

async fn no_accident_of_the_network_costs_a_display_its_token(store: Store) {
    let wall = Wall::new(store).await;
    let mut runner = TestRunner::deterministic();
    let mut replaced = 0;
    for _ in 0..60 {
        let history = events().new_tree(&mut runner).unwrap().current();
        let mut now = NOW;
        let (_, mut has) = wall.paired(now).await;
        let mut asked: Vec<DeviceToken> = Vec::new();
        let mut answers: Vec<Option<DeviceToken>> = Vec::new();
        for event in &history {
            match *event {
                Event::Send => asked.push(has.clone()),
                Event::Work(at) if !asked.is_empty() => {
                    let token = asked.remove(at % asked.len());
                    answers.push(wall.greeted(&token, now).await.flatten());
                }
                Event::Deliver(at) if !answers.is_empty() => {
                    if let Some(next) = answers.remove(at % answers.len()) {
                        replaced += usize::from(next != has);
                        has = next;
                    }
                }
                Event::Lose(at) if !answers.is_empty() => drop(answers.remove(at % answers.len())),
                Event::PassDays(days) => {
                    now = now.plus_s(days * 24 * 3600);
                    asked.clear();
                    answers.clear();
                }
                Event::PassSeconds(seconds) => now = now.plus_s(seconds),
                Event::Work(_) | Event::Deliver(_) | Event::Lose(_) => {}
            }
            if now.seconds_since(NOW) > UNSEEN_S {
                break;
            }
        }
        if now.seconds_since(NOW) < UNSEEN_S {
            assert!(wall.opens(&has, now).await, "{history:?}");
        }
    }
    assert!(replaced > 20, "the histories hold something: {replaced}");
}

on_both_databases! {
    a_token_is_replaced_after_a_week_and_the_old_one_dies_when_the_new_one_is_seen,
    two_requests_with_an_old_token_at_once_are_given_the_same_new_one,
    a_display_lives_ninety_days_after_it_was_last_seen_and_has_no_other_end,
    a_revoked_display_is_told_by_whom_and_nothing_of_it_opens_anything,
    a_request_in_flight_does_not_bring_a_revoked_display_back,
    no_accident_of_the_network_costs_a_display_its_token,
}
