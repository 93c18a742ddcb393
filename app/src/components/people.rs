//! The people of a tenant: who they are, what they see, and what their admins change of them.

mod confirm;
mod invite_panel;
mod link_box;
mod member_panel;
mod member_sessions;
mod part_fields;
mod second_factor;
mod tables;

use domain::audience::ScopeFilter;
use domain::form::FieldError;
use domain::id::UserId;
use domain::role::Role;
use leptos::prelude::*;

use crate::api::people as api;
use crate::api::people::OneTimeLink;
use crate::api::people::PeoplePage;
use crate::error::AppError;

pub(crate) use invite_panel::InvitePanel;
pub(crate) use member_panel::MemberPanel;
pub(crate) use second_factor::SecondFactorRule;
pub(crate) use tables::InvitationTable;
pub(crate) use tables::MemberTable;

/// What the page asks the server to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// Invite somebody.
    Invite {
        /// Whom.
        email: String,
        /// As what.
        role: Role,
        /// Limited to what.
        scope: ScopeFilter,
    },
    /// Take an invitation back.
    Withdraw(String),
    /// Change role and limits.
    Change {
        /// Whose.
        user: UserId,
        /// The role.
        role: Role,
        /// The limits.
        scope: ScopeFilter,
    },
    /// Let a membership open nothing.
    Suspend(UserId),
    /// Let it open again what it opened.
    Resume(UserId),
    /// Give the permission to switch recording, or take it.
    LetSwitchRecording(UserId, bool),
    /// Take it away.
    Remove(UserId),
    /// Make a link to set a new password.
    ResetLink(UserId),
    /// Take a second factor away.
    ResetSecondFactor(UserId),
    /// Ask everybody for a second factor, or nobody.
    RequireSecondFactor(bool),
    /// End a session, or all when none is named.
    EndSessions(UserId, Option<String>),
}

/// How it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// What was asked.
    pub(crate) ask: Ask,
    /// What came of it: for some a link.
    pub(crate) outcome: Result<Option<OneTimeLink>, AppError>,
}

/// What all parts of the page share. Copies are the same page.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    /// Who there is, as last read.
    pub(crate) page: RwSignal<PeoplePage>,
    /// Asks the server.
    pub(crate) action: Action<Ask, Answer>,
    tenant: StoredValue<String>,
}

impl Desk {
    /// The page as first read. What is asked of it reads it anew.
    pub(crate) fn new(first: PeoplePage) -> Self {
        let slug = first.me.tenant.0.clone();
        let (page, tenant) = (RwSignal::new(first), StoredValue::new(slug));
        let action = Action::new(move |ask: &Ask| {
            let (ask, tenant) = (ask.clone(), tenant.get_value());
            async move {
                let outcome = send(tenant.clone(), ask.clone()).await;
                if let Ok(fresh) = api::people(tenant).await {
                    page.set(fresh);
                }
                Answer { ask, outcome }
            }
        });
        Self { page, action, tenant }
    }

    /// The address word of the tenant.
    pub(crate) fn tenant(self) -> String {
        self.tenant.get_value()
    }

    /// The address of the page, with nothing open.
    pub(crate) fn path(self) -> String {
        format!("/t/{}/settings/people", self.tenant())
    }

    /// The last answer, if it is to what `is_mine` picks.
    pub(crate) fn answer(self, is_mine: impl Fn(&Ask) -> bool) -> Option<Answer> {
        self.action.value().get().filter(|answer| is_mine(&answer.ask))
    }

    /// What was wrong with the fields of what `is_mine` picks.
    pub(crate) fn errors(self, is_mine: impl Fn(&Ask) -> bool) -> Vec<FieldError> {
        let outcome = self.answer(is_mine).map(|answer| answer.outcome);
        outcome.and_then(Result::err).map(|error| error.field_errors().to_vec()).unwrap_or_default()
    }
}

async fn send(tenant: String, ask: Ask) -> Result<Option<OneTimeLink>, AppError> {
    let user_text = |user: UserId| user.to_string();
    match ask {
        Ask::Invite { email, role, scope } => {
            api::invite(tenant, email, role.to_string(), in_json(&scope)).await.map(Some)
        }
        Ask::Withdraw(invitation) => api::withdraw_invitation(tenant, invitation).await.map(|()| None),
        Ask::Change { user, role, scope } => {
            api::change_member(tenant, user_text(user), role.to_string(), in_json(&scope)).await.map(|()| None)
        }
        Ask::Suspend(user) => api::suspend_member(tenant, user_text(user)).await.map(|()| None),
        Ask::Resume(user) => api::resume_member(tenant, user_text(user)).await.map(|()| None),
        Ask::LetSwitchRecording(user, may) => {
            api::let_switch_recording(tenant, user_text(user), may).await.map(|()| None)
        }
        Ask::Remove(user) => api::remove_member(tenant, user_text(user)).await.map(|()| None),
        Ask::ResetLink(user) => api::reset_link(tenant, user_text(user)).await.map(Some),
        Ask::ResetSecondFactor(user) => api::reset_second_factor(tenant, user_text(user)).await.map(|()| None),
        Ask::RequireSecondFactor(needed) => api::require_second_factor(tenant, needed).await.map(|()| None),
        Ask::EndSessions(user, session) => {
            api::revoke_member_sessions(tenant, user_text(user), session.unwrap_or_default()).await.map(|()| None)
        }
    }
}

fn in_json(scope: &ScopeFilter) -> String {
    serde_json::to_string(scope).expect("lists of words can be written as JSON")
}
