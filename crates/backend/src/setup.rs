//! Setting up from the command line: tenants, people and connections. Each step is whole or not at all, and says which
//! field is wrong. Nothing here checks a role: whoever has the shell is the operator.

use domain::audience::ScopeFilter;
use domain::audit::DeedOutcome;
use domain::id::ConnectionId;
use domain::id::ScopeId;
use domain::id::TenantId;
use domain::id::UserId;
use domain::role::Role;
use domain::time::UnixMs;
use providers::ConnectionSettings;
use secrecy::SecretString;

use crate::audit::Ending;
use crate::auth::PasswordRule;
use crate::auth::Passwords;
use crate::auth::password;
use crate::secrets::KeyRing;
use crate::secrets::RecordName;
use crate::store::NewConnection;
use crate::store::NewTenant;
use crate::store::NewUser;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoredSecret;
use crate::store::Tenant;

pub(crate) const LONGEST_NAME: usize = 120;
pub(crate) const LONGEST_SLUG: usize = 40;
pub(crate) const LONGEST_EMAIL: usize = 254;

/// A step that was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    /// Choose another slug.
    #[error("slug: use 2 to 40 small letters, digits and hyphens, beginning and ending with a letter or digit")]
    Slug,
    /// Choose another name.
    #[error("name: use 1 to 120 characters")]
    Name,
    /// Mend the address.
    #[error("email: not an e-mail address")]
    Email,
    /// Choose another password.
    #[error("password: {0}")]
    Password(PasswordRule),
    /// A person is admin or supervisor; a display is paired instead.
    #[error("role: use admin or supervisor")]
    Role,
    /// Add the tenant first.
    #[error("tenant: there is no tenant with this slug")]
    NoSuchTenant,
    /// Add the person first.
    #[error("email: there is no person with this address")]
    NoSuchPerson,
    /// Choose another.
    #[error("{field}: exists already")]
    Exists {
        /// Which field.
        field: &'static str,
    },
    /// Look after the database.
    #[error("{0}")]
    Store(#[from] StoreError),
}

impl Ending for SetupError {
    fn outcome(&self) -> DeedOutcome {
        match self {
            Self::Slug
            | Self::Name
            | Self::Email
            | Self::Password(_)
            | Self::Role
            | Self::NoSuchTenant
            | Self::NoSuchPerson
            | Self::Exists { .. } => DeedOutcome::Refused,
            Self::Store(error) => error.outcome(),
        }
    }
}

/// A person to be added.
#[derive(Debug)]
pub struct NewPerson<'a> {
    /// Address, with which the person signs in.
    pub email: &'a str,
    /// The name others read.
    pub display_name: &'a str,
    /// Password.
    pub password: SecretString,
}

/// Adds a tenant.
///
/// # Errors
/// The field that is wrong, or what the store says.
pub async fn create_tenant(store: &Store, tenant: &NewTenant, now: UnixMs) -> Result<TenantId, SetupError> {
    if !is_slug(&tenant.slug) {
        return Err(SetupError::Slug);
    }
    check_name(&tenant.name)?;
    store.create_tenant(tenant, now).await.map_err(|error| from_store(error, "slug", SetupError::NoSuchTenant))
}

/// Adds a person as a member of a tenant who sees no more than the limits allow: all of it or nothing.
///
/// # Errors
/// The field that is wrong, or what the store says.
pub async fn create_user(
    store: &Store,
    passwords: &Passwords,
    tenant_slug: &str,
    person: NewPerson<'_>,
    role: Role,
    limits: Option<&ScopeFilter>,
    now: UnixMs,
) -> Result<UserId, SetupError> {
    check_email(person.email)?;
    check_name(person.display_name)?;
    check_role(role)?;
    password::check_new(person.email, person.display_name, &person.password).map_err(SetupError::Password)?;
    let tenant = tenant(store, tenant_slug).await?;
    let user = NewUser {
        email: person.email.to_owned(),
        display_name: person.display_name.to_owned(),
        password_hash: passwords.hash(person.password).await,
    };
    let scope = scope(store, tenant.id, limits, now).await?;
    store
        .create_member(tenant.id, &user, role, scope, now)
        .await
        .map_err(|error| from_store(error, "email", SetupError::NoSuchTenant))
}

/// Makes somebody who signs in already a member of one more tenant, or changes part and limits.
///
/// # Errors
/// The field that is wrong, or what the store says.
pub async fn grant(
    store: &Store,
    tenant_slug: &str,
    email: &str,
    role: Role,
    limits: Option<&ScopeFilter>,
    now: UnixMs,
) -> Result<(), SetupError> {
    check_role(role)?;
    let tenant = tenant(store, tenant_slug).await?;
    let user = store.user_by_email(email).await.map_err(SetupError::Store)?.ok_or(SetupError::NoSuchPerson)?;
    let scope = scope(store, tenant.id, limits, now).await?;
    store
        .grant_membership(tenant.id, user.id, role, scope, now)
        .await
        .map_err(|error| from_store(error, "email", SetupError::NoSuchTenant))
}

/// Adds a connection with its secret, sealed: both or neither. Whether the settings can work is for
/// `providers::connect` to say, before.
///
/// # Errors
/// The field that is wrong, or what the store says.
pub async fn add_connection(
    store: &Store,
    keys: &KeyRing,
    tenant_slug: &str,
    name: &str,
    settings: ConnectionSettings,
    secret: &SecretString,
    now: UnixMs,
) -> Result<ConnectionId, SetupError> {
    let tenant = tenant(store, tenant_slug).await?;
    let connection = new_connection(keys, tenant.id, name, settings, secret, now)?;
    keep_connection(store, tenant.id, &connection, now).await?;
    Ok(connection.id)
}

/// A connection with its secret sealed, before it is kept.
pub(crate) fn new_connection(
    keys: &KeyRing,
    tenant: TenantId,
    name: &str,
    settings: ConnectionSettings,
    secret: &SecretString,
    now: UnixMs,
) -> Result<NewConnection, SetupError> {
    check_name(name)?;
    let mut connection = NewConnection::new(name, settings, now);
    let sealed = keys.seal(RecordName::ProviderSecret(tenant, connection.id), secret);
    connection.secret = Some(StoredSecret { sealed, set_at: now, set_by: None });
    Ok(connection)
}

pub(crate) async fn keep_connection(
    store: &Store,
    tenant: TenantId,
    connection: &NewConnection,
    now: UnixMs,
) -> Result<(), SetupError> {
    let added = store.add_connection(tenant, connection, now).await;
    added.map_err(|error| from_store(error, "name", SetupError::NoSuchTenant))
}

async fn scope(
    store: &Store,
    tenant: TenantId,
    limits: Option<&ScopeFilter>,
    now: UnixMs,
) -> Result<Option<ScopeId>, SetupError> {
    let Some(limits) = limits else { return Ok(None) };
    Ok(Some(store.share_scope(tenant, limits, now).await?))
}

async fn tenant(store: &Store, slug: &str) -> Result<Tenant, SetupError> {
    store.tenant_by_slug(slug).await.map_err(SetupError::Store)?.ok_or(SetupError::NoSuchTenant)
}

fn from_store(error: StoreError, unique: &'static str, missing: SetupError) -> SetupError {
    match error {
        StoreError::Conflict => SetupError::Exists { field: unique },
        StoreError::NotFound => missing,
        StoreError::Unavailable(_) | StoreError::Corrupt { .. } => SetupError::Store(error),
    }
}

pub(crate) fn is_slug(slug: &str) -> bool {
    let is_edge = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    (2..=LONGEST_SLUG).contains(&slug.len())
        && slug.chars().all(|c| is_edge(c) || c == '-')
        && slug.starts_with(is_edge)
        && slug.ends_with(is_edge)
}

pub(crate) fn check_name(name: &str) -> Result<(), SetupError> {
    let length = name.trim().chars().count();
    let is_good = (1..=LONGEST_NAME).contains(&length) && !name.chars().any(char::is_control);
    if is_good { Ok(()) } else { Err(SetupError::Name) }
}

pub(crate) fn check_email(email: &str) -> Result<(), SetupError> {
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && c != '@';
    let is_good = email.len() <= LONGEST_EMAIL
        && email.trim().split_once('@').is_some_and(|(local, host)| {
            !local.is_empty() && !host.is_empty() && local.chars().chain(host.chars()).all(is_plain)
        });
    if is_good { Ok(()) } else { Err(SetupError::Email) }
}

fn check_role(role: Role) -> Result<(), SetupError> {
    match role {
        Role::Admin | Role::Supervisor => Ok(()),
        Role::Display => Err(SetupError::Role),
    }
}
