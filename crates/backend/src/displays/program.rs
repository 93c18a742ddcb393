//! What a screen plays, as admins make it. It is kept only when all of it can be read from where its readers are, and only
//! while nobody else has changed it meanwhile; the screen follows within seconds.

use domain::audit::Deed;
use domain::audit::Matter;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::id::DisplayId;
use domain::wall::program::Program;

use super::desk::one;
use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::recorded;
use crate::auth::TenantCtx;
use crate::auth::policy::ADMINS;
use crate::displays::DisplayError;
use crate::hub::Clock;
use crate::store::Display;
use crate::store::Store;

/// A display with what it plays, for the tenant's admins.
///
/// # Errors
/// [`DisplayError::Forbidden`], [`DisplayError::NotFound`], [`DisplayError::Unavailable`].
pub async fn with_program(store: &Store, ctx: &TenantCtx, display: DisplayId) -> Result<Display, DisplayError> {
    ctx.require(ADMINS)?;
    one(store, ctx, display).await
}

/// Replaces what a display plays by what was made of version `version`, and answers with the version it has then.
///
/// # Errors
/// As [`DisplayError`] says; [`DisplayError::Invalid`] when something in it is wrong or cannot be read.
pub async fn replace_program(
    store: &Store,
    clock: &Clock,
    ctx: &TenantCtx,
    actor: &Actor,
    display: DisplayId,
    version: i64,
    program: Program,
) -> Result<i64, DisplayError> {
    let known = with_program(store, ctx, display).await?;
    let program = program.tidied();
    if !program.mistakes().is_empty() {
        return Err(DisplayError::Invalid(vec![FieldError::new(Field::Layout, Problem::Illegible)]));
    }
    if known.program_version == version && known.facts.program.as_ref() == Some(&program) {
        return Ok(version);
    }
    let before = known.facts.playing();
    let matter = Matter::about(&known.facts.name)
        .change("slides", in_words(&before), in_words(&program))
        .change("inches", before.inches.to_string(), program.inches.to_string())
        .change("metres", metres(&before), metres(&program))
        .change("upright", before.is_upright.to_string(), program.is_upright.to_string());
    let replacing = async {
        let is_replaced = store.replace_program(ctx.tenant_id(), display, version, &program).await?;
        if is_replaced { Ok(version + 1) } else { Err(DisplayError::Conflict) }
    };
    recorded(store, clock, ctx.tenant_id(), actor, Entry::new(Deed::ChangeDisplay, matter), replacing).await
}

fn metres(program: &Program) -> String {
    format!("{}.{}", program.decimetres / 10, program.decimetres % 10)
}

/// Slide after slide: `floor 12 s, figures (waiting, available) 30 s`.
fn in_words(program: &Program) -> String {
    let slides = program.slides.iter().map(|slide| {
        let figures = slide.figures.iter().map(|figure| figure.slug().to_owned());
        let blocks = slide.blocks.iter().map(|block| format!("{} {} %", block.layout.slug(), block.share));
        let who = [&slide.who.connection, &slide.who.group, &slide.who.queue].into_iter().flatten().cloned();
        let parts: Vec<String> = figures.chain(blocks).chain(who).collect();
        let parts = if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) };
        format!("{}{parts} {} s", slide.layout.slug(), slide.dwell_s)
    });
    slides.collect::<Vec<_>>().join(", ")
}
