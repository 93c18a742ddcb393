//! What a display plays: made by admins, kept while nobody else changes it, and told to the screen.

use backend::auth::DisplayCtx;
use backend::displays;
use backend::displays::DisplayError;
use backend::setup;
use backend::store::Store;
use domain::audit::AuditFilter;
use domain::display::WallLayout;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::id::DisplayId;
use domain::role::Role;
use domain::wall::figure::WallFigure;
use domain::wall::program::Program;
use domain::wall::program::Slide;

use crate::databases::on_both_databases;
use crate::displays::Desk;
use crate::displays::HERE;
use crate::displays::ctx_of;
use crate::displays::wish;
use crate::people::EMAIL;
use crate::people::NOW;
use crate::people::add_tenant;

/// A desk of an admin, and a display it has paired.
async fn desk(store: Store) -> (Desk, DisplayId, backend::auth::display::DeviceToken) {
    let mut desk = Desk::new(store).await;
    setup::grant(desk.store(), "demo", EMAIL, Role::Admin, None, NOW).await.unwrap();
    desk.ctx = ctx_of(&desk.world, "demo").await;
    let screen = desk.screen().await;
    let id = desk.approve(&screen.code, wish("TV")).await.unwrap();
    (desk, id, screen.token.unwrap())
}

async fn replace(desk: &Desk, id: DisplayId, version: i64, program: Program) -> Result<i64, DisplayError> {
    let actor = desk.actor(HERE);
    displays::replace_program(desk.store(), &desk.clock(), &desk.ctx, &actor, id, version, program).await
}

fn program() -> Program {
    let slides = vec![Slide::of(WallLayout::Floor), Slide::of(WallLayout::Figures), Slide::of(WallLayout::Mixed)];
    Program { inches: 65, decimetres: 45, is_upright: false, slides }
}

async fn a_program_is_kept_told_to_the_screen_and_written_down(store: Store) {
    let (desk, id, token) = desk(store).await;
    let before = DisplayCtx::of_token(desk.store(), &token, NOW).await.unwrap();
    assert_eq!(before.facts().program, None);

    assert_eq!(replace(&desk, id, 0, program()).await, Ok(1));

    let told = DisplayCtx::of_token(desk.store(), &token, NOW).await.unwrap();
    assert_eq!(told.facts().program, Some(program()));
    let again = before.again(desk.store()).await.unwrap().unwrap();
    assert_eq!(again.facts(), told.facts(), "a stream that is open is told the same");
    assert_eq!(displays::with_program(desk.store(), &desk.ctx, id).await.unwrap().program_version, 1);
    let log = desk.store().audit(desk.ctx.tenant_id(), &AuditFilter::default(), None, 9).await.unwrap();
    let line = log.iter().find(|line| line.intent.action == "change_display").expect("it is in the log");
    let words = format!("{line:?}");
    for part in ["figures (over_limit, waiting, available, on_call, paused) 12 s", "65", "4.5"] {
        assert!(words.contains(part), "{part} in {words}");
    }
    assert_eq!(replace(&desk, id, 1, program()).await, Ok(1), "the same again is no change");
    assert_eq!(desk.deeds().await, ["change_display", "pair_display"]);
}

async fn who_was_overtaken_overwrites_nothing(store: Store) {
    let (desk, id, _) = desk(store).await;
    replace(&desk, id, 0, program()).await.unwrap();
    let other = Program { inches: 75, ..program() };

    let overtaken = replace(&desk, id, 0, other.clone()).await;
    let kept = displays::with_program(desk.store(), &desk.ctx, id).await.unwrap();
    let afterwards = replace(&desk, id, 1, other).await;

    assert_eq!(overtaken, Err(DisplayError::Conflict));
    assert_eq!((kept.facts.program, kept.program_version), (Some(program()), 1));
    assert_eq!(afterwards, Ok(2));
}

async fn what_cannot_be_read_is_not_kept(store: Store) {
    let (desk, id, _) = desk(store).await;
    let illegible = Err(DisplayError::Invalid(vec![FieldError::new(Field::Layout, Problem::Illegible)]));

    let far = replace(&desk, id, 0, Program { inches: 32, decimetres: 100, ..program() }).await;
    let empty = replace(&desk, id, 0, Program { slides: Vec::new(), ..program() }).await;
    let mut six = program();
    six.slides[1].figures = WallFigure::ALL[..6].to_vec();
    let six = replace(&desk, id, 0, six).await;

    assert_eq!([far, empty, six], [illegible.clone(), illegible.clone(), illegible]);
    assert_eq!(desk.deeds().await, ["pair_display"], "nothing was begun");
}

async fn only_an_admin_of_the_tenant_makes_programs(store: Store) {
    let (mut desk, id, _) = desk(store).await;
    setup::grant(desk.store(), "demo", EMAIL, Role::Supervisor, None, NOW).await.unwrap();
    desk.ctx = ctx_of(&desk.world, "demo").await;
    assert_eq!(replace(&desk, id, 0, program()).await, Err(DisplayError::Forbidden));
    assert_eq!(displays::with_program(desk.store(), &desk.ctx, id).await, Err(DisplayError::Forbidden));

    add_tenant(desk.store(), "other").await;
    setup::grant(desk.store(), "other", EMAIL, Role::Admin, None, NOW).await.unwrap();
    desk.ctx = ctx_of(&desk.world, "other").await;

    assert_eq!(replace(&desk, id, 0, program()).await, Err(DisplayError::NotFound));
    assert_eq!(displays::with_program(desk.store(), &desk.ctx, id).await, Err(DisplayError::NotFound));
    assert_eq!(
        desk.store().replace_program(desk.ctx.tenant_id(), id, 0, &program()).await,
        Err(backend::store::StoreError::NotFound),
        "the store itself asks for the tenant",
    );
}

async fn a_program_that_makes_no_sense_leaves_the_screen_its_layout(store: Store) {
    let (desk, id, token) = desk(store).await;
    let senseless = Program { slides: Vec::new(), ..program() };
    assert_eq!(desk.store().replace_program(desk.ctx.tenant_id(), id, 0, &senseless).await, Ok(true));

    let told = DisplayCtx::of_token(desk.store(), &token, NOW).await.unwrap();
    let known = displays::with_program(desk.store(), &desk.ctx, id).await.unwrap();

    assert_eq!((told.facts().program.as_ref(), told.facts().playing().slides.len()), (None, 1));
    assert!(known.is_program_lost, "and the editor says so");
    assert_eq!(replace(&desk, id, known.program_version, program()).await, Ok(2), "a new one takes its place");
    assert!(!displays::with_program(desk.store(), &desk.ctx, id).await.unwrap().is_program_lost);
}

async fn a_display_that_was_shut_out_takes_no_program(store: Store) {
    let (desk, id, _) = desk(store).await;
    displays::revoke(desk.store(), &desk.clock(), &desk.ctx, &desk.actor(HERE), id).await.unwrap();

    assert_eq!(replace(&desk, id, 0, program()).await, Err(DisplayError::NotFound));
}

on_both_databases! {
    a_program_is_kept_told_to_the_screen_and_written_down,
    who_was_overtaken_overwrites_nothing,
    what_cannot_be_read_is_not_kept,
    only_an_admin_of_the_tenant_makes_programs,
    a_program_that_makes_no_sense_leaves_the_screen_its_layout,
    a_display_that_was_shut_out_takes_no_program,
}
