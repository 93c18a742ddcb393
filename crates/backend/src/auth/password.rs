//! Passwords: the rules for new ones, and Argon2id. Hashing runs on blocking threads, no more at once than there are
//! cores, so that a rush of sign-ins does not stop the board.

mod guessable;

use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use argon2::Algorithm;
use argon2::Argon2;
use argon2::Params;
use argon2::Version;
use argon2::password_hash::PasswordHasher;
use argon2::password_hash::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;
use domain::form::Problem;
use secrecy::ExposeSecret;
use secrecy::SecretString;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

const SHORTEST: u32 = 12;
const LONGEST: u32 = 256;

/// Why a new password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRule {
    /// Make it longer.
    #[error("use at least 12 characters")]
    TooShort,
    /// Make it shorter.
    #[error("use at most 256 characters")]
    TooLong,
    /// Choose another.
    #[error("do not use the e-mail address as the password")]
    SameAsEmail,
    /// Choose another.
    #[error("this is one of the first that anybody would guess; use several words that do not belong together")]
    Guessable,
}

impl PasswordRule {
    /// What a form says about it.
    pub const fn problem(self) -> Problem {
        match self {
            Self::TooShort => Problem::TooShort { least: SHORTEST },
            Self::TooLong => Problem::TooLong { most: LONGEST },
            Self::SameAsEmail | Self::Guessable => Problem::Guessable,
        }
    }
}

/// Judges a new password of the person with that address and name. No rule about its composition: length is what helps,
/// as long as it is not filled with what everybody would guess.
///
/// # Errors
/// The rule it breaks.
pub fn check_new(email: &str, display_name: &str, password: &SecretString) -> Result<(), PasswordRule> {
    let password = password.expose_secret();
    let length = password.chars().count();
    if length < SHORTEST as usize {
        return Err(PasswordRule::TooShort);
    }
    if length > LONGEST as usize {
        return Err(PasswordRule::TooLong);
    }
    if password.trim().to_lowercase() == email.trim().to_lowercase() {
        return Err(PasswordRule::SameAsEmail);
    }
    if guessable::is_guessable(email, display_name, password) {
        return Err(PasswordRule::Guessable);
    }
    Ok(())
}

/// Hashes and checks passwords. Cheap to clone; clones share the limit.
#[derive(Clone, Debug)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    /// The hash of a password nobody has: checked for an unknown address, so that it takes as long as for a known one.
    nobody: Arc<str>,
}

impl Passwords {
    /// With as many at once as there are cores. Costs one hash, so make it once.
    pub fn new() -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let random: [u8; 32] = rand::random();
        Self { permits: Arc::new(Semaphore::new(cores)), nobody: hash_now(&random).into() }
    }

    /// The hash to keep of a new password.
    pub async fn hash(&self, password: SecretString) -> String {
        self.run(move || hash_now(password.expose_secret().as_bytes())).await
    }

    /// Whether the password fits the hash. Without a hash the work is the same, and the answer no.
    pub(crate) async fn verify(&self, password: SecretString, hash: Option<String>) -> bool {
        let nobody = Arc::clone(&self.nobody);
        self.run(move || {
            // Whoever is let in by a provider alone has an empty one.
            let hash = hash.filter(|hash| !hash.is_empty());
            let is_known = hash.is_some();
            let hash = hash.as_deref().unwrap_or(&nobody);
            // Longer ones are never taken as a new password, and would only cost time.
            let password = password.expose_secret();
            let password = if password.chars().count() > LONGEST as usize { "" } else { password };
            let fits =
                PasswordHash::new(hash).is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok());
            fits && is_known
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let permit = Arc::clone(&self.permits).acquire_owned().await.expect("the semaphore is never closed");
        spawn_blocking(move || {
            // Held by the thread itself: a request that is given up must not let another begin beside it.
            let _permit = permit;
            work()
        })
        .await
        .expect("hashing does not panic and is not cancelled")
    }
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).expect("the constants are within Argon2's limits");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash_now(password: &[u8]) -> String {
    argon2().hash_password(password).expect("Argon2 takes any password of at most 4 GiB").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(password: &str) -> Result<(), PasswordRule> {
        check_new("person@example.com", "Nguyễn An", &SecretString::from(password))
    }

    #[test]
    fn length_counts_characters_and_nothing_else_is_asked() {
        assert_eq!(judge("elevenchars"), Err(PasswordRule::TooShort));
        assert_eq!(judge("only small letters"), Ok(()));
        assert_eq!(judge("mật khẩu dài"), Ok(()));
        assert_eq!(judge(&"mật khẩu ".repeat(28)), Ok(()));
        assert_eq!(judge(&"a".repeat(257)), Err(PasswordRule::TooLong));
    }

    #[test]
    fn the_address_is_no_password_in_whatever_case() {
        assert_eq!(judge(" Person@Example.COM "), Err(PasswordRule::SameAsEmail));
    }

    #[tokio::test]
    async fn a_hash_is_argon2id_at_the_floor_and_fits_only_its_password() {
        let passwords = Passwords::new();

        let hash = passwords.hash(SecretString::from("correct horse battery")).await;

        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(passwords.verify(SecretString::from("correct horse battery"), Some(hash.clone())).await);
        assert!(!passwords.verify(SecretString::from("correct horse batterz"), Some(hash.clone())).await);
        assert!(!passwords.verify(SecretString::from("x".repeat(10_000)), Some(hash)).await);
    }

    #[tokio::test]
    async fn without_a_hash_or_with_a_broken_one_nothing_fits() {
        let passwords = Passwords::new();

        assert!(!passwords.verify(SecretString::from("correct horse battery"), None).await);
        assert!(!passwords.verify(SecretString::from("correct horse battery"), Some("broken".to_owned())).await);
    }

    #[tokio::test]
    async fn an_unknown_address_is_checked_against_a_hash_of_the_same_cost() {
        let passwords = Passwords::new();

        assert!(passwords.nobody.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_eq!(passwords.permits.available_permits(), thread::available_parallelism().map_or(1, NonZero::get));
    }
}
