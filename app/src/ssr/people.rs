//! People for their settings page: what the browser sends is read, what `backend` says is put into words of `AppError`.

use std::str::FromStr;

use backend::people::PeopleError;
use backend::people::invitations;
use backend::people::invitations::Invitation;
use backend::people::invitations::NewInvitation;
use backend::people::members;
use backend::people::resets;
use backend::people::second_factor;
use backend::people::sessions::SessionInfo;
use backend::people::sessions::SessionName;
use backend::store::StoreError;
use backend::store::StoredMember;
use domain::audience::ScopeFilter;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::id::UserId;
use domain::mail::MailState;
use domain::mail::MailTrouble;
use domain::role::Role;
use secrecy::ExposeSecret;
use uuid::Uuid;

use super::Caller;
use super::app_context;
use super::failed;
use super::me;
use super::scope;
use crate::api::people::Member;
use crate::api::people::MemberSession;
use crate::api::people::MemberState;
use crate::api::people::OneTimeLink;
use crate::api::people::OpenInvitation;
use crate::api::people::PeoplePage;
use crate::error::AppError;

pub(super) fn told(error: PeopleError) -> AppError {
    failed(match error {
        PeopleError::Invalid(errors) => AppError::Invalid { errors },
        PeopleError::NotFound => AppError::NotFound,
        PeopleError::Forbidden => AppError::Forbidden,
        PeopleError::NeedsProof(by) => AppError::NeedsProof { by },
        PeopleError::TooMany { retry_after_s } => AppError::TooSoon { retry_after_s },
        PeopleError::Store(StoreError::Conflict) => AppError::Conflict,
        PeopleError::Store(StoreError::NotFound) => AppError::NotFound,
        PeopleError::Store(StoreError::Unavailable(_) | StoreError::Corrupt { .. }) => AppError::Unavailable,
    })
}

/// A word that no page of ours sends is no word of a person.
fn id<T: FromStr>(text: &str) -> Result<T, AppError> {
    text.parse().map_err(|_| failed(AppError::BadRequest))
}

fn role(text: &str) -> Result<Role, AppError> {
    text.parse().map_err(|_| failed(AppError::invalid(FieldError::new(Field::Role, Problem::Required))))
}

/// Limits as the page sends them; of an admin none.
fn limits(role: Role, text: &str) -> Result<Option<ScopeFilter>, AppError> {
    if text.is_empty() || role == Role::Admin {
        return Ok(None);
    }
    serde_json::from_str(text).map(Some).map_err(|_| failed(AppError::BadRequest))
}

fn link(path: &str, token: &secrecy::SecretString) -> Result<String, AppError> {
    let base = app_context()?.base_url;
    Ok(format!("{base}{path}{}", token.expose_secret()))
}

/// The page.
pub(crate) async fn page(caller: &Caller) -> Result<PeoplePage, AppError> {
    let backend = &caller.backend;
    let found = members::list(backend.store(), backend.clock(), &caller.ctx).await.map_err(told)?;
    let open = invitations::pending(backend.store(), &caller.ctx, backend.now()).await.map_err(told)?;
    let mail = backend.store().mail_about(caller.ctx.tenant_id()).await.map_err(|error| told(error.into()))?;
    Ok(PeoplePage {
        me: me(caller),
        members: found.into_iter().map(|stored| member(stored, caller.ctx.user_id())).collect(),
        invitations: open.into_iter().map(|open| invitation(open, &mail)).collect(),
        choices: scope::choices(caller),
        needs_second_factor: caller.ctx.needs_second_factor(),
        i_have_second_factor: caller.principal.has_second_factor(),
        now: backend.now(),
        zone: caller.clocks(),
    })
}

fn member(stored: StoredMember, asks: UserId) -> Member {
    Member {
        id: stored.user_id,
        name: stored.display_name,
        email: stored.email,
        role: stored.role,
        scope: stored.scope.unwrap_or_default(),
        state: match (stored.is_barred, stored.suspended_at) {
            (true, _) => MemberState::Barred,
            (false, Some(_)) => MemberState::Suspended,
            (false, None) => MemberState::Active,
        },
        joined_at: stored.joined_at,
        last_seen: stored.last_seen,
        sessions: stored.live_sessions,
        elsewhere: stored.other_tenants,
        is_me: stored.user_id == asks,
        may_switch_recording: stored.may_switch_recording,
        has_second_factor: stored.has_second_factor,
        has_identity: stored.has_identity,
        is_break_glass: stored.is_break_glass && stored.role == Role::Admin,
        may_reset: stored.other_tenants == 0 && !stored.is_operator && !stored.is_barred,
    }
}

fn invitation(open: Invitation, mail: &[(Uuid, MailState, Option<MailTrouble>)]) -> OpenInvitation {
    let of_it = mail.iter().rev().find(|(about, ..)| *about == open.id);
    OpenInvitation {
        mail: of_it.map(|(_, state, trouble)| (*state, *trouble)),
        id: open.id.to_string(),
        email: open.email,
        role: open.role,
        scope: open.scope.unwrap_or_default(),
        invited_by: open.invited_by,
        expires_at: open.expires_at,
    }
}

/// Invites somebody.
pub(crate) async fn invite(
    caller: &Caller,
    email: String,
    as_role: &str,
    limited_to: &str,
) -> Result<OneTimeLink, AppError> {
    let role = role(as_role)?;
    let new = NewInvitation { email, role, scope: limits(role, limited_to)? };
    let (store, clock) = (caller.backend.store(), caller.backend.clock());
    let (invitation, token) =
        invitations::invite(store, clock, &caller.ctx, &caller.actor(), new, caller.backend.outbox())
            .await
            .map_err(told)?;
    Ok(OneTimeLink {
        url: link("/join/", &token)?,
        email: invitation.email,
        expires_at: invitation.expires_at,
        mailed: caller.backend.outbox().is_some(),
    })
}

/// Takes an invitation back.
pub(crate) async fn withdraw(caller: &Caller, invitation: &str) -> Result<(), AppError> {
    let (store, clock) = (caller.backend.store(), caller.backend.clock());
    let invitation: Uuid = id(invitation)?;
    invitations::withdraw(store, clock, &caller.ctx, &caller.actor(), invitation).await.map_err(told)
}

/// Changes a member's role and limits.
pub(crate) async fn change(caller: &Caller, user: &str, as_role: &str, limited_to: &str) -> Result<(), AppError> {
    let (store, clock) = (caller.backend.store(), caller.backend.clock());
    let user: UserId = id(user)?;
    let role = role(as_role)?;
    let scope = limits(role, limited_to)?;
    members::change(store, clock, &caller.ctx, &caller.actor(), user, role, scope).await.map_err(told)
}

/// Suspends a member.
pub(crate) async fn suspend(caller: &Caller, user: &str) -> Result<(), AppError> {
    let (store, clock) = (caller.backend.store(), caller.backend.clock());
    members::suspend(store, clock, &caller.ctx, &caller.actor(), id(user)?).await.map_err(told)
}

/// Resumes a member.
pub(crate) async fn resume(caller: &Caller, user: &str) -> Result<(), AppError> {
    let (store, clock) = (caller.backend.store(), caller.backend.clock());
    members::resume(store, clock, &caller.ctx, &caller.actor(), id(user)?).await.map_err(told)
}

/// Gives a member the permission to switch recording, or takes it.
pub(crate) async fn let_switch_recording(caller: &Caller, user: &str, may: bool) -> Result<(), AppError> {
    let (store, clock) = (caller.backend.store(), caller.backend.clock());
    let user: UserId = id(user)?;
    members::let_switch_recording(store, clock, &caller.ctx, &caller.actor(), user, may).await.map_err(told)
}

/// Removes a member.
pub(crate) async fn remove(caller: &Caller, user: &str) -> Result<(), AppError> {
    let (store, clock) = (caller.backend.store(), caller.backend.clock());
    members::remove(store, clock, &caller.ctx, &caller.actor(), id(user)?).await.map_err(told)
}

/// Makes a link to set a new password.
pub(crate) async fn reset_link(caller: &Caller, user: &str) -> Result<OneTimeLink, AppError> {
    let (store, clock) = (caller.backend.store(), caller.backend.clock());
    let user: UserId = id(user)?;
    let expires_at = clock.now().plus_s(resets::GOOD_FOR_S);
    let made = resets::reset_link(store, clock, &caller.ctx, &caller.actor(), user, caller.backend.outbox()).await;
    let token = made.map_err(|error| match error {
        // The role is an admin's, so what is refused is this person.
        PeopleError::Forbidden => failed(AppError::NotOffered),
        error @ (PeopleError::Invalid(_)
        | PeopleError::NotFound
        | PeopleError::NeedsProof(_)
        | PeopleError::TooMany { .. }
        | PeopleError::Store(_)) => told(error),
    })?;
    let person = store.user(user).await.map_err(|_store| failed(AppError::Unavailable))?;
    let email = person.map(|person| person.email).unwrap_or_default();
    Ok(OneTimeLink { url: link("/reset/", &token)?, email, expires_at, mailed: caller.backend.outbox().is_some() })
}

/// Takes a member's second factor away.
pub(crate) async fn reset_second_factor(caller: &Caller, user: &str) -> Result<(), AppError> {
    let (store, clock) = (caller.backend.store(), caller.backend.clock());
    second_factor::reset(store, clock, &caller.ctx, &caller.actor(), id(user)?, caller.backend.outbox())
        .await
        .map_err(told)
}

/// Asks everybody for a second factor, or nobody.
pub(crate) async fn require_second_factor(caller: &Caller, needed: bool) -> Result<(), AppError> {
    let (store, clock) = (caller.backend.store(), caller.backend.clock());
    let required = second_factor::require(store, clock, &caller.ctx, &caller.principal, &caller.actor(), needed).await;
    required.map_err(|error| match error {
        PeopleError::NotFound => failed(AppError::NeedsSecondFactor),
        error @ (PeopleError::Invalid(_)
        | PeopleError::Forbidden
        | PeopleError::NeedsProof(_)
        | PeopleError::TooMany { .. }
        | PeopleError::Store(_)) => told(error),
    })
}

/// What a member is signed in to.
pub(crate) async fn sessions(caller: &Caller, user: &str) -> Result<Vec<MemberSession>, AppError> {
    let (store, clock) = (caller.backend.store(), caller.backend.clock());
    let found = members::sessions_of(store, clock, &caller.ctx, id(user)?).await.map_err(told)?;
    let session = |info: SessionInfo| MemberSession {
        name: info.name.to_string(),
        browser: info.browser,
        remote: info.remote,
        first_seen: info.first_seen,
        last_seen: info.last_seen,
    };
    Ok(found.into_iter().map(session).collect())
}

/// Ends one session of a member, or all of them.
pub(crate) async fn revoke_sessions(caller: &Caller, user: &str, session: &str) -> Result<(), AppError> {
    let (store, clock) = (caller.backend.store(), caller.backend.clock());
    let only: Option<SessionName> = if session.is_empty() { None } else { Some(id(session)?) };
    let user: UserId = id(user)?;
    members::revoke_sessions(store, clock, &caller.ctx, &caller.actor(), user, only.as_ref()).await.map_err(told)
}
