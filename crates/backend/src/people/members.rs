//! What admins change of members: part and limits, suspension, removal, sessions. All of it is about this tenant alone: a
//! person may work for another one, and only the operator bars somebody everywhere. Nobody changes their own part, so that
//! nobody locks themselves out; the store sees to it that a tenant keeps an admin.

use domain::audience::ScopeFilter;
use domain::audit::Deed;
use domain::audit::Matter;
use domain::form::Field;
use domain::form::Problem;
use domain::id::UserId;
use domain::role::Role;

use super::PeopleError;
use super::fields::Mistakes;
use super::invitations::check_part;
use super::sessions;
use super::sessions::SessionInfo;
use super::sessions::SessionName;
use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::LimitNames;
use crate::audit::recorded;
use crate::auth::TenantCtx;
use crate::auth::policy::ADMINS;
use crate::hub::Clock;
use crate::store::MemberChange;
use crate::store::Membership;
use crate::store::Store;
use crate::store::StoredMember;
use crate::store::User;

/// The members of the tenant, by name.
///
/// # Errors
/// [`PeopleError::Forbidden`] for whoever is no admin.
pub async fn list(store: &Store, clock: &Clock, ctx: &TenantCtx) -> Result<Vec<StoredMember>, PeopleError> {
    ctx.require(ADMINS)?;
    Ok(store.members(ctx.tenant_id(), clock.now()).await?)
}

/// Changes a member's part. Streams that show the old one end, and the person's sessions get a fresh identifier with
/// their next page.
///
/// # Errors
/// [`PeopleError::NotFound`] for who is no member; [`PeopleError::Forbidden`] for oneself; [`PeopleError::Invalid`] for
/// limits that are none of this tenant, and `LastAdmin` for the role.
pub async fn change(
    store: &Store,
    clock: &Clock,
    ctx: &TenantCtx,
    actor: &Actor,
    user: UserId,
    role: Role,
    scope: Option<ScopeFilter>,
) -> Result<(), PeopleError> {
    let (before, person) = other_member(store, ctx, user).await?;
    // A filter without a word lets everything pass.
    let scope = scope.filter(|scope| *scope != ScopeFilter::default());
    let mut mistakes = Mistakes::default();
    check_part(store, ctx, role, scope.as_ref(), &mut mistakes).await?;
    mistakes.none_or_invalid()?;
    give_part(store, clock, actor, &person, &before, role, scope.as_ref()).await
}

/// Gives a member another part and other limits, and writes it down; nothing where both are as they were.
///
/// # Errors
/// [`PeopleError::Invalid`] for the tenant's last admin, and as the store says.
pub(crate) async fn give_part(
    store: &Store,
    clock: &Clock,
    actor: &Actor,
    person: &User,
    before: &Membership,
    role: Role,
    limits: Option<&ScopeFilter>,
) -> Result<(), PeopleError> {
    let limits_before = before.scope.as_ref().map(|scope| &scope.filter);
    if before.role == role && limits_before == limits {
        return Ok(());
    }
    let tenant = before.tenant.id;
    let names = LimitNames::read(store, tenant).await?;
    let matter = Matter::about(person.email.as_str()).change("role", before.role.as_str(), role.as_str()).change(
        "limits",
        names.words(limits_before),
        names.words(limits),
    );
    let deed = async {
        let scope = match limits {
            Some(limits) => Some(store.share_scope(tenant, limits, clock.now()).await?),
            None => None,
        };
        kept(store.change_member(tenant, person.id, before, role, scope).await?)
    };
    recorded(store, clock, tenant, actor, Entry::new(Deed::ChangeMember, matter), deed).await
}

/// Lets the membership open nothing until it is resumed.
///
/// # Errors
/// As [`change`].
pub async fn suspend(
    store: &Store,
    clock: &Clock,
    ctx: &TenantCtx,
    actor: &Actor,
    user: UserId,
) -> Result<(), PeopleError> {
    let (_, person) = other_member(store, ctx, user).await?;
    let tenant = ctx.tenant_id();
    let deed = async { kept(store.suspend_member(tenant, user, clock.now()).await?) };
    let entry = Entry::new(Deed::DisablePerson, Matter::about(person.email));
    recorded(store, clock, tenant, actor, entry, deed).await
}

/// Lets the membership open again what it opened.
///
/// # Errors
/// As [`change`].
pub async fn resume(
    store: &Store,
    clock: &Clock,
    ctx: &TenantCtx,
    actor: &Actor,
    user: UserId,
) -> Result<(), PeopleError> {
    let (_, person) = other_member(store, ctx, user).await?;
    let tenant = ctx.tenant_id();
    let deed = async { Ok::<_, PeopleError>(store.resume_member(tenant, user).await?) };
    let entry = Entry::new(Deed::EnablePerson, Matter::about(person.email));
    recorded(store, clock, tenant, actor, entry, deed).await
}

/// Gives a member the permission to switch recording, or takes it: one of its own, since switching it off may break a law
/// or a promise (decision A15). It counts for an admin alone.
///
/// # Errors
/// As [`change`].
pub async fn let_switch_recording(
    store: &Store,
    clock: &Clock,
    ctx: &TenantCtx,
    actor: &Actor,
    user: UserId,
    may: bool,
) -> Result<(), PeopleError> {
    let (before, person) = other_member(store, ctx, user).await?;
    if before.may_switch_recording == may {
        return Ok(());
    }
    let tenant = ctx.tenant_id();
    let word = |may: bool| if may { "yes" } else { "no" };
    let matter =
        Matter::about(person.email).change("may switch recording", word(before.may_switch_recording), word(may));
    let deed = async { Ok::<_, PeopleError>(store.let_switch_recording(tenant, user, may).await?) };
    recorded(store, clock, tenant, actor, Entry::new(Deed::ChangeMember, matter), deed).await
}

/// Takes the membership away. The person, and what else the person belongs to, stays.
///
/// # Errors
/// As [`change`].
pub async fn remove(
    store: &Store,
    clock: &Clock,
    ctx: &TenantCtx,
    actor: &Actor,
    user: UserId,
) -> Result<(), PeopleError> {
    let (before, person) = other_member(store, ctx, user).await?;
    let tenant = ctx.tenant_id();
    let matter = Matter::about(person.email).change("role", before.role.as_str(), "");
    let deed = async { kept(store.remove_member(tenant, user).await?) };
    recorded(store, clock, tenant, actor, Entry::new(Deed::RemoveMember, matter), deed).await
}

/// What a member is signed in to.
///
/// # Errors
/// [`PeopleError::NotFound`] for who is no member of this tenant.
pub async fn sessions_of(
    store: &Store,
    clock: &Clock,
    ctx: &TenantCtx,
    user: UserId,
) -> Result<Vec<SessionInfo>, PeopleError> {
    member(store, ctx, user).await?;
    Ok(sessions::sessions_of(store, user, None, clock.now()).await?)
}

/// Ends one of a member's sessions, or all of them.
///
/// # Errors
/// [`PeopleError::NotFound`] for who is no member of this tenant, and for a session that is not the person's.
pub async fn revoke_sessions(
    store: &Store,
    clock: &Clock,
    ctx: &TenantCtx,
    actor: &Actor,
    user: UserId,
    only: Option<&SessionName>,
) -> Result<(), PeopleError> {
    let (_, person) = member(store, ctx, user).await?;
    let matter = Matter::about(person.email).with("sessions", if only.is_some() { "one" } else { "all" });
    let deed = async {
        match only {
            Some(name) => sessions::revoke(store, user, name, clock.now()).await?,
            None => store.revoke_sessions_of(user, clock.now()).await?,
        }
        Ok::<_, PeopleError>(())
    };
    recorded(store, clock, ctx.tenant_id(), actor, Entry::new(Deed::RevokeSession, matter), deed).await
}

async fn member(store: &Store, ctx: &TenantCtx, user: UserId) -> Result<(Membership, User), PeopleError> {
    ctx.require(ADMINS)?;
    let membership = store.membership(ctx.tenant_id(), user).await?.ok_or(PeopleError::NotFound)?;
    let person = store.user(user).await?.ok_or(PeopleError::NotFound)?;
    Ok((membership, person))
}

/// A member who is not the one who asks.
async fn other_member(store: &Store, ctx: &TenantCtx, user: UserId) -> Result<(Membership, User), PeopleError> {
    let found = member(store, ctx, user).await?;
    if user == ctx.user_id() { Err(PeopleError::Forbidden) } else { Ok(found) }
}

/// What the store says of a change that might have taken the tenant its last admin.
pub(crate) fn kept(change: MemberChange) -> Result<(), PeopleError> {
    match change {
        MemberChange::Done => Ok(()),
        MemberChange::LastAdmin => Err(PeopleError::invalid(Field::Role, Problem::LastAdmin)),
    }
}
