//! Invitations by link. The link is shown once to whoever invites, and sent where the installation sends mail.

use std::net::IpAddr;

use domain::audience::ScopeFilter;
use domain::audit::Deed;
use domain::audit::Matter;
use domain::form::Field;
use domain::form::Problem;
use domain::language::Language;
use domain::role::Role;
use domain::time::UnixMs;
use secrecy::ExposeSecret;
use secrecy::SecretString;
use uuid::Uuid;

use super::Entered;
use super::PeopleError;
use super::count;
use super::fields::Mistakes;
use super::over;
use super::token;
use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::recorded;
use crate::auth::FirstStep;
use crate::auth::Passwords;
use crate::auth::Principal;
use crate::auth::SignedIn;
use crate::auth::TenantCtx;
use crate::auth::policy::ADMINS;
use crate::hub::Clock;
use crate::mail::Letter;
use crate::mail::Outbox;
use crate::store;
use crate::store::NewMail;
use crate::store::NewUser;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoredInvitation;
use crate::store::normal_email;

/// An invitation is over after so long.
pub const GOOD_FOR_S: i64 = 7 * 24 * 3600;
/// More groups or queues than that are no limit any more.
const MOST_IN_SCOPE: usize = 200;
const LONGEST_IN_SCOPE: usize = 200;

/// Whom an admin invites, and as what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewInvitation {
    /// Whom.
    pub email: String,
    /// As what.
    pub role: Role,
    /// Limited to what; for supervisors only.
    pub scope: Option<ScopeFilter>,
}

/// An open invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Identity.
    pub id: Uuid,
    /// Whom.
    pub email: String,
    /// As what.
    pub role: Role,
    /// Limited to what.
    pub scope: Option<ScopeFilter>,
    /// The inviting person's name.
    pub invited_by: String,
    /// When it was made.
    pub created_at: UnixMs,
    /// When it is over.
    pub expires_at: UnixMs,
}

impl From<StoredInvitation> for Invitation {
    fn from(stored: StoredInvitation) -> Self {
        Self {
            id: stored.id,
            email: stored.email,
            role: stored.role,
            scope: stored.scope,
            invited_by: stored.invited_by,
            created_at: stored.created_at,
            expires_at: stored.expires_at,
        }
    }
}

/// What whoever holds the link may know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationForGuest {
    /// The company's name.
    pub tenant: String,
    /// Whom it is for.
    pub email: String,
    /// As what.
    pub role: Role,
    /// Who invites.
    pub invited_by: String,
    /// That address signs in already.
    pub has_account: bool,
}

/// Invites somebody and returns the token of the link, which is kept nowhere but in the message where there is an outbox.
/// Inviting an address again replaces its open invitation.
///
/// # Errors
/// [`PeopleError::Forbidden`] for whoever is no admin; [`PeopleError::Invalid`], `Taken` for a member.
pub async fn invite(
    store: &Store,
    clock: &Clock,
    ctx: &TenantCtx,
    actor: &Actor,
    new: NewInvitation,
    outbox: Option<Outbox<'_>>,
) -> Result<(Invitation, SecretString), PeopleError> {
    ctx.require(ADMINS)?;
    // A filter without a word lets everything pass.
    let new = NewInvitation { scope: new.scope.filter(|scope| *scope != ScopeFilter::default()), ..new };
    check(store, ctx, &new).await?;
    let token = token::fresh();
    let now = clock.now();
    let invitation = store::NewInvitation {
        token_hash: token::hash(&token),
        email: normal_email(&new.email),
        role: new.role,
        scope: new.scope,
        invited_by: ctx.actor_label().to_owned(),
        expires_at: now.plus_s(GOOD_FOR_S),
    };
    let matter = Matter::about(invitation.email.as_str()).with("role", invitation.role.as_str());
    let tenant = ctx.tenant_id();
    let mail = match outbox {
        Some(outbox) => Some(mail(store, ctx, outbox, &invitation, &token, now).await?),
        None => None,
    };
    let deed = async { Ok::<_, PeopleError>(store.replace_invitation(tenant, &invitation, mail.as_ref(), now).await?) };
    let id = recorded(store, clock, tenant, actor, Entry::new(Deed::InvitePerson, matter), deed).await?;
    if let Some(outbox) = outbox {
        outbox.ring();
    }
    let invitation = Invitation {
        id,
        email: invitation.email,
        role: invitation.role,
        scope: invitation.scope,
        invited_by: invitation.invited_by,
        created_at: now,
        expires_at: invitation.expires_at,
    };
    Ok((invitation, token))
}

/// The message with the link, in the language of whom it is for where that is known, else the company's.
async fn mail(
    store: &Store,
    ctx: &TenantCtx,
    outbox: Outbox<'_>,
    invitation: &store::NewInvitation,
    token: &SecretString,
    now: UnixMs,
) -> Result<NewMail, PeopleError> {
    let person = store.user_by_email(&invitation.email).await?;
    let own = person.and_then(|person| person.regional.language);
    let company = store.regional_of_company(ctx.tenant_id()).await?.language;
    let language = own.or(company).unwrap_or(Language::English);
    let letter = Letter::Invitation {
        company: ctx.name().to_owned(),
        invited_by: invitation.invited_by.clone(),
        link: outbox.link(&format!("/join/{}", token.expose_secret())),
        until: invitation.expires_at,
    };
    Ok(outbox.mail(&letter, &invitation.email, language, Some(ctx.tenant_id()), None, now)?)
}

async fn check(store: &Store, ctx: &TenantCtx, new: &NewInvitation) -> Result<(), PeopleError> {
    let mut mistakes = Mistakes::default();
    mistakes.email(&new.email);
    check_part(store, ctx, new.role, new.scope.as_ref(), &mut mistakes).await?;
    mistakes.none_or_invalid()?;
    if let Some(user) = store.user_by_email(&new.email).await?
        && store.membership(ctx.tenant_id(), user.id).await?.is_some()
    {
        return Err(PeopleError::invalid(Field::Email, Problem::Taken));
    }
    Ok(())
}

/// A role a person may have here, and limits that go with it.
pub(super) async fn check_part(
    store: &Store,
    ctx: &TenantCtx,
    role: Role,
    scope: Option<&ScopeFilter>,
    mistakes: &mut Mistakes,
) -> Result<(), PeopleError> {
    match role {
        Role::Admin if scope.is_some() => mistakes.add(Field::Scope, Problem::NotOffered),
        Role::Admin | Role::Supervisor => {}
        Role::Display => mistakes.add(Field::Role, Problem::NotOffered),
    }
    if let Some(scope) = scope {
        let known = store.connections(ctx.tenant_id()).await?;
        let is_foreign = scope.connections.iter().any(|wanted| known.iter().all(|connection| connection.id != *wanted));
        let words = || scope.groups.iter().chain(&scope.queues);
        if is_foreign || words().count() > MOST_IN_SCOPE || words().any(|word| word.len() > LONGEST_IN_SCOPE) {
            mistakes.add(Field::Scope, Problem::NotOffered);
        }
    }
    Ok(())
}

/// The tenant's open invitations, newest first.
///
/// # Errors
/// [`PeopleError::Forbidden`] for whoever is no admin.
pub async fn pending(store: &Store, ctx: &TenantCtx, now: UnixMs) -> Result<Vec<Invitation>, PeopleError> {
    ctx.require(ADMINS)?;
    let stored = store.invitations(ctx.tenant_id(), now).await?;
    Ok(stored.into_iter().map(Invitation::from).collect())
}

/// Takes an invitation back; its link opens nothing any more.
///
/// # Errors
/// [`PeopleError::Forbidden`] for whoever is no admin; [`PeopleError::NotFound`] when this tenant has no such invitation.
pub async fn withdraw(
    store: &Store,
    clock: &Clock,
    ctx: &TenantCtx,
    actor: &Actor,
    id: Uuid,
) -> Result<(), PeopleError> {
    ctx.require(ADMINS)?;
    let tenant = ctx.tenant_id();
    let invitation = store.invitation(tenant, id).await?.ok_or(PeopleError::NotFound)?;
    let entry = Entry::new(Deed::WithdrawInvitation, Matter::about(invitation.email));
    let deed = async { Ok::<_, PeopleError>(store.remove_invitation(tenant, id).await?) };
    recorded(store, clock, tenant, actor, entry, deed).await
}

/// What the link with that token invites to; none when it was used, withdrawn or is over.
///
/// # Errors
/// When the store cannot answer.
pub async fn peek(store: &Store, token: &SecretString, now: UnixMs) -> Result<Option<InvitationForGuest>, StoreError> {
    let Some(invitation) = store.invitation_by_token(&token::hash(token), now).await? else { return Ok(None) };
    let tenant = store.tenant(invitation.tenant).await?.ok_or(StoreError::NotFound)?;
    let has_account = store.user_by_email(&invitation.email).await?.is_some();
    Ok(Some(InvitationForGuest {
        tenant: tenant.name,
        email: invitation.email,
        role: invitation.role,
        invited_by: invitation.invited_by,
        has_account,
    }))
}

/// Makes an account for the invited address and the account a member, and uses the link up. Of two at once one comes in.
///
/// # Errors
/// [`PeopleError::NotFound`] when the link is over; [`PeopleError::Invalid`], `Taken` for the address when it has an
/// account; [`PeopleError::TooMany`] from an address that tries too often.
pub async fn join_as_new(
    store: &Store,
    passwords: &Passwords,
    clock: &Clock,
    token: &SecretString,
    display_name: &str,
    password: SecretString,
    remote: IpAddr,
) -> Result<Entered, PeopleError> {
    let (now, hash) = (clock.now(), token::hash(token));
    let Some(invitation) = store.invitation_by_token(&hash, now).await? else {
        return Err(over(store, remote, now).await);
    };
    let mut mistakes = Mistakes::default();
    mistakes.name(Field::Name, display_name);
    mistakes.password(&invitation.email, display_name, &password);
    mistakes.none_or_invalid()?;
    if store.user_by_email(&invitation.email).await?.is_some() {
        return Err(PeopleError::invalid(Field::Email, Problem::Taken));
    }
    let attempt = count(store, remote, now).await?;
    let user = NewUser {
        email: invitation.email.clone(),
        display_name: display_name.trim().to_owned(),
        password_hash: passwords.hash(password).await,
    };
    let actor = Actor { user_id: None, label: user.display_name.clone(), remote: Some(remote) };
    let deed = async { store.join_as_new(&hash, &user, clock.now()).await.map_err(taken) };
    let (tenant, user_id) = recorded(store, clock, invitation.tenant, &actor, join(&invitation), deed).await?;
    attempt.was_good(store).await?;
    let signed_in = SignedIn { user_id, auth_epoch: 1, at: clock.now() };
    Ok(Entered {
        first_step: FirstStep::SignedIn(signed_in),
        tenant: store.tenant(tenant).await?.map(|tenant| tenant.slug),
    })
}

/// Makes the person who is signed in with the invited address a member, and uses the link up. Returns the word in the
/// tenant's addresses.
///
/// # Errors
/// [`PeopleError::NotFound`] when the link is over; [`PeopleError::Forbidden`] for whoever has another address, and
/// for whom a company's provider let in;
/// [`PeopleError::Invalid`], `Taken` for the address, for who is a member already.
pub async fn join_as_member(
    store: &Store,
    clock: &Clock,
    token: &SecretString,
    principal: &Principal,
    remote: IpAddr,
) -> Result<String, PeopleError> {
    let (now, hash) = (clock.now(), token::hash(token));
    let Some(invitation) = store.invitation_by_token(&hash, now).await? else {
        return Err(over(store, remote, now).await);
    };
    // What one company's provider says of somebody lets nobody into another company.
    if principal.email() != invitation.email || principal.confined_to().is_some() {
        return Err(PeopleError::Forbidden);
    }
    let actor =
        Actor { user_id: Some(principal.user_id()), label: principal.display_name().to_owned(), remote: Some(remote) };
    let deed = async { store.join_as_member(&hash, principal.user_id(), clock.now()).await.map_err(taken) };
    let tenant = recorded(store, clock, invitation.tenant, &actor, join(&invitation), deed).await?;
    Ok(store.tenant(tenant).await?.ok_or(PeopleError::NotFound)?.slug)
}

fn join(invitation: &StoredInvitation) -> Entry {
    Entry::new(Deed::Join, Matter::about(invitation.email.as_str()).with("role", invitation.role.as_str()))
}

fn taken(error: StoreError) -> PeopleError {
    match error {
        StoreError::Conflict => PeopleError::invalid(Field::Email, Problem::Taken),
        StoreError::NotFound | StoreError::Unavailable(_) | StoreError::Corrupt { .. } => error.into(),
    }
}
