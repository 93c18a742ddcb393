//! What people at a desk do with displays. Everything but looking is written down before it is done. A limited person
//! has to do only with displays that show no more than the person sees.

use domain::audience::ScopeFilter;
use domain::audit::Deed;
use domain::audit::Matter;
use domain::display::normal_code;
use domain::id::DisplayId;
use domain::id::ScopeId;
use domain::language::Language;
use domain::theme::Theme;

use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::LimitNames;
use crate::audit::recorded;
use crate::auth::TenantCtx;
use crate::auth::display::UNSEEN_S;
use crate::auth::throttle::CODES_WITHIN_S;
use crate::auth::throttle::CodeTry;
use crate::displays::DisplayError;
use crate::displays::NewDisplay;
use crate::hub::Clock;
use crate::store::Display;
use crate::store::DisplaySettings;
use crate::store::Store;

/// A display shows its name for so long; told at most 3 s late, so that it is seen for 15.
const IDENTIFY_S: i64 = 18;

/// The displays the person has to do with, by name.
///
/// # Errors
/// [`DisplayError::Unavailable`].
pub async fn list(store: &Store, clock: &Clock, ctx: &TenantCtx) -> Result<Vec<Display>, DisplayError> {
    let mut displays = store.displays(ctx.tenant_id(), clock.now().plus_s(-UNSEEN_S)).await?;
    displays.retain(|display| is_within_limits(ctx, display));
    Ok(displays)
}

/// Pairs the screen that shows this code.
///
/// # Errors
/// [`DisplayError::Invalid`] when a field is wrong or no screen shows the code; [`DisplayError::TooManyTries`];
/// [`DisplayError::Unavailable`].
pub async fn approve(
    store: &Store,
    clock: &Clock,
    ctx: &TenantCtx,
    actor: &Actor,
    typed_code: &str,
    wish: NewDisplay,
) -> Result<DisplayId, DisplayError> {
    let wish = wish.checked(store, ctx).await?;
    let attempt = CodeTry::new(actor.remote);
    if !attempt.count(store, clock.now()).await? {
        return Err(DisplayError::TooManyTries { retry_after_s: CODES_WITHIN_S });
    }
    let matter = Matter::about(&wish.name)
        .with("place", &wish.place)
        .with("layout", wish.layout.slug())
        .change("language", "", language_word(wish.language))
        .change("theme", Theme::default().as_str(), wish.theme.as_str())
        .with("shows", LimitNames::read(store, ctx.tenant_id()).await?.words(wish.scope.as_ref()));
    let entry = Entry::new(Deed::PairDisplay, matter);
    let pairing = async {
        let code = normal_code(typed_code).ok_or_else(DisplayError::wrong_code)?;
        let settings = settings(store, clock, ctx, wish, None).await?;
        store.pair_display(ctx.tenant_id(), &code, &settings, ctx.actor_label(), clock.now()).await.map_err(|error| {
            match DisplayError::from(error) {
                DisplayError::NotFound => DisplayError::wrong_code(),
                error @ (DisplayError::Invalid(_)
                | DisplayError::TooManyTries { .. }
                | DisplayError::Forbidden
                | DisplayError::Conflict
                | DisplayError::Unavailable(_)) => error,
            }
        })
    };
    let id = recorded(store, clock, ctx.tenant_id(), actor, entry, pairing).await?;
    attempt.was_good(store).await?;
    Ok(id)
}

/// Changes what a display is called and shows. The screen follows within seconds.
///
/// # Errors
/// As [`DisplayError`] says.
pub async fn change(
    store: &Store,
    clock: &Clock,
    ctx: &TenantCtx,
    actor: &Actor,
    display: DisplayId,
    wish: NewDisplay,
) -> Result<(), DisplayError> {
    let known = one(store, ctx, display).await?;
    let wish = wish.checked(store, ctx).await?;
    let scope = known.scope.as_ref().map(|(_, filter)| filter);
    let names = LimitNames::read(store, ctx.tenant_id()).await?;
    let matter = Matter::about(&known.facts.name)
        .change("name", &known.facts.name, &wish.name)
        .change("place", &known.facts.place, &wish.place)
        .change("layout", known.facts.layout.slug(), wish.layout.slug())
        .change("view", &known.facts.view, &wish.view)
        .change("language", language_word(known.facts.language), language_word(wish.language))
        .change("theme", known.facts.theme.as_str(), wish.theme.as_str())
        .change("shows", names.words(scope), names.words(wish.scope.as_ref()));
    let changing = async {
        let settings = settings(store, clock, ctx, wish, known.scope.as_ref()).await?;
        Ok(store.change_display(ctx.tenant_id(), display, &settings).await?)
    };
    recorded(store, clock, ctx.tenant_id(), actor, Entry::new(Deed::ChangeDisplay, matter), changing).await
}

/// Lets a display show its name for a while, so that somebody finds it.
///
/// # Errors
/// [`DisplayError::NotFound`], [`DisplayError::Unavailable`].
pub async fn identify(
    store: &Store,
    clock: &Clock,
    ctx: &TenantCtx,
    actor: &Actor,
    display: DisplayId,
) -> Result<(), DisplayError> {
    let known = one(store, ctx, display).await?;
    let entry = Entry::new(Deed::IdentifyDisplay, Matter::about(known.facts.name));
    let until = clock.now().plus_s(IDENTIFY_S);
    let telling = async { Ok(store.identify_display(ctx.tenant_id(), display, until).await?) };
    recorded(store, clock, ctx.tenant_id(), actor, entry, telling).await
}

/// Lets a display load its page anew.
///
/// # Errors
/// [`DisplayError::NotFound`], [`DisplayError::Unavailable`].
pub async fn reload(
    store: &Store,
    clock: &Clock,
    ctx: &TenantCtx,
    actor: &Actor,
    display: DisplayId,
) -> Result<(), DisplayError> {
    let known = one(store, ctx, display).await?;
    let entry = Entry::new(Deed::ReloadDisplay, Matter::about(known.facts.name));
    let telling = async { Ok(store.reload_display(ctx.tenant_id(), display).await?) };
    recorded(store, clock, ctx.tenant_id(), actor, entry, telling).await
}

/// Shuts a display out. Its stream ends within seconds and nothing of it opens anything again.
///
/// # Errors
/// [`DisplayError::NotFound`], [`DisplayError::Unavailable`].
pub async fn revoke(
    store: &Store,
    clock: &Clock,
    ctx: &TenantCtx,
    actor: &Actor,
    display: DisplayId,
) -> Result<(), DisplayError> {
    let known = one(store, ctx, display).await?;
    let entry = Entry::new(Deed::RevokeDisplay, Matter::about(known.facts.name));
    let revoking = async { Ok(store.revoke_display(ctx.tenant_id(), display, clock.now()).await?) };
    recorded(store, clock, ctx.tenant_id(), actor, entry, revoking).await
}

pub(super) async fn one(store: &Store, ctx: &TenantCtx, display: DisplayId) -> Result<Display, DisplayError> {
    let known = store.display(ctx.tenant_id(), display).await?;
    known.filter(|display| display.revoked_at.is_none() && is_within_limits(ctx, display)).ok_or(DisplayError::NotFound)
}

fn is_within_limits(ctx: &TenantCtx, display: &Display) -> bool {
    let Some(limits) = ctx.scope_filter() else { return true };
    display.scope.as_ref().is_some_and(|(_, filter)| filter.within(limits).as_ref() == Some(filter))
}

/// The wish as it is stored. The scope that the display has is kept while it means the same: its screen then stays with
/// its stream.
async fn settings(
    store: &Store,
    clock: &Clock,
    ctx: &TenantCtx,
    wish: NewDisplay,
    known: Option<&(ScopeId, ScopeFilter)>,
) -> Result<DisplaySettings, DisplayError> {
    let scope = match (wish.scope, known) {
        (None, _) => None,
        (Some(wanted), Some((id, filter))) if wanted == *filter => Some(*id),
        (Some(wanted), _) => Some(store.create_scope(ctx.tenant_id(), &wanted, clock.now()).await?),
    };
    Ok(DisplaySettings {
        name: wish.name,
        place: wish.place,
        layout: wish.layout,
        view: wish.view,
        language: wish.language,
        theme: wish.theme,
        scope,
    })
}

/// As the log has it; empty is the company's.
fn language_word(language: Option<Language>) -> &'static str {
    language.map_or("", Language::as_str)
}
