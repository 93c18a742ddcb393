//! Links to set a new password, for who has forgotten it. An admin makes one only for a person who belongs to the admin's
//! tenant alone: otherwise the admin of one company could open another company's floor. For the others the operator makes
//! one, from the command line.

use std::net::IpAddr;

use domain::audit::Deed;
use domain::audit::Matter;
use domain::id::TenantId;
use domain::id::UserId;
use domain::language::Language;
use domain::time::UnixMs;
use secrecy::ExposeSecret;
use secrecy::SecretString;

use super::Entered;
use super::PeopleError;
use super::count;
use super::fields::Mistakes;
use super::over;
use super::token;
use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::recorded_in_each;
use crate::auth::Passwords;
use crate::auth::SignedIn;
use crate::auth::TenantCtx;
use crate::auth::policy::ADMINS;
use crate::auth::second_factor;
use crate::auth::throttle::ForgottenAttempt;
use crate::hub::Clock;
use crate::mail::Letter;
use crate::mail::Outbox;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::User;
use crate::store::normal_email;

/// A link is over after so long.
pub const GOOD_FOR_S: i64 = 24 * 3600;

/// Makes a link for a member, in place of an earlier one, and returns its token, which is kept nowhere but in the message
/// where there is an outbox.
///
/// # Errors
/// [`PeopleError::NotFound`] when the person is no member here; [`PeopleError::Forbidden`] for whoever is no admin, and
/// for a person who belongs to another tenant too, is the operator or may not sign in.
pub async fn reset_link(
    store: &Store,
    clock: &Clock,
    ctx: &TenantCtx,
    actor: &Actor,
    user: UserId,
    outbox: Option<Outbox<'_>>,
) -> Result<SecretString, PeopleError> {
    ctx.require(ADMINS)?;
    let tenant = ctx.tenant_id();
    store.membership(tenant, user).await?.ok_or(PeopleError::NotFound)?;
    let person = store.user(user).await?.ok_or(PeopleError::NotFound)?;
    if store.memberships_of(user).await?.len() != 1 || person.is_operator || person.disabled_at.is_some() {
        return Err(PeopleError::Forbidden);
    }
    make(store, clock, Some(tenant), &[tenant], actor, &person, outbox).await
}

/// As [`reset_link`], for whoever has the shell: for anybody who may sign in.
///
/// # Errors
/// [`PeopleError::NotFound`] when nobody has that address; [`PeopleError::Forbidden`] for who may not sign in.
pub async fn reset_link_by_operator(store: &Store, clock: &Clock, email: &str) -> Result<SecretString, PeopleError> {
    let person = store.user_by_email(email).await?.ok_or(PeopleError::NotFound)?;
    if person.disabled_at.is_some() {
        return Err(PeopleError::Forbidden);
    }
    let tenants = tenants_of(store, person.id).await?;
    make(store, clock, None, &tenants, &Actor::operator(), &person, None).await
}

/// Sends a link to whoever has forgotten the password, if somebody has that address. Nobody is told whether: what answers is
/// the same, and done before this is.
///
/// # Errors
/// When the store cannot answer.
pub async fn send_to_forgetful(
    store: &Store,
    clock: &Clock,
    outbox: Outbox<'_>,
    email: &str,
    remote: IpAddr,
) -> Result<(), PeopleError> {
    let attempt = ForgottenAttempt::new(&normal_email(email), remote);
    if !attempt.count(store, clock.now()).await? {
        return Ok(());
    }
    let Some(person) = store.user_by_email(email).await?.filter(|person| person.disabled_at.is_none()) else {
        return Ok(());
    };
    // Whom only a company's provider lets in has forgotten no password, and gets no other way in by asking.
    if store.credentials(email).await?.is_none_or(|credentials| credentials.password_hash.is_empty()) {
        return Ok(());
    }
    let tenants = tenants_of(store, person.id).await?;
    let actor = Actor { user_id: None, label: person.display_name.clone(), remote: Some(remote) };
    // It goes to the person's own mailbox, so no company opens another one's floor by it.
    make(store, clock, None, &tenants, &actor, &person, Some(outbox)).await.map(drop)
}

/// The language of a person, else that of the first company.
pub(super) async fn language_of(store: &Store, person: &User) -> Result<Language, StoreError> {
    if let Some(language) = person.regional.language {
        return Ok(language);
    }
    let first = store.memberships_of(person.id).await?.into_iter().find_map(|membership| membership.tenant.language);
    Ok(first.unwrap_or(Language::English))
}

async fn make(
    store: &Store,
    clock: &Clock,
    by: Option<TenantId>,
    tenants: &[TenantId],
    actor: &Actor,
    person: &User,
    outbox: Option<Outbox<'_>>,
) -> Result<SecretString, PeopleError> {
    let token = token::fresh();
    let now = clock.now();
    let until = now.plus_s(GOOD_FOR_S);
    let mail = match outbox {
        Some(outbox) => {
            let link = outbox.link(&format!("/reset/{}", token.expose_secret()));
            let language = language_of(store, person).await?;
            Some(outbox.mail(
                &Letter::Reset { link, until },
                &person.email,
                language,
                tenants.first().copied(),
                None,
                now,
            )?)
        }
        None => None,
    };
    let entry = Entry::new(Deed::MakeResetLink, Matter::about(person.email.as_str()));
    let deed = async {
        store.replace_reset(by, person.id, &token::hash(&token), until, mail.as_ref(), now).await?;
        Ok::<_, PeopleError>(())
    };
    recorded_in_each(store, clock, tenants, actor, entry, deed).await?;
    if let Some(outbox) = outbox {
        outbox.ring();
    }
    Ok(token)
}

/// The address whose password the link sets; none when it was used, replaced or is over.
///
/// # Errors
/// When the store cannot answer.
pub async fn peek_reset(store: &Store, token: &SecretString, now: UnixMs) -> Result<Option<String>, StoreError> {
    let Some(user) = store.reset_by_token(&token::hash(token), now).await? else { return Ok(None) };
    Ok(store.user(user).await?.map(|user| user.email))
}

/// Sets the password, ends everything the person is signed in to and uses the link up. Of two at once one is done.
///
/// # Errors
/// [`PeopleError::NotFound`] when the link is over; [`PeopleError::Invalid`] for a password that is not taken;
/// [`PeopleError::TooMany`] from an address that tries too often.
pub async fn reset(
    store: &Store,
    passwords: &Passwords,
    clock: &Clock,
    token: &SecretString,
    password: SecretString,
    remote: IpAddr,
) -> Result<Entered, PeopleError> {
    let (now, hash) = (clock.now(), token::hash(token));
    let Some(user) = store.reset_by_token(&hash, now).await? else {
        return Err(over(store, remote, now).await);
    };
    let person = store.user(user).await?.ok_or(PeopleError::NotFound)?;
    let mut mistakes = Mistakes::default();
    mistakes.password(&person.email, &person.display_name, &password);
    mistakes.none_or_invalid()?;
    let attempt = count(store, remote, now).await?;
    let password_hash = passwords.hash(password).await;
    let tenants = tenants_of(store, user).await?;
    let actor = Actor { user_id: Some(user), label: person.display_name.clone(), remote: Some(remote) };
    let entry = Entry::new(Deed::ChangePassword, Matter::about(person.email.as_str()).with("by", "reset link"));
    let deed = async { Ok::<_, PeopleError>(store.use_reset(&hash, &password_hash, clock.now()).await?) };
    let (user_id, auth_epoch) = recorded_in_each(store, clock, &tenants, &actor, entry, deed).await?;
    attempt.was_good(store).await?;
    // A link of one's mailbox stands for the password and for nothing more.
    let first_step = second_factor::first_step(store, SignedIn { user_id, auth_epoch, at: clock.now() }).await?;
    let tenant = store.memberships_of(user).await?.into_iter().next().map(|membership| membership.tenant.slug);
    Ok(Entered { first_step, tenant })
}

pub(crate) async fn tenants_of(store: &Store, user: UserId) -> Result<Vec<TenantId>, StoreError> {
    let memberships = store.memberships_of(user).await?;
    Ok(memberships.into_iter().map(|membership| membership.tenant.id).collect())
}
