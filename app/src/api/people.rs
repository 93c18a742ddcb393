//! The people of a tenant, for its admins: members, invitations, links and sessions. Texts of the browser are read here as
//! they come; what they may be is decided below.

use domain::audience::ScopeFilter;
use domain::id::UserId;
use domain::mail::MailState;
use domain::mail::MailTrouble;
use domain::role::Role;
use domain::time::UnixMs;
use domain::zone::Zone;
use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use super::Me;
use super::ScopeChoices;
use crate::codec::JsonText;
use crate::error::AppError;
use crate::proof::ProofClient;

/// Whether a member gets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MemberState {
    /// Yes.
    Active,
    /// Not here, until an admin resumes the membership.
    Suspended,
    /// Nowhere; the operator's doing.
    Barred,
}

/// A member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub id: UserId,
    /// The name others read.
    pub name: String,
    /// Address.
    pub email: String,
    /// The part.
    pub role: Role,
    /// Limited to what; the default is the whole floor.
    pub scope: ScopeFilter,
    /// Whether they get in.
    pub state: MemberState,
    /// Since when.
    pub joined_at: UnixMs,
    /// When last used, as far back as sessions are kept.
    pub last_seen: Option<UnixMs>,
    /// How many sessions are alive.
    pub sessions: u32,
    /// To how many other companies they belong.
    pub elsewhere: u32,
    /// The one who looks.
    pub is_me: bool,
    /// Whether they may switch recording; says nothing of whoever is no admin.
    pub may_switch_recording: bool,
    /// Whether a code is asked of them beside the password.
    pub has_second_factor: bool,
    /// Whether the company's identity provider knows the person.
    pub has_identity: bool,
    /// An admin who gets in with a password while all others come through the provider.
    pub is_break_glass: bool,
    /// Whether an admin of this company may make a link to set a new password.
    pub may_reset: bool,
}

/// An open invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenInvitation {
    /// Its name.
    pub id: String,
    /// Whom.
    pub email: String,
    /// As what.
    pub role: Role,
    /// Limited to what; the default is the whole floor.
    pub scope: ScopeFilter,
    /// By whom.
    pub invited_by: String,
    /// Until when.
    pub expires_at: UnixMs,
    /// How it stands with the message about it, and what went wrong with it last; none where none was written.
    pub mail: Option<(MailState, Option<MailTrouble>)>,
}

/// The page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeoplePage {
    /// Who is looking.
    pub me: Me,
    /// The members, by name.
    pub members: Vec<Member>,
    /// Who has been invited and has not joined yet, newest first.
    pub invitations: Vec<OpenInvitation>,
    /// Whether nobody opens anything without a second factor.
    pub needs_second_factor: bool,
    /// Whether the one who looks has one.
    pub i_have_second_factor: bool,
    /// What somebody may be limited to.
    pub choices: ScopeChoices,
    /// The server's time.
    pub now: UnixMs,
    /// The reader's zone.
    pub zone: Zone,
}

/// A link that works once. It is shown now and never again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneTimeLink {
    /// The whole address.
    pub url: String,
    /// For whom.
    pub email: String,
    /// Until when.
    pub expires_at: UnixMs,
    /// Whether it goes to them by mail too.
    pub mailed: bool,
}

/// Something a member is signed in to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberSession {
    /// Its name, which opens nothing.
    pub name: String,
    /// Browser and system.
    pub browser: Option<String>,
    /// The address at sign-in.
    pub remote: Option<String>,
    /// When the person signed in.
    pub first_seen: UnixMs,
    /// When it was last used.
    pub last_seen: UnixMs,
}

/// Members, open invitations and what limits there can be.
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::NotFound`] for a tenant that is not the caller's, [`AppError::Forbidden`]; so all
/// of these functions.
#[server(name = ReadPeople, endpoint = "people", output = JsonText)]
pub async fn people(tenant: String) -> Result<PeoplePage, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::people::page(&caller).await
}

/// Invites somebody. `limits` is a [`ScopeFilter`] in JSON; empty for the whole floor.
///
/// # Errors
/// [`AppError::Invalid`] with each field that is wrong.
#[server(name = InvitePerson, endpoint = "invite", client = ProofClient, output = JsonText)]
pub async fn invite(
    tenant: String,
    #[server(default)] email: String,
    #[server(default)] role: String,
    #[server(default)] limits: String,
) -> Result<OneTimeLink, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::people::invite(&caller, email, &role, &limits).await
}

/// Takes an invitation back.
///
/// # Errors
/// [`AppError::NotFound`] when it was used or is over.
#[server(name = WithdrawInvitation, endpoint = "withdraw_invitation", output = JsonText)]
pub async fn withdraw_invitation(tenant: String, #[server(default)] invitation: String) -> Result<(), AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::people::withdraw(&caller, &invitation).await
}

/// Changes a member's role and limits.
///
/// # Errors
/// [`AppError::Invalid`] with each field that is wrong, also when nobody would be left who lets people in;
/// [`AppError::Conflict`] when somebody else changed the member meanwhile.
#[server(name = ChangeMember, endpoint = "change_member", client = ProofClient, output = JsonText)]
pub async fn change_member(
    tenant: String,
    #[server(default)] user: String,
    #[server(default)] role: String,
    #[server(default)] limits: String,
) -> Result<(), AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::people::change(&caller, &user, &role, &limits).await
}

/// Lets a membership open nothing until it is resumed.
///
/// # Errors
/// As [`change_member`].
#[server(name = SuspendMember, endpoint = "suspend_member", output = JsonText)]
pub async fn suspend_member(tenant: String, #[server(default)] user: String) -> Result<(), AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::people::suspend(&caller, &user).await
}

/// Lets a membership open again what it opened.
///
/// # Errors
/// As [`change_member`].
#[server(name = ResumeMember, endpoint = "resume_member", client = ProofClient, output = JsonText)]
pub async fn resume_member(tenant: String, #[server(default)] user: String) -> Result<(), AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::people::resume(&caller, &user).await
}

/// Gives a member the permission to switch recording, or takes it. It counts for an admin alone.
///
/// # Errors
/// As [`change_member`].
#[server(name = LetSwitchRecording, endpoint = "let_switch_recording", client = ProofClient, output = JsonText)]
pub async fn let_switch_recording(
    tenant: String,
    #[server(default)] user: String,
    #[server(default)] may: bool,
) -> Result<(), AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::people::let_switch_recording(&caller, &user, may).await
}

/// Takes a membership away.
///
/// # Errors
/// As [`change_member`].
#[server(name = RemoveMember, endpoint = "remove_member", client = ProofClient, output = JsonText)]
pub async fn remove_member(tenant: String, #[server(default)] user: String) -> Result<(), AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::people::remove(&caller, &user).await
}

/// Makes a link to set a new password.
///
/// # Errors
/// [`AppError::NotOffered`] for a person who belongs to another company too, and for the operator.
#[server(name = MakeResetLink, endpoint = "reset_link", client = ProofClient, output = JsonText)]
pub async fn reset_link(tenant: String, #[server(default)] user: String) -> Result<OneTimeLink, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::people::reset_link(&caller, &user).await
}

/// Takes a member's second factor away, for a phone that was lost.
///
/// # Errors
/// [`AppError::NotFound`] for who has none; [`AppError::Forbidden`] for a person who belongs to another company too.
#[server(name = ResetSecondFactor, endpoint = "reset_second_factor", client = ProofClient, output = JsonText)]
pub async fn reset_second_factor(tenant: String, #[server(default)] user: String) -> Result<(), AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::people::reset_second_factor(&caller, &user).await
}

/// Asks everybody for a second factor, or nobody.
///
/// # Errors
/// [`AppError::NeedsSecondFactor`] for an admin who has none.
#[server(name = RequireSecondFactor, endpoint = "require_second_factor", client = ProofClient, output = JsonText)]
pub async fn require_second_factor(tenant: String, #[server(default)] needed: bool) -> Result<(), AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::people::require_second_factor(&caller, needed).await
}

/// What a member is signed in to, last used first.
///
/// # Errors
/// [`AppError::NotFound`] for who is no member here.
#[server(name = ReadMemberSessions, endpoint = "member_sessions", output = JsonText)]
pub async fn member_sessions(tenant: String, #[server(default)] user: String) -> Result<Vec<MemberSession>, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::people::sessions(&caller, &user).await
}

/// Ends one session of a member, or all of them when none is named.
///
/// # Errors
/// [`AppError::NotFound`] for who is no member here, and for a session that is not theirs.
#[server(name = RevokeMemberSessions, endpoint = "revoke_member_sessions", output = JsonText)]
pub async fn revoke_member_sessions(
    tenant: String,
    #[server(default)] user: String,
    #[server(default)] session: String,
) -> Result<(), AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::people::revoke_sessions(&caller, &user, &session).await
}
