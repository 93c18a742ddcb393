//! A person's second factor, from setting it up to switching it off, and what admins have to do with it: asking everybody for
//! one, and taking one away whose phone is lost. Codes themselves are `auth::second_factor`'s.

use std::net::IpAddr;

use domain::audit::Deed;
use domain::audit::Matter;
use domain::form::Field;
use domain::form::Problem;
use domain::id::TenantId;
use domain::id::UserId;
use domain::time::UnixMs;
use secrecy::ExposeSecret;
use secrecy::SecretString;
use tower_sessions::Session;

use super::PeopleError;
use super::account::actor;
use super::fields::Mistakes;
use super::resets::language_of;
use super::resets::tenants_of;
use super::sessions::current_family;
use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::recorded;
use crate::audit::recorded_in_each;
use crate::auth::Passwords;
use crate::auth::Principal;
use crate::auth::TenantCtx;
use crate::auth::policy::ADMINS;
use crate::auth::proof;
use crate::auth::second_factor as codes;
use crate::auth::session;
use crate::hub::Clock;
use crate::mail::FactorChange;
use crate::mail::Letter;
use crate::mail::Outbox;
use crate::secrets::KeyRing;
use crate::secrets::RecordName;
use crate::store::NewMail;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::User;

/// So many recovery codes are made at once.
const RECOVERY_CODES: usize = 10;

/// How it stands with a person's second factor.
#[derive(Clone, Debug)]
pub enum Standing {
    /// There is none.
    Off,
    /// It is being set up; the secret is shown to its owner until a first code confirms it.
    Proposed(Proposal),
    /// It is asked for.
    On {
        /// Since when.
        since: UnixMs,
        /// How many recovery codes are left.
        recovery_codes: u32,
    },
}

/// A secret that waits for its first code.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The secret, in letters and digits to be typed.
    pub secret: SecretString,
    /// The address that an app reads from a picture.
    pub address: SecretString,
}

/// How it stands.
///
/// # Errors
/// When the store cannot answer, or the secret cannot be opened.
pub async fn standing(store: &Store, keys: &KeyRing, principal: &Principal) -> Result<Standing, PeopleError> {
    if principal.confined_to().is_some() {
        return Ok(Standing::Off);
    }
    let user = principal.user_id();
    let Some(factor) = store.second_factor(user).await? else { return Ok(Standing::Off) };
    if let Some(since) = factor.confirmed_at {
        return Ok(Standing::On { since, recovery_codes: store.recovery_codes_left(user).await? });
    }
    let Ok(secret) = keys.open(RecordName::TotpSecret(user), &factor.secret) else {
        // Sealed with a key that is gone: it was never confirmed, so another one is made.
        return Ok(Standing::Off);
    };
    let address = codes::app_address(&secret, principal.email());
    let address = address.ok_or(PeopleError::Store(StoreError::corrupt("second factor")))?;
    Ok(Standing::Proposed(Proposal { secret, address }))
}

/// Whom a company's identity provider let in changes nothing here: the account may be more than that company's.
fn not_confined(principal: &Principal) -> Result<(), PeopleError> {
    if principal.confined_to().is_some() { Err(PeopleError::Forbidden) } else { Ok(()) }
}

/// Makes a secret to be set up, in place of one that was never confirmed.
///
/// # Errors
/// [`PeopleError::NeedsProof`]; [`PeopleError::Store`] with `Conflict` when the person has a second factor.
pub async fn propose(store: &Store, keys: &KeyRing, clock: &Clock, principal: &Principal) -> Result<(), PeopleError> {
    not_confined(principal)?;
    proof::require_recent_proof(principal, clock.now())?;
    let user = principal.user_id();
    let sealed = keys.seal(RecordName::TotpSecret(user), &codes::fresh_secret());
    Ok(store.propose_second_factor(user, &sealed, clock.now()).await?)
}

/// Confirms the secret by its first code and returns the recovery codes, which are kept nowhere. Everything else the person is
/// signed in to ends: nobody proved there what is proved from now on.
///
/// # Errors
/// [`PeopleError::Invalid`] for the code; [`PeopleError::NotFound`] when nothing is being set up.
#[allow(clippy::too_many_arguments, reason = "who, from where, with what and whom to tell are all needed")]
pub async fn confirm(
    store: &Store,
    keys: &KeyRing,
    clock: &Clock,
    principal: &Principal,
    request: &Session,
    remote: IpAddr,
    code: &str,
    outbox: Option<Outbox<'_>>,
) -> Result<Vec<String>, PeopleError> {
    not_confined(principal)?;
    proof::require_recent_proof(principal, clock.now())?;
    let user = principal.user_id();
    let factor = store.second_factor(user).await?.filter(|factor| factor.confirmed_at.is_none());
    let factor = factor.ok_or(PeopleError::NotFound)?;
    if code.trim().is_empty() {
        return Err(PeopleError::invalid(Field::Code, Problem::Required));
    }
    let secret = keys.open(RecordName::TotpSecret(user), &factor.secret).map_err(|_| PeopleError::NotFound)?;
    let step = codes::step_of(&secret, code, clock.now());
    let step = step.ok_or(PeopleError::invalid(Field::Code, Problem::Wrong))?;
    let (shown, hashes) = fresh_codes(user);
    let family = current_family(store, request, clock.now()).await?.ok_or(PeopleError::Forbidden)?;
    let entry = Entry::new(Deed::SwitchOnSecondFactor, Matter::about(principal.email()));
    let person = store.user(user).await?.ok_or(PeopleError::Forbidden)?;
    let mail = notice(store, outbox, &person, FactorChange::On, clock.now()).await?;
    let deed = async {
        store.confirm_second_factor(user, &factor.secret, step, &hashes, mail.as_ref(), clock.now()).await?;
        Ok::<_, PeopleError>(store.revoke_other_sign_ins(user, &family, clock.now()).await?)
    };
    recorded_by(store, clock, principal, remote, entry, deed).await?;
    if let Some(outbox) = outbox {
        outbox.ring();
    }
    session::note_proof(request, clock.now()).await?;
    Ok(shown)
}

/// Makes fresh recovery codes in place of the old and returns them; asks for a code of the app, or one of the old.
///
/// # Errors
/// [`PeopleError::Invalid`] for the code; [`PeopleError::NotFound`] when there is no second factor; [`PeopleError::TooMany`].
pub async fn new_recovery_codes(
    store: &Store,
    keys: &KeyRing,
    clock: &Clock,
    principal: &Principal,
    remote: IpAddr,
    code: &str,
) -> Result<Vec<String>, PeopleError> {
    not_confined(principal)?;
    if !principal.has_second_factor() {
        return Err(PeopleError::NotFound);
    }
    if code.trim().is_empty() {
        return Err(PeopleError::invalid(Field::Code, Problem::Required));
    }
    proof::code(store, keys, clock, principal, remote, code).await?;
    let (shown, hashes) = fresh_codes(principal.user_id());
    let entry = Entry::new(Deed::MakeRecoveryCodes, Matter::about(principal.email()));
    let deed = async { Ok::<_, PeopleError>(store.replace_recovery_codes(principal.user_id(), &hashes).await?) };
    recorded_by(store, clock, principal, remote, entry, deed).await?;
    Ok(shown)
}

/// Switches the second factor off; asks for the password and a code.
///
/// # Errors
/// [`PeopleError::Invalid`] with each field that is wrong; [`PeopleError::NotFound`] when there is none;
/// [`PeopleError::TooMany`].
#[allow(clippy::too_many_arguments, reason = "who, from where, and both proofs are all needed")]
pub async fn switch_off(
    store: &Store,
    passwords: &Passwords,
    keys: &KeyRing,
    clock: &Clock,
    principal: &Principal,
    remote: IpAddr,
    password: SecretString,
    code: &str,
    outbox: Option<Outbox<'_>>,
) -> Result<(), PeopleError> {
    not_confined(principal)?;
    if !principal.has_second_factor() {
        return Err(PeopleError::NotFound);
    }
    let mut mistakes = Mistakes::default();
    if password.expose_secret().is_empty() {
        mistakes.add(Field::CurrentPassword, Problem::Required);
    }
    if code.trim().is_empty() {
        mistakes.add(Field::Code, Problem::Required);
    }
    mistakes.none_or_invalid()?;
    // The password first: a code is used up by being right.
    proof::password(store, passwords, clock, principal, remote, password).await?;
    proof::code(store, keys, clock, principal, remote, code).await?;
    let entry = Entry::new(Deed::SwitchOffSecondFactor, Matter::about(principal.email()));
    let person = store.user(principal.user_id()).await?.ok_or(PeopleError::Forbidden)?;
    let mail = notice(store, outbox, &person, FactorChange::Off, clock.now()).await?;
    let deed = async { Ok::<_, PeopleError>(store.remove_second_factor(person.id, mail.as_ref(), clock.now()).await?) };
    recorded_by(store, clock, principal, remote, entry, deed).await?;
    if let Some(outbox) = outbox {
        outbox.ring();
    }
    Ok(())
}

/// Takes a member's second factor away, for a phone that was lost. As with passwords, an admin does so only for a person who
/// belongs to the admin's tenant alone.
///
/// # Errors
/// [`PeopleError::NotFound`] for who is no member here or has no second factor; [`PeopleError::Forbidden`] for whoever is no
/// admin, for oneself, and for a person who belongs to another tenant too or is the operator.
pub async fn reset(
    store: &Store,
    clock: &Clock,
    ctx: &TenantCtx,
    actor: &Actor,
    user: UserId,
    outbox: Option<Outbox<'_>>,
) -> Result<(), PeopleError> {
    ctx.require(ADMINS)?;
    let tenant = ctx.tenant_id();
    store.membership(tenant, user).await?.ok_or(PeopleError::NotFound)?;
    let person = store.user(user).await?.ok_or(PeopleError::NotFound)?;
    let is_own = store.memberships_of(user).await?.len() == 1 && !person.is_operator;
    if !is_own || user == ctx.user_id() {
        return Err(PeopleError::Forbidden);
    }
    take_away(store, clock, &[tenant], actor, &person, outbox).await
}

/// As [`reset`], for whoever has the shell: for anybody.
///
/// # Errors
/// [`PeopleError::NotFound`] when nobody has that address, or the person has no second factor.
pub async fn reset_by_operator(store: &Store, clock: &Clock, email: &str) -> Result<(), PeopleError> {
    let person = store.user_by_email(email).await?.ok_or(PeopleError::NotFound)?;
    let tenants = tenants_of(store, person.id).await?;
    take_away(store, clock, &tenants, &Actor::operator(), &person, None).await
}

async fn take_away(
    store: &Store,
    clock: &Clock,
    tenants: &[TenantId],
    actor: &Actor,
    person: &User,
    outbox: Option<Outbox<'_>>,
) -> Result<(), PeopleError> {
    if !person.has_second_factor {
        return Err(PeopleError::NotFound);
    }
    let entry = Entry::new(Deed::ResetSecondFactor, Matter::about(person.email.as_str()));
    let mail = notice(store, outbox, person, FactorChange::Reset, clock.now()).await?;
    let deed = async { Ok::<_, PeopleError>(store.remove_second_factor(person.id, mail.as_ref(), clock.now()).await?) };
    recorded_in_each(store, clock, tenants, actor, entry, deed).await?;
    if let Some(outbox) = outbox {
        outbox.ring();
    }
    Ok(())
}

/// Tells the person of it, where mail is sent.
async fn notice(
    store: &Store,
    outbox: Option<Outbox<'_>>,
    person: &User,
    change: FactorChange,
    now: UnixMs,
) -> Result<Option<NewMail>, PeopleError> {
    let Some(outbox) = outbox else { return Ok(None) };
    let letter = Letter::SecondFactor { change, at: now, link: outbox.link("/account") };
    let (language, tenants) = (language_of(store, person).await?, tenants_of(store, person.id).await?);
    Ok(Some(outbox.mail(&letter, &person.email, language, tenants.first().copied(), None, now)?))
}

/// Asks everybody in the tenant for a second factor, or nobody. Whoever has none opens nothing of it from the next request on,
/// and streams end within seconds.
///
/// # Errors
/// [`PeopleError::Forbidden`] for whoever is no admin; [`PeopleError::NotFound`] for an admin who has none: it would lock them out.
pub async fn require(
    store: &Store,
    clock: &Clock,
    ctx: &TenantCtx,
    principal: &Principal,
    actor: &Actor,
    needed: bool,
) -> Result<(), PeopleError> {
    ctx.require(ADMINS)?;
    if needed && !principal.has_second_factor() {
        return Err(PeopleError::NotFound);
    }
    if ctx.needs_second_factor() == needed {
        return Ok(());
    }
    let word = |needed: bool| if needed { "everybody" } else { "whoever wants to" };
    let matter = Matter::about(ctx.name()).change("second factor", word(!needed), word(needed));
    let deed = async { Ok::<_, PeopleError>(store.need_second_factor(ctx.tenant_id(), needed).await.map(drop)?) };
    recorded(store, clock, ctx.tenant_id(), actor, Entry::new(Deed::RequireSecondFactor, matter), deed).await
}

/// Codes as they are shown, and under what each is kept.
fn fresh_codes(user: UserId) -> (Vec<String>, Vec<String>) {
    let shown: Vec<String> = (0..RECOVERY_CODES).map(|_| codes::fresh_recovery_code()).collect();
    let hashes = shown.iter().map(|code| codes::recovery_hash(user, code)).collect();
    (shown, hashes)
}

async fn recorded_by(
    store: &Store,
    clock: &Clock,
    principal: &Principal,
    remote: IpAddr,
    entry: Entry,
    deed: impl Future<Output = Result<(), PeopleError>>,
) -> Result<(), PeopleError> {
    let tenants = tenants_of(store, principal.user_id()).await?;
    recorded_in_each(store, clock, &tenants, &actor(principal, Some(remote)), entry, deed).await
}
