//! Who makes a request, and in which tenant. Both can be had only from a session: their fields are private and there is
//! no other constructor, so what holds a [`TenantCtx`] has been let in.

use domain::audience::Audience;
use domain::audience::Numbers;
use domain::audience::Scope;
use domain::audience::ScopeFilter;
use domain::id::TenantId;
use domain::id::UserId;
use domain::language::Language;
use domain::proof::ProofBy;
use domain::role::Role;
use domain::time::UnixMs;
use jiff::tz::TimeZone;
use providers::zone::zone as by_name;
use tower_sessions::Session;

use crate::auth::AuthError;
use crate::auth::session;
use crate::store::Membership;
use crate::store::Store;
use crate::store::Tenant;

/// The person who makes a request.
#[derive(Clone, Debug)]
pub struct Principal {
    user_id: UserId,
    display_name: String,
    email: String,
    memberships: Vec<Membership>,
    suspended_in: Vec<String>,
    language: Option<Language>,
    zone: Option<TimeZone>,
    has_second_factor: bool,
    proved_at: UnixMs,
    confined_to: Option<TenantId>,
    owns_account: bool,
}

impl Principal {
    /// Reads who is signed in, with every membership as it is now.
    ///
    /// # Errors
    /// [`AuthError::SignedOut`] when nobody is; [`AuthError::Unavailable`] when the store cannot answer.
    pub async fn of_session(session: &Session, store: &Store) -> Result<Self, AuthError> {
        let person = session::person(session).await?.ok_or(AuthError::SignedOut)?;
        let user = store.user(person.user_id).await?.ok_or(AuthError::SignedOut)?;
        if user.auth_epoch != person.auth_epoch || user.disabled_at.is_some() {
            return Err(AuthError::SignedOut);
        }
        let mut all = store.memberships_of(user.id).await?;
        let belongs_to = all.len();
        // A provider speaks for its own company: what it says of somebody opens nothing of another one.
        all.retain(|membership| person.confined_to.is_none_or(|tenant| membership.tenant.id == tenant));
        let owns_account = all.len() == belongs_to;
        let (suspended, memberships): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|membership| membership.suspended_at.is_some());
        let suspended_in = suspended.into_iter().map(|membership| membership.tenant.slug).collect();
        Ok(Self {
            user_id: user.id,
            display_name: user.display_name,
            email: user.email,
            memberships,
            suspended_in,
            language: user.regional.language,
            // A zone that no database of zones has any more bars nobody.
            zone: user.regional.zone.and_then(|name| by_name(&name).ok()),
            has_second_factor: user.has_second_factor,
            proved_at: person.proved_at.unwrap_or(person.signed_in_at),
            confined_to: person.confined_to,
            owns_account,
        })
    }

    /// Identity.
    pub const fn user_id(&self) -> UserId {
        self.user_id
    }

    /// The name others read.
    pub fn display_name(&self) -> &str {
        &self.display_name
    }

    /// Address.
    pub fn email(&self) -> &str {
        &self.email
    }

    /// The language the person chose.
    pub const fn language(&self) -> Option<Language> {
        self.language
    }

    /// The zone of time the person chose.
    pub const fn own_zone(&self) -> Option<&TimeZone> {
        self.zone.as_ref()
    }

    /// Whether a code is asked for beside the password.
    pub const fn has_second_factor(&self) -> bool {
        self.has_second_factor
    }

    /// By what the person proves who they are.
    pub const fn proves_by(&self) -> ProofBy {
        if self.confined_to.is_some() {
            ProofBy::Provider
        } else if self.has_second_factor {
            ProofBy::Code
        } else {
            ProofBy::Password
        }
    }

    /// The company whose identity provider let the person in; nothing else is open to them.
    pub const fn confined_to(&self) -> Option<TenantId> {
        self.confined_to
    }

    /// Whether the account is the person's to change here: not where one of several companies let them in, since what is
    /// changed would be changed for the others too.
    pub const fn owns_account(&self) -> bool {
        self.owns_account
    }

    /// When the person last proved in this session who they are.
    pub const fn proved_at(&self) -> UnixMs {
        self.proved_at
    }

    /// The companies that are open to the person, by name; one that asks for a second factor is among them before there is one.
    pub fn memberships(&self) -> &[Membership] {
        &self.memberships
    }

    /// The company of the person with that word in its addresses, if the operator lets nobody into it.
    pub fn suspended_tenant(&self, slug: &str) -> Option<&Tenant> {
        let tenants = self.memberships.iter().map(|membership| &membership.tenant);
        tenants.into_iter().find(|tenant| tenant.slug == slug && tenant.suspension.is_some())
    }

    /// The person in the tenant with that word in its addresses.
    ///
    /// # Errors
    /// [`AuthError::NotFound`] when there is none or the person does not belong to it: nobody can tell which.
    /// [`AuthError::Forbidden`] for a member who is suspended, and in a tenant that is; [`AuthError::NeedsSecondFactor`] for
    /// who has none where the company asks for one; [`AuthError::NeedsSingleSignOn`] for who came otherwise where only the
    /// company's provider lets people in.
    pub fn in_tenant(&self, slug: &str) -> Result<TenantCtx, AuthError> {
        TenantCtx::new(self, slug)
    }
}

/// A person within one tenant: what every call about a tenant's things asks for.
#[derive(Clone, Debug)]
pub struct TenantCtx {
    user_id: UserId,
    display_name: String,
    zone: Option<TimeZone>,
    membership: Membership,
}

impl TenantCtx {
    /// The person in the tenant with that word in its addresses.
    ///
    /// # Errors
    /// [`AuthError::NotFound`] when there is none or the person does not belong to it: nobody can tell which.
    /// [`AuthError::Forbidden`] for a member who is suspended, and in a tenant that is; [`AuthError::NeedsSecondFactor`] for
    /// who has none where the company asks for one; [`AuthError::NeedsSingleSignOn`] for who came otherwise where only the
    /// company's provider lets people in.
    pub fn new(principal: &Principal, slug: &str) -> Result<Self, AuthError> {
        if principal.suspended_in.iter().any(|suspended| suspended == slug) {
            return Err(AuthError::Forbidden);
        }
        let membership = principal.memberships.iter().find(|membership| membership.tenant.slug == slug);
        if membership.is_some_and(|membership| membership.tenant.suspension.is_some()) {
            return Err(AuthError::Forbidden);
        }
        // A second factor at the provider's is the provider's matter.
        if let Some(membership) = membership.filter(|_| principal.confined_to.is_none()) {
            if membership.only_by_sign_on && !membership.is_break_glass() {
                return Err(AuthError::NeedsSingleSignOn);
            }
            let needs_code = membership.tenant.needs_second_factor || membership.only_by_sign_on;
            if needs_code && !principal.has_second_factor {
                return Err(AuthError::NeedsSecondFactor);
            }
        }
        Ok(Self {
            user_id: principal.user_id,
            display_name: principal.display_name.clone(),
            zone: principal.zone.clone(),
            membership: membership.cloned().ok_or(AuthError::NotFound)?,
        })
    }

    /// The tenant.
    pub const fn tenant_id(&self) -> TenantId {
        self.membership.tenant.id
    }

    /// The word in its addresses.
    pub fn slug(&self) -> &str {
        &self.membership.tenant.slug
    }

    /// The name people read.
    pub fn name(&self) -> &str {
        &self.membership.tenant.name
    }

    /// The zone of time the person chose.
    pub const fn own_zone(&self) -> Option<&TimeZone> {
        self.zone.as_ref()
    }

    /// Whether everybody in the tenant needs a second factor.
    pub const fn needs_second_factor(&self) -> bool {
        self.membership.tenant.needs_second_factor
    }

    /// The tenant's data are made up.
    pub const fn is_demo(&self) -> bool {
        self.membership.tenant.is_demo
    }

    /// The person's part in it.
    pub const fn role(&self) -> Role {
        self.membership.role
    }

    /// The person.
    pub const fn user_id(&self) -> UserId {
        self.user_id
    }

    /// The person's name, as the audit log keeps it.
    pub fn actor_label(&self) -> &str {
        &self.display_name
    }

    /// Which frames the person receives.
    pub fn audience(&self) -> Audience {
        Audience {
            scope: self.membership.scope.as_ref().map_or(Scope::All, |scope| Scope::Limited(scope.id)),
            numbers: match self.membership.role {
                Role::Admin => Numbers::Full,
                Role::Supervisor => Numbers::Masked,
                Role::Display => Numbers::None,
            },
        }
    }

    /// What the person is limited to, if limited.
    pub fn scope_filter(&self) -> Option<&ScopeFilter> {
        self.membership.scope.as_ref().map(|scope| &scope.filter)
    }

    /// Whether the person may switch recording: a permission of its own beside the role, since switching it off may
    /// break a law or a promise (decision A15).
    pub fn may_switch_recording(&self) -> bool {
        match self.membership.role {
            Role::Admin => self.membership.may_switch_recording,
            Role::Supervisor | Role::Display => false,
        }
    }

    /// Goes on only for whoever may switch recording.
    ///
    /// # Errors
    /// [`AuthError::Forbidden`] for anybody else.
    pub fn require_recording(&self) -> Result<(), AuthError> {
        if self.may_switch_recording() { Ok(()) } else { Err(AuthError::Forbidden) }
    }

    /// Goes on only for one of these roles.
    ///
    /// # Errors
    /// [`AuthError::Forbidden`] for any other.
    pub fn require(&self, roles: &[Role]) -> Result<(), AuthError> {
        if roles.contains(&self.membership.role) { Ok(()) } else { Err(AuthError::Forbidden) }
    }
}
