//! Signing in at a company's own identity provider (OpenID Connect): what is set for it, and what can go wrong, in closed
//! sets so that every sentence a person reads about it exists in both languages.

use std::str::FromStr;

use serde::Deserialize;
use serde::Serialize;

use crate::form::Problem;
use crate::role::Role;

/// What a provider says of a person, and which part it gives in the company.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleMap {
    /// The claim that names groups or roles; empty where parts are given in Callboard alone.
    pub claim: String,
    /// Values that make an admin.
    pub admins: Vec<String>,
    /// Values that make a supervisor.
    pub supervisors: Vec<String>,
}

impl RoleMap {
    /// Whether the provider decides on parts.
    pub const fn decides(&self) -> bool {
        !self.claim.is_empty()
    }

    /// The part that these values give; the greater one where they give both.
    pub fn role_of(&self, values: &[String]) -> Option<Role> {
        let any = |wanted: &[String]| wanted.iter().any(|wanted| values.contains(wanted));
        if any(&self.admins) {
            Some(Role::Admin)
        } else if any(&self.supervisors) {
            Some(Role::Supervisor)
        } else {
            None
        }
    }
}

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)+) => {
        /// Why nobody was signed in, by what the person can do about it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
        pub enum SignOnProblem {
            $($(#[$doc])* #[serde(rename = $word)] #[error($word)] $name,)+
        }

        impl SignOnProblem {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The word in addresses and in the audit log.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }
        }
    };
}

problems! {
    /// Check the company's word, or use the password: no such company signs in this way.
    Company = "company",
    /// Try again later: the provider does not answer.
    ProviderDown = "provider-down",
    /// Ask an admin: what the provider answers does not fit the settings.
    ProviderWrong = "provider-wrong",
    /// Try again, or ask who runs the provider: it said no, or the person did.
    Declined = "declined",
    /// Have the clocks set right: what the provider signed is of another time.
    Clock = "clock",
    /// Try again: it took too long, was used before, or was begun in another browser.
    Over = "over",
    /// Have the address confirmed at the provider.
    Unverified = "unverified",
    /// Ask an admin for an invitation.
    NotInvited = "not-invited",
    /// Ask who runs the provider for a group that may use Callboard.
    NoRole = "no-role",
    /// Sign in with the password: this account is not the provider's.
    Local = "local",
    /// Ask an admin: the address belongs to somebody else of the provider.
    Taken = "taken",
    /// Ask an admin: the person is suspended.
    Suspended = "suspended",
    /// Sign in at the provider anew, as the same person: it did not say that this was done.
    NotProved = "not-proved",
    /// Wait a moment: too many tries.
    TooMany = "too-many",
    /// Try again: it could not be checked.
    Unavailable = "unavailable",
}

/// The word is none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown problem")]
pub struct UnknownProblem;

impl FromStr for SignOnProblem {
    type Err = UnknownProblem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|problem| problem.as_str() == text).ok_or(UnknownProblem)
    }
}

/// What keeps a provider from being used, by what an admin can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum ProviderProblem {
    /// Mend the address.
    #[error("the address: {0}")]
    Address(Problem),
    /// Try again, or have the way there opened: nothing answers.
    #[error("nothing answers there")]
    Unreachable,
    /// Have its certificate mended.
    #[error("its certificate is not valid")]
    Certificate,
    /// Copy the issuer as the provider names it: there is no OpenID description below the address.
    #[error("there is no OpenID description")]
    NoDescription,
    /// Copy the issuer as the provider names it, letter by letter.
    #[error("it calls itself otherwise")]
    OtherIssuer,
    /// Have the code flow switched on there.
    #[error("it offers no sign-in by code")]
    NoCodeFlow,
    /// Have tokens signed with RSA, ECDSA or Ed25519 keys there.
    #[error("it signs with no key that can be checked")]
    NoKeys,
    /// Ask who runs it: what it answers cannot be read.
    #[error("what it answers cannot be read")]
    Unreadable,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn a_value_gives_the_greater_part_and_an_unknown_one_none() {
        let map =
            RoleMap { claim: "groups".to_owned(), admins: words(&["boss"]), supervisors: words(&["lead", "boss"]) };

        assert_eq!(map.role_of(&words(&["x", "boss"])), Some(Role::Admin));
        assert_eq!(map.role_of(&words(&["lead"])), Some(Role::Supervisor));
        assert_eq!(map.role_of(&words(&["Lead", "leader", ""])), None);
        assert_eq!(map.role_of(&[]), None);
    }

    #[test]
    fn every_problem_is_found_by_its_word() {
        for problem in SignOnProblem::ALL {
            assert_eq!(problem.as_str().parse(), Ok(*problem));
        }
        assert_eq!("<script>".parse::<SignOnProblem>(), Err(UnknownProblem));
    }
}
