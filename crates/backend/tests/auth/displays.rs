//! Pairing a screen, and what a desk may do with those it has.

use std::net::IpAddr;

use backend::audit::Actor;
use backend::auth::DisplayCtx;
use backend::auth::Principal;
use backend::auth::TenantCtx;
use backend::auth::display::looks_of;
use backend::displays;
use backend::displays::DisplayError;
use backend::displays::NewDisplay;
use backend::displays::Pairing;
use backend::displays::PairingError;
use backend::hub::Clock;
use backend::setup;
use backend::store::Display;
use backend::store::Store;
use domain::audience::Numbers;
use domain::audience::Scope;
use domain::audience::ScopeFilter;
use domain::audit::AuditFilter;
use domain::display::WallLayout;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::id::ConnectionId;
use domain::id::DisplayId;
use domain::language::Language;
use domain::role::Role;
use domain::theme::Theme;
use uuid::Uuid;

use crate::databases::on_both_databases;
use crate::people::EMAIL;
use crate::people::NOW;
use crate::people::World;
use crate::people::add_tenant;

pub(crate) const HERE: &str = "192.0.2.1";

/// A supervisor at a desk.
pub(crate) struct Desk {
    pub(crate) world: World,
    pub(crate) ctx: TenantCtx,
}

impl Desk {
    pub(crate) async fn new(store: Store) -> Self {
        let world = World::new(store).await;
        let ctx = ctx_of(&world, "demo").await;
        Self { world, ctx }
    }

    /// The same person, limited to some groups.
    pub(crate) async fn limited_to(mut self, groups: &[&str]) -> Self {
        let tenant = self.ctx.tenant_id();
        let store = &self.world.store;
        let scope = store.create_scope(tenant, &only_groups(groups), NOW).await.unwrap();
        store.grant_membership(tenant, self.world.user, Role::Supervisor, Some(scope), NOW).await.unwrap();
        self.ctx = ctx_of(&self.world, "demo").await;
        self
    }

    pub(crate) fn store(&self) -> &Store {
        &self.world.store
    }

    pub(crate) fn clock(&self) -> Clock {
        let now = self.world.now();
        Clock::of(move || now)
    }

    pub(crate) fn actor(&self, from: &str) -> Actor {
        Actor::of(&self.ctx, Some(from.parse().unwrap()))
    }

    pub(crate) async fn screen(&self) -> Pairing {
        displays::begin(self.store(), None, None, None, self.world.now()).await.unwrap()
    }

    pub(crate) async fn approve(&self, code: &str, wish: NewDisplay) -> Result<DisplayId, DisplayError> {
        displays::approve(self.store(), &self.clock(), &self.ctx, &self.actor(HERE), code, wish).await
    }

    async fn change(&self, display: DisplayId, wish: NewDisplay) -> Result<(), DisplayError> {
        displays::change(self.store(), &self.clock(), &self.ctx, &self.actor(HERE), display, wish).await
    }

    async fn list(&self) -> Vec<Display> {
        displays::list(self.store(), &self.clock(), &self.ctx).await.unwrap()
    }

    pub(crate) async fn deeds(&self) -> Vec<String> {
        let lines = self.store().audit(self.ctx.tenant_id(), &AuditFilter::default(), None, 50).await.unwrap();
        // They were all done in one moment of a clock that stands.
        let mut deeds: Vec<String> = lines.into_iter().map(|line| line.intent.action).collect();
        deeds.sort();
        deeds
    }
}

pub(crate) async fn ctx_of(world: &World, slug: &str) -> TenantCtx {
    let id = world.cookie().await;
    let principal = Principal::of_session(&world.request(Some(id)), &world.store).await.unwrap();
    principal.in_tenant(slug).unwrap()
}

fn only_groups(groups: &[&str]) -> ScopeFilter {
    ScopeFilter { groups: groups.iter().map(|group| (*group).to_owned()).collect(), ..ScopeFilter::default() }
}

pub(crate) fn wish(name: &str) -> NewDisplay {
    NewDisplay { name: name.to_owned(), place: "Hall".to_owned(), ..NewDisplay::default() }
}

fn only_wrong(error: &DisplayError, field: Field, problem: Problem) -> bool {
    *error == DisplayError::Invalid(vec![FieldError::new(field, problem)])
}

async fn a_screen_keeps_its_code_until_it_ends_and_then_shows_another(store: Store) {
    let desk = Desk::new(store).await;
    let first = desk.screen().await;
    let token = first.token.clone().unwrap();
    let again = async |now| displays::begin(desk.store(), Some(&token), None, None, now).await.unwrap();

    let same = again(NOW.plus_s(599)).await;
    let other = again(NOW.plus_s(600)).await;

    assert_eq!((same.code.as_str(), same.expires_at), (first.code.as_str(), NOW.plus_s(600)));
    assert_eq!(same.token, None);
    assert_ne!(other.code, first.code);
    assert_eq!((other.token, other.expires_at), (None, NOW.plus_s(1200)));
    assert!(only_wrong(&desk.approve(&first.code, wish("TV")).await.unwrap_err(), Field::Code, Problem::Wrong));
}

async fn a_code_pairs_one_screen_once_however_it_is_typed(store: Store) {
    let desk = Desk::new(store).await;
    let screen = desk.screen().await;
    let typed = format!(" {}-{} ", &screen.code[..4].to_lowercase(), &screen.code[4..]);

    let id = desk.approve(&typed, wish("  North   wall ")).await.unwrap();

    let ctx = DisplayCtx::of_token(desk.store(), &screen.token.unwrap(), NOW).await.unwrap();
    assert_eq!((ctx.id(), ctx.tenant_id()), (id, desk.ctx.tenant_id()));
    assert_eq!((ctx.facts().name.as_str(), ctx.facts().place.as_str()), ("North wall", "Hall"));
    assert_eq!((ctx.audience().numbers, ctx.audience().scope), (Numbers::None, Scope::All));
    assert!(only_wrong(&desk.approve(&screen.code, wish("TV")).await.unwrap_err(), Field::Code, Problem::Wrong));
    assert_eq!(desk.list().await.len(), 1);
    assert_eq!(desk.list().await[0].paired_by, "Nguyễn An");
    assert_eq!(desk.deeds().await, ["pair_display", "pair_display"]);
}

async fn a_code_that_is_over_pairs_nothing(store: Store) {
    let desk = Desk::new(store).await;
    let screen = desk.screen().await;

    desk.world.pass_s(600);

    assert!(only_wrong(&desk.approve(&screen.code, wish("TV")).await.unwrap_err(), Field::Code, Problem::Wrong));
    assert_eq!(desk.list().await, []);
}

async fn after_five_wrong_codes_an_address_waits_ten_minutes_and_others_do_not(store: Store) {
    let desk = Desk::new(store).await;
    let right = desk.screen().await;
    for wrong in ["AAAA AAAA", "", "0O1IL", "nonsense", "CCCC-CCCC"] {
        assert!(
            only_wrong(&desk.approve(wrong, wish("TV")).await.unwrap_err(), Field::Code, Problem::Wrong),
            "{wrong}"
        );
    }

    let refused = desk.approve(&right.code, wish("TV")).await.unwrap_err();
    let elsewhere = desk.actor("192.0.2.9");
    let paired = displays::approve(desk.store(), &desk.clock(), &desk.ctx, &elsewhere, &right.code, wish("TV")).await;

    assert_eq!(refused, DisplayError::TooManyTries { retry_after_s: 600 });
    assert!(paired.is_ok());
    desk.world.pass_s(600);
    assert!(desk.approve(&desk.screen().await.code, wish("Two")).await.is_ok());
}

async fn right_codes_do_not_count_against_an_address(store: Store) {
    let desk = Desk::new(store).await;

    for n in 0..12 {
        let code = desk.screen().await.code;
        assert!(desk.approve(&code, wish(&format!("TV {n}"))).await.is_ok(), "{n}");
    }
}

async fn an_address_has_room_for_a_wall_of_screens_and_no_more(store: Store) {
    let desk = Desk::new(store).await;
    let from: IpAddr = HERE.parse().unwrap();
    let begin = async |now| displays::begin(desk.store(), None, None, Some(from), now).await;
    for _ in 0..50 {
        begin(NOW).await.unwrap();
    }

    assert_eq!(begin(NOW).await, Err(PairingError::TooMany));
    assert!(displays::begin(desk.store(), None, None, Some("192.0.2.2".parse().unwrap()), NOW).await.is_ok());
    assert!(begin(NOW.plus_s(600)).await.is_ok());
    displays::purge(desk.store(), NOW.plus_s(3 * 24 * 3600)).await.unwrap();
}

async fn a_display_needs_a_name_and_takes_only_what_the_tenant_has(store: Store) {
    let desk = Desk::new(store).await;
    let code = desk.screen().await.code;
    let long = "x".repeat(61);
    let foreign = ScopeFilter { connections: vec![ConnectionId(Uuid::nil())], ..ScopeFilter::default() };

    let nameless = desk.approve(&code, wish(" \n ")).await.unwrap_err();
    let long = desk.approve(&code, wish(&long)).await.unwrap_err();
    let foreign = desk.approve(&code, NewDisplay { scope: Some(foreign), ..wish("TV") }).await.unwrap_err();

    assert!(only_wrong(&nameless, Field::Name, Problem::Required));
    assert!(only_wrong(&long, Field::Name, Problem::TooLong { most: 60 }));
    assert!(only_wrong(&foreign, Field::Scope, Problem::NotOffered));
    assert!(desk.deeds().await.is_empty(), "nothing was begun");
    assert!(desk.approve(&code, wish("TV")).await.is_ok(), "and the code is still good");
}

async fn a_limited_person_gives_a_display_no_more_than_they_see(store: Store) {
    let desk = Desk::new(store).await.limited_to(&["Sales", "Care"]).await;
    let code = desk.screen().await.code;
    let beyond = NewDisplay { scope: Some(only_groups(&["Sales", "Board"])), ..wish("TV") };

    let refused = desk.approve(&code, beyond).await.unwrap_err();
    let everything = desk.approve(&code, wish("TV")).await.unwrap();
    let narrow = NewDisplay { scope: Some(only_groups(&["Care"])), ..wish("Care") };
    desk.change(everything, narrow).await.unwrap();

    assert!(only_wrong(&refused, Field::Scope, Problem::NotOffered));
    let scope = desk.list().await[0].scope.clone().unwrap().1;
    assert_eq!(scope, only_groups(&["Care"]));
    let wider = NewDisplay { scope: Some(ScopeFilter::default()), ..wish("TV") };
    desk.change(everything, wider).await.unwrap();
    let scope = desk.list().await[0].scope.clone().unwrap().1;
    assert_eq!(scope, only_groups(&["Sales", "Care"]), "no limit means the person's own");
}

async fn a_limited_person_has_nothing_to_do_with_wider_displays(store: Store) {
    let desk = Desk::new(store).await;
    let whole = desk.approve(&desk.screen().await.code, wish("Whole floor")).await.unwrap();

    let desk = desk.limited_to(&["Sales"]).await;

    assert_eq!(desk.list().await, []);
    assert_eq!(desk.change(whole, wish("Mine")).await, Err(DisplayError::NotFound));
    let revoked = displays::revoke(desk.store(), &desk.clock(), &desk.ctx, &desk.actor(HERE), whole).await;
    assert_eq!(revoked, Err(DisplayError::NotFound));
}

async fn another_tenant_finds_no_display(store: Store) {
    let desk = Desk::new(store).await;
    let id = desk.approve(&desk.screen().await.code, wish("TV")).await.unwrap();
    add_tenant(desk.store(), "other").await;
    setup::grant(desk.store(), "other", EMAIL, Role::Admin, None, NOW).await.unwrap();
    let ctx = ctx_of(&desk.world, "other").await;
    let (store, clock, actor) = (desk.store(), desk.clock(), Actor::of(&ctx, None));

    assert_eq!(displays::list(store, &clock, &ctx).await.unwrap(), []);
    assert_eq!(displays::change(store, &clock, &ctx, &actor, id, wish("X")).await, Err(DisplayError::NotFound));
    assert_eq!(displays::identify(store, &clock, &ctx, &actor, id).await, Err(DisplayError::NotFound));
    assert_eq!(displays::reload(store, &clock, &ctx, &actor, id).await, Err(DisplayError::NotFound));
    assert_eq!(displays::revoke(store, &clock, &ctx, &actor, id).await, Err(DisplayError::NotFound));
    assert_eq!(desk.list().await.len(), 1);
}

async fn everything_a_desk_does_is_written_down_and_told_to_the_display(store: Store) {
    let desk = Desk::new(store).await;
    let screen = desk.screen().await;
    let token = screen.token.unwrap();
    let id = desk.approve(&screen.code, wish("TV")).await.unwrap();
    let (store, clock, actor) = (desk.store(), desk.clock(), desk.actor(HERE));

    displays::identify(store, &clock, &desk.ctx, &actor, id).await.unwrap();
    displays::reload(store, &clock, &desk.ctx, &actor, id).await.unwrap();
    desk.change(id, NewDisplay { layout: WallLayout::Queues, ..wish("Board") }).await.unwrap();
    let told = DisplayCtx::of_token(store, &token, NOW).await.unwrap();
    displays::revoke(store, &clock, &desk.ctx, &actor, id).await.unwrap();

    assert_eq!((told.facts().name.as_str(), told.facts().layout), ("Board", WallLayout::Queues));
    assert_eq!((told.facts().identify_until, told.facts().reloads), (Some(NOW.plus_s(18)), 1));
    assert!(DisplayCtx::of_token(store, &token, NOW).await.is_err());
    assert_eq!(
        desk.deeds().await,
        ["change_display", "identify_display", "pair_display", "reload_display", "revoke_display"]
    );
}

async fn another_language_or_theme_is_told_and_makes_a_display_load_its_page_anew(store: Store) {
    let desk = Desk::new(store).await;
    let screen = desk.screen().await;
    let token = screen.token.unwrap();
    let id = desk.approve(&screen.code, wish("TV")).await.unwrap();
    let told = async || DisplayCtx::of_token(desk.store(), &token, NOW).await.unwrap().facts().clone();
    let vietnamese = NewDisplay { language: Some(Language::Vietnamese), ..wish("TV") };

    assert_eq!((told().await.language, told().await.reloads), (None, 0));
    desk.change(id, vietnamese.clone()).await.unwrap();
    assert_eq!((told().await.language, told().await.reloads), (Some(Language::Vietnamese), 1));
    desk.change(id, NewDisplay { name: "Hall TV".to_owned(), ..vietnamese }).await.unwrap();
    assert_eq!(told().await.reloads, 1, "the language is as it was");
    desk.change(id, wish("TV")).await.unwrap();
    assert_eq!((told().await.language, told().await.reloads), (None, 2));

    let dark = NewDisplay { theme: Theme::Dark, ..wish("TV") };
    let looks = async || looks_of(desk.store(), &token).await.unwrap().theme;
    assert_eq!((told().await.theme, looks().await), (Theme::System, Theme::System));
    desk.change(id, dark.clone()).await.unwrap();
    assert_eq!((told().await.theme, looks().await, told().await.reloads), (Theme::Dark, Theme::Dark, 3));
    desk.change(id, NewDisplay { name: "Hall TV".to_owned(), ..dark }).await.unwrap();
    assert_eq!(told().await.reloads, 3, "the theme is as it was");
    desk.change(id, wish("TV")).await.unwrap();
    assert_eq!((looks().await, told().await.reloads), (Theme::System, 4));
}

async fn a_screen_that_was_shut_out_says_by_whom_until_it_is_paired_again(store: Store) {
    let desk = Desk::new(store).await;
    let first = displays::begin(desk.store(), None, Some("Nam Việt"), None, NOW).await.unwrap();
    let token = first.token.unwrap();

    let later = displays::begin(desk.store(), Some(&token), None, None, NOW.plus_s(700)).await.unwrap();

    assert_eq!(first.left_tenant_name.as_deref(), Some("Nam Việt"));
    assert_eq!(later.left_tenant_name.as_deref(), Some("Nam Việt"));
}

on_both_databases! {
    a_screen_keeps_its_code_until_it_ends_and_then_shows_another,
    a_code_pairs_one_screen_once_however_it_is_typed,
    a_code_that_is_over_pairs_nothing,
    after_five_wrong_codes_an_address_waits_ten_minutes_and_others_do_not,
    right_codes_do_not_count_against_an_address,
    an_address_has_room_for_a_wall_of_screens_and_no_more,
    a_display_needs_a_name_and_takes_only_what_the_tenant_has,
    a_limited_person_gives_a_display_no_more_than_they_see,
    a_limited_person_has_nothing_to_do_with_wider_displays,
    another_tenant_finds_no_display,
    everything_a_desk_does_is_written_down_and_told_to_the_display,
    another_language_or_theme_is_told_and_makes_a_display_load_its_page_anew,
    a_screen_that_was_shut_out_says_by_whom_until_it_is_paired_again,
}
