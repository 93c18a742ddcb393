//! The audit log as people read it: what was done to the installation itself, beside what was done to phone systems.
//! The words here are kept for years: they are only ever added to.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::Serialize;

use crate::command::Action;
use crate::command::Outcome;
use crate::time::UnixMs;

macro_rules! deeds {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)+) => {
        /// Something an admin, a supervisor or an operator did to the installation itself.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Deed {
            $($(#[$doc])* #[serde(rename = $word)] $name,)+
        }

        impl Deed {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The word in the audit log.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }
        }
    };
}

deeds! {
    /// The installation was set up: operator and first tenant.
    SetUp = "set_up",
    /// Somebody was invited.
    InvitePerson = "invite_person",
    /// An invitation was withdrawn.
    WithdrawInvitation = "withdraw_invitation",
    /// An invited person joined.
    Join = "join",
    /// A person's part or limits were changed.
    ChangeMember = "change_member",
    /// A person was taken out of the tenant.
    RemoveMember = "remove_member",
    /// A person may not sign in any more.
    DisablePerson = "disable_person",
    /// A person may sign in again.
    EnablePerson = "enable_person",
    /// A link to set a new password was made.
    MakeResetLink = "make_reset_link",
    /// A password was changed or set anew.
    ChangePassword = "change_password",
    /// A person set a second factor up.
    SwitchOnSecondFactor = "switch_on_second_factor",
    /// A person switched their second factor off.
    SwitchOffSecondFactor = "switch_off_second_factor",
    /// A member's second factor was taken away, for a phone that was lost.
    ResetSecondFactor = "reset_second_factor",
    /// A person made fresh recovery codes.
    MakeRecoveryCodes = "make_recovery_codes",
    /// A person signed in with, or proved who they are by, a recovery code.
    UseRecoveryCode = "use_recovery_code",
    /// It was changed whether everybody needs a second factor.
    RequireSecondFactor = "require_second_factor",
    /// It was changed how people sign in at the company's own identity provider.
    ChangeSingleSignOn = "change_single_sign_on",
    /// The company's identity provider was tried.
    CheckSingleSignOn = "check_single_sign_on",
    /// Somebody signed in at the company's identity provider, or was refused.
    SingleSignOn = "single_sign_on",
    /// A break-glass admin signed in with the password.
    BreakGlassSignIn = "break_glass_sign_in",
    /// A message that nobody would take was given up.
    GiveUpMail = "give_up_mail",
    /// A person's session was ended.
    RevokeSession = "revoke_session",
    /// An alarm rule was added.
    AddRule = "add_rule",
    /// An alarm rule was changed.
    ChangeRule = "change_rule",
    /// An alarm rule was deleted.
    DeleteRule = "delete_rule",
    /// An alarm was acknowledged.
    AcknowledgeAlarm = "acknowledge_alarm",
    /// A webhook was added.
    AddWebhook = "add_webhook",
    /// A webhook was tested.
    TestWebhook = "test_webhook",
    /// A webhook was deleted.
    DeleteWebhook = "delete_webhook",
    /// A display was paired.
    PairDisplay = "pair_display",
    /// A display was changed.
    ChangeDisplay = "change_display",
    /// A display was told to show its name.
    IdentifyDisplay = "identify_display",
    /// A display was told to load its page anew.
    ReloadDisplay = "reload_display",
    /// A display was shut out.
    RevokeDisplay = "revoke_display",
    /// A connection was added.
    AddConnection = "add_connection",
    /// A connection was changed.
    ChangeConnection = "change_connection",
    /// A connection's secret was replaced.
    ReplaceSecret = "replace_secret",
    /// A connection was tested.
    TestConnection = "test_connection",
    /// A connection was paused.
    PauseConnection = "pause_connection",
    /// A connection was resumed.
    ResumeConnection = "resume_connection",
    /// A connection was deleted.
    DeleteConnection = "delete_connection",
    /// A provider's word was given a state.
    MapState = "map_state",
    /// The limits of states and pauses were changed.
    ChangeLimits = "change_limits",
    /// A view was made for everybody.
    ShareView = "share_view",
    /// A view that everybody finds was changed.
    ChangeView = "change_view",
    /// A view that everybody finds was deleted.
    DeleteView = "delete_view",
    /// A role's board opens with another view.
    SetDefaultView = "set_default_view",
    /// The rows of a board were exported.
    ExportBoard = "export_board",
    /// A customer's number was shown whole.
    RevealNumber = "reveal_number",
    /// The history was exported.
    ExportHistory = "export_history",
    /// It was changed for how long the history is kept.
    ChangeRetention = "change_retention",
    /// The company's language or zone of time was changed.
    ChangeCompany = "change_company",
    /// Changes to many agents were planned.
    PlanChanges = "plan_changes",
    /// It was planned to take a set of changes back.
    PlanUndo = "plan_undo",
    /// A plan was confirmed, and runs.
    ConfirmChanges = "confirm_changes",
    /// A running set of changes was told to stop.
    CancelChanges = "cancel_changes",
    /// It was changed who should be recorded at a connection.
    ChangeRecordingPolicy = "change_recording_policy",
    /// A plan was thrown away.
    DiscardChanges = "discard_changes",
    /// A set of changes was exported.
    ExportChanges = "export_changes",
    /// The agents of a provider's account were exported.
    ExportAgents = "export_agents",
    /// The audit log was exported.
    ExportAudit = "export_audit",
    /// The operator added the company.
    AddTenant = "add_tenant",
    /// The operator made somebody a member.
    AddMember = "add_member",
    /// The operator lets nobody into the company.
    SuspendTenant = "suspend_tenant",
    /// The operator lets people into the company again.
    ResumeTenant = "resume_tenant",
    /// The operator removed the company.
    RemoveTenant = "remove_tenant",
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The word is no deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown action")]
pub struct UnknownDeed;

impl FromStr for Deed {
    type Err = UnknownDeed;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|deed| deed.as_str() == text).ok_or(UnknownDeed)
    }
}

/// What was about to be done, as the audit log keeps it. Never a secret, and of a customer's number nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matter {
    /// Whom or what it concerns, in the words people use: a name, an address.
    pub subject: String,
    /// How it was, field by field, where something was changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<(String, String)>,
    /// How it shall be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<(String, String)>,
}

impl Matter {
    /// Something that concerns `subject` and changes no field.
    pub fn about(subject: impl Into<String>) -> Self {
        Self { subject: subject.into(), ..Self::default() }
    }

    /// A field as it was and as it shall be; left out when nothing changes.
    #[must_use]
    pub fn change(mut self, field: &str, before: impl Into<String>, after: impl Into<String>) -> Self {
        let (before, after) = (before.into(), after.into());
        if before != after {
            self.before.push((field.to_owned(), before));
            self.after.push((field.to_owned(), after));
        }
        self
    }

    /// A field as it shall be.
    #[must_use]
    pub fn with(mut self, field: &str, after: impl Into<String>) -> Self {
        self.after.push((field.to_owned(), after.into()));
        self
    }
}

/// How a deed ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum DeedOutcome {
    /// Done.
    Done,
    /// Not done: what was asked for was not in order.
    Refused,
    /// Not done, or not known: our store did not answer.
    Failed,
}

/// What was done, by its word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Done {
    /// To the installation.
    Deed(Deed),
    /// To a phone system.
    Command(Action),
    /// By a version that knew a word this one does not.
    Other(String),
}

/// How it ended; a line without one was interrupted, and nobody knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ended {
    /// A deed.
    Deed(DeedOutcome),
    /// A command.
    Command(Outcome),
}

/// One line of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    /// Its identity, which only grows.
    pub id: String,
    /// When.
    pub at: UnixMs,
    /// Who, by the name at that time.
    pub actor: String,
    /// The address it came from, where it came over the network.
    pub remote: Option<String>,
    /// What.
    pub done: Done,
    /// At which connection, by its name now.
    pub connection: Option<String>,
    /// To which agent, by the provider's identifier.
    pub agent: Option<String>,
    /// To whom or what, and how it changed.
    pub matter: Matter,
    /// How it ended.
    pub ended: Option<Ended>,
    /// When it ended.
    pub ended_at: Option<UnixMs>,
}

/// Which lines of the audit log are wanted; what is not given matches every line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditFilter {
    /// The actor's name, or a part of it.
    pub actor: Option<String>,
    /// The word of a deed or command.
    pub action: Option<String>,
    /// A part of what it concerned: a name, an address, an agent.
    pub text: Option<String>,
    /// The first moment.
    pub from: Option<UnixMs>,
    /// The moment after the last.
    pub until: Option<UnixMs>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_deed_has_a_word_of_its_own_that_reads_back() {
        for deed in Deed::ALL {
            assert_eq!(deed.as_str().parse(), Ok(*deed));
        }
    }

    #[test]
    fn a_field_that_stays_as_it_was_is_not_a_change() {
        let matter = Matter::about("Lan").change("role", "admin", "admin").change("limits", "", "Sales");

        assert_eq!(matter.before, [("limits".to_owned(), String::new())]);
        assert_eq!(matter.after, [("limits".to_owned(), "Sales".to_owned())]);
    }
}
