//! Who somebody of a provider is here, and whether they may come in. It is decided first, written down, and then done.

use std::net::IpAddr;

use domain::audit::Deed;
use domain::audit::Matter;
use domain::id::TenantId;
use domain::id::UserId;
use domain::role::Role;
use domain::single_sign_on::SignOnProblem;

use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::recorded;
use crate::auth::SignedIn;
use crate::runtime::Backend;
use crate::single_sign_on::Refused;
use crate::single_sign_on::claims::Person;
use crate::store::MemberChange;
use crate::store::Membership;
use crate::store::NewIdentity;
use crate::store::SignOn;
use crate::store::SignOnTry;
use crate::store::StoreError;
use crate::store::StoredInvitation;
use crate::store::User;

/// What becomes of somebody who stands at the door.
enum Decision {
    /// They are this member; the part is what the provider gives, where it decides.
    Member { user: User, before: Membership, role: Role, is_first: bool },
    /// They were a member, or are invited again.
    Back { user: User, role: Role, invitation: Option<StoredInvitation> },
    /// They have no account.
    New(NewIdentity),
    /// They stay outside, and what was open to them here ends.
    Refuse { problem: SignOnProblem, user: Option<UserId> },
}

impl Backend {
    /// Lets somebody of the company's provider in, or not.
    pub(super) async fn admit(
        &self,
        sign_on: &SignOn,
        begun: &SignOnTry,
        person: Person,
        remote: IpAddr,
    ) -> Result<SignedIn, Refused> {
        let (store, tenant) = (self.store(), sign_on.tenant_id);
        let known = store.identity(tenant, &sign_on.issuer, &person.subject).await?;
        if begun.proves.is_some() && begun.proves != known {
            return Err(SignOnProblem::NotProved.into());
        }
        let decision = self.decide(sign_on, &person, known).await?;
        let (user_id, label, matter) = words(&decision, &person);
        let actor = Actor { user_id, label, remote: Some(remote) };
        let deed = self.let_in(sign_on, &person.subject, decision);
        recorded(store, self.clock(), tenant, &actor, Entry::new(Deed::SingleSignOn, matter), deed).await
    }

    async fn decide(&self, sign_on: &SignOn, person: &Person, known: Option<UserId>) -> Result<Decision, StoreError> {
        let (store, tenant) = (self.store(), sign_on.tenant_id);
        let refuse = |problem, user| Ok(Decision::Refuse { problem, user });
        let given =
            sign_on.roles.role_of(person.values.as_deref().unwrap_or_default()).filter(|_| sign_on.roles.decides());
        let lacks_role = sign_on.roles.decides() && given.is_none();
        let user = match (known, &person.verified_email) {
            (Some(user), _) => store.user(user).await?,
            (None, None) => return refuse(SignOnProblem::Unverified, None),
            (None, Some(email)) => store.user_by_email(email).await?,
        };
        let Some(user) = user else {
            let email = person.verified_email.clone().unwrap_or_default();
            let is_invited = self.invitation_of(tenant, &email).await?.is_some();
            if lacks_role {
                return refuse(SignOnProblem::NoRole, None);
            }
            let may_be_uninvited = sign_on.adds_people && given.is_some();
            if !is_invited && !may_be_uninvited {
                return refuse(SignOnProblem::NotInvited, None);
            }
            let first_part = email.split('@').next().unwrap_or_default().to_owned();
            return Ok(Decision::New(NewIdentity {
                issuer: sign_on.issuer.clone(),
                subject: person.subject.clone(),
                display_name: person.name.clone().unwrap_or(first_part),
                email,
                role: given,
                may_be_uninvited,
            }));
        };
        if user.disabled_at.is_some() {
            return refuse(SignOnProblem::Suspended, Some(user.id));
        }
        let Some(before) = store.membership(tenant, user.id).await? else {
            // An address alone never opens an account of another company, invited here or not: its owner takes the
            // invitation by its link first.
            if known.is_none() {
                return refuse(SignOnProblem::NotInvited, None);
            }
            let invitation = self.invitation_of(tenant, &user.email).await?;
            let role = given.or_else(|| invitation.as_ref().map(|invitation| invitation.role));
            return match role {
                _ if lacks_role => refuse(SignOnProblem::NoRole, Some(user.id)),
                Some(role) if invitation.is_some() || sign_on.adds_people => {
                    Ok(Decision::Back { user, role, invitation })
                }
                Some(_) | None => refuse(SignOnProblem::NotInvited, Some(user.id)),
            };
        };
        if before.suspended_at.is_some() {
            return refuse(SignOnProblem::Suspended, Some(user.id));
        }
        // Whoever keeps the keys of the house is not the provider's to open.
        let is_local = user.is_operator || before.is_break_glass();
        if is_local && known.is_none() {
            return refuse(SignOnProblem::Local, None);
        }
        if lacks_role && !is_local {
            return refuse(SignOnProblem::NoRole, Some(user.id));
        }
        let role = given.filter(|_| !is_local).unwrap_or(before.role);
        Ok(Decision::Member { user, before, role, is_first: known.is_none() })
    }

    async fn invitation_of(&self, tenant: TenantId, email: &str) -> Result<Option<StoredInvitation>, StoreError> {
        let email = crate::store::normal_email(email);
        let open = self.store().invitations(tenant, self.now()).await?;
        Ok(open.into_iter().find(|invitation| invitation.email == email))
    }

    async fn let_in(&self, sign_on: &SignOn, subject: &str, decision: Decision) -> Result<SignedIn, Refused> {
        let (store, tenant, now) = (self.store(), sign_on.tenant_id, self.now());
        let signed_in = |user: &User| SignedIn { user_id: user.id, auth_epoch: user.auth_epoch, at: now };
        match decision {
            Decision::Refuse { problem, user } => {
                if let Some(user) = user {
                    store.revoke_confined_sessions(tenant, user, now).await?;
                }
                Err(problem.into())
            }
            Decision::New(new) => {
                let joined = store.join_by_identity(tenant, &new, now).await;
                let user_id = joined.map_err(|error| instead(error, SignOnProblem::NotInvited))?;
                Ok(SignedIn { user_id, auth_epoch: 1, at: now })
            }
            Decision::Back { user, role, invitation } => {
                let filter = invitation.as_ref().and_then(|invitation| invitation.scope.as_ref());
                let scope = match filter.filter(|_| role == Role::Supervisor) {
                    Some(filter) => Some(store.share_scope(tenant, filter, now).await?),
                    None => None,
                };
                store.grant_membership(tenant, user.id, role, scope, now).await?;
                if let Some(invitation) = invitation {
                    match store.remove_invitation(tenant, invitation.id).await {
                        // Somebody has just withdrawn it, or the person came in twice at once.
                        Ok(()) | Err(StoreError::NotFound) => {}
                        Err(error) => return Err(error.into()),
                    }
                }
                Ok(signed_in(&user))
            }
            Decision::Member { user, before, role, is_first } => {
                if before.role != role {
                    let scope = before.scope.as_ref().filter(|_| role == Role::Supervisor).map(|scope| scope.id);
                    match store.change_member(tenant, user.id, &before, role, scope).await? {
                        MemberChange::Done => {}
                        // The company would have nobody who lets people in; they do not come in as what they are no more.
                        MemberChange::LastAdmin => {
                            store.revoke_confined_sessions(tenant, user.id, now).await?;
                            return Err(SignOnProblem::NoRole.into());
                        }
                    }
                }
                if is_first {
                    let linked = store.link_identity(tenant, &sign_on.issuer, subject, user.id, now).await;
                    linked.map_err(|error| instead(error, SignOnProblem::Taken))?;
                }
                Ok(signed_in(&user))
            }
        }
    }
}

/// A conflict is the person's, everything else the store's.
fn instead(error: StoreError, problem: SignOnProblem) -> Refused {
    match error {
        StoreError::Conflict | StoreError::NotFound => Refused::Because(problem),
        StoreError::Unavailable(_) | StoreError::Corrupt { .. } => Refused::Store(error),
    }
}

/// Who it is and what is about to be done, for the audit log. Nothing of the token but a verified address.
fn words(decision: &Decision, person: &Person) -> (Option<UserId>, String, Matter) {
    let told = || person.verified_email.clone().or_else(|| person.name.clone()).unwrap_or_default();
    match decision {
        Decision::Member { user, before, role, is_first } => {
            let matter = Matter::about(user.email.as_str());
            let matter = if *is_first { matter.with("first sign-in", "yes") } else { matter };
            let matter = matter.change("role", before.role.as_str(), role.as_str());
            (Some(user.id), user.display_name.clone(), matter)
        }
        Decision::Back { user, role, .. } => (
            Some(user.id),
            user.display_name.clone(),
            Matter::about(user.email.as_str()).change("role", "", role.as_str()),
        ),
        Decision::New(new) => {
            let role = new.role.map_or("", Role::as_str);
            let matter = Matter::about(new.email.as_str()).with("first sign-in", "yes").with("role", role);
            (None, new.display_name.clone(), matter)
        }
        Decision::Refuse { problem, user } => {
            let label = person.name.clone().unwrap_or_else(told);
            (*user, label, Matter::about(told()).with("reason", problem.as_str()))
        }
    }
}
