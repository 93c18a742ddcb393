//! The first run: there is no account from the factory. Whoever reads the server's log opens the link that is printed
//! there, and becomes operator and admin of the first tenant. Once there is anybody, no link sets anything up.

use std::net::IpAddr;

use domain::audit::Deed;
use domain::audit::DeedOutcome;
use domain::audit::Matter;
use domain::form::Field;
use domain::form::Problem;
use domain::time::UnixMs;
use secrecy::SecretString;
use serde::Deserialize;
use serde::Serialize;

use super::Entered;
use super::PeopleError;
use super::count;
use super::fields::Mistakes;
use super::fields::slug_of;
use super::over;
use super::token;
use crate::auth::FirstStep;
use crate::auth::Passwords;
use crate::auth::SignedIn;
use crate::hub::Clock;
use crate::store::AuditIntent;
use crate::store::FirstPeople;
use crate::store::NewTenant;
use crate::store::NewUser;
use crate::store::Store;
use crate::store::StoreError;

/// A link is over after so long; the next start makes another.
pub const GOOD_FOR_S: i64 = 24 * 3600;

const KEY: &str = "set_up_link";

#[derive(Serialize, Deserialize)]
struct Kept {
    token_hash: String,
    expires_at: UnixMs,
}

/// What the set-up page asks for.
#[derive(Clone, Debug)]
pub struct FirstRun {
    /// The company's name.
    pub company: String,
    /// The word in its addresses; made from the name when empty.
    pub slug: String,
    /// The operator's name.
    pub display_name: String,
    /// The address with which the operator signs in.
    pub email: String,
    /// The operator's password.
    pub password: SecretString,
}

/// Whether nobody has set this installation up.
///
/// # Errors
/// When the store cannot answer.
pub async fn is_first(store: &Store) -> Result<bool, StoreError> {
    Ok(!store.has_users().await?)
}

/// Makes the token of the set-up link, in place of an earlier one; none once there is anybody.
///
/// # Errors
/// When the store cannot answer.
pub async fn token(store: &Store, clock: &Clock) -> Result<Option<SecretString>, StoreError> {
    if !is_first(store).await? {
        return Ok(None);
    }
    let token = token::fresh();
    let kept = Kept { token_hash: token::hash(&token), expires_at: clock.now().plus_s(GOOD_FOR_S) };
    let value = serde_json::to_string(&kept).map_err(|_| StoreError::corrupt("set-up link"))?;
    store.set_installation_value(KEY, &value).await?;
    Ok(Some(token))
}

/// Whether the link with that token still sets this installation up.
///
/// # Errors
/// When the store cannot answer.
pub async fn peek(store: &Store, token: &SecretString, now: UnixMs) -> Result<bool, StoreError> {
    Ok(kept(store, token, now).await?.is_some())
}

/// The kept value, if the token is its token.
async fn kept(store: &Store, token: &SecretString, now: UnixMs) -> Result<Option<String>, StoreError> {
    let Some(value) = store.installation_value(KEY).await? else { return Ok(None) };
    let kept: Kept = serde_json::from_str(&value).map_err(|_| StoreError::corrupt("set-up link"))?;
    let fits = kept.token_hash == token::hash(token) && kept.expires_at > now && is_first(store).await?;
    Ok(fits.then_some(value))
}

/// Sets the installation up: operator and first tenant, both or neither, and uses the link up.
///
/// # Errors
/// [`PeopleError::NotFound`] when the link is over or there is anybody; [`PeopleError::Invalid`] with every field that is
/// wrong; [`PeopleError::TooMany`] from an address that tries too often.
pub async fn set_up(
    store: &Store,
    passwords: &Passwords,
    clock: &Clock,
    token: &SecretString,
    wanted: FirstRun,
    remote: IpAddr,
) -> Result<Entered, PeopleError> {
    let now = clock.now();
    let Some(value) = kept(store, token, now).await? else {
        return Err(over(store, remote, now).await);
    };
    let typed = wanted.slug.trim();
    let slug = if typed.is_empty() { slug_of(&wanted.company) } else { typed.to_owned() };
    let mut mistakes = Mistakes::default();
    mistakes.name(Field::Company, &wanted.company);
    mistakes.slug(&slug);
    mistakes.name(Field::Name, &wanted.display_name);
    mistakes.email(&wanted.email);
    mistakes.password(&wanted.email, &wanted.display_name, &wanted.password);
    mistakes.none_or_invalid()?;
    let attempt = count(store, remote, now).await?;
    let (company, display_name) = (wanted.company.trim(), wanted.display_name.trim());
    let matter = Matter::about(company).with("slug", slug.as_str()).with("operator", wanted.email.trim());
    let first = FirstPeople {
        tenant: NewTenant { slug: slug.clone(), name: company.to_owned(), is_demo: false },
        operator: NewUser {
            email: wanted.email.clone(),
            display_name: display_name.to_owned(),
            password_hash: passwords.hash(wanted.password).await,
        },
        audit: AuditIntent {
            at: now,
            actor_user_id: None,
            actor_label: display_name.to_owned(),
            command_id: None,
            connection_id: None,
            external_id: None,
            action: Deed::SetUp.as_str().to_owned(),
            intent_json: serde_json::to_string(&matter).map_err(|_| StoreError::corrupt("audit matter"))?,
            remote_addr: Some(remote.to_string()),
        },
        outcome_json: serde_json::to_string(&DeedOutcome::Done).map_err(|_| StoreError::corrupt("audit outcome"))?,
    };
    let (_, user_id) = store.set_up_first(KEY, &value, &first, clock.now()).await.map_err(|error| match error {
        StoreError::Conflict => PeopleError::invalid(Field::Slug, Problem::Taken),
        StoreError::NotFound | StoreError::Unavailable(_) | StoreError::Corrupt { .. } => error.into(),
    })?;
    attempt.was_good(store).await?;
    let signed_in = SignedIn { user_id, auth_epoch: 1, at: clock.now() };
    Ok(Entered { first_step: FirstStep::SignedIn(signed_in), tenant: Some(slug) })
}
