//! The second factor at the door: codes that change every thirty seconds, recovery codes on paper, and a sign-in that waits
//! for one of them. Setting it up and switching it off is `people::second_factor`'s.
//!
//! A code is taken once: the step of the last one taken is stored, and only a later one is taken after it.

use std::net::IpAddr;

use domain::audit::Deed;
use domain::audit::Matter;
use domain::id::UserId;
use domain::time::UnixMs;
use secrecy::ExposeSecret;
use secrecy::SecretString;
use totp_rs::Builder;
use totp_rs::Secret;
use totp_rs::Totp;

use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::recorded_in_each;
use crate::auth::FirstStep;
use crate::auth::SignInError;
use crate::auth::SignedIn;
use crate::auth::digest::sha256_hex;
use crate::auth::throttle::FactorAttempt;
use crate::hub::Clock;
use crate::people::resets::tenants_of;
use crate::people::token;
use crate::secrets::KeyRing;
use crate::secrets::RecordName;
use crate::store::Store;
use crate::store::StoreError;

/// What authenticator apps show beside the codes.
const ISSUER: &str = "Callboard";
/// A sign-in waits so long for its code.
pub const WAITS_S: i64 = 5 * 60;
/// A code has so many digits; a recovery code is longer.
const DIGITS: usize = 6;

/// What a typed code was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// One of the app.
    Code,
    /// One of the paper; it is used up.
    RecoveryCode,
}

/// A sign-in that did not come to its end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// The code is wrong, was used, is of another time, or came too often; which of it, is not told.
    #[error("refused")]
    Refused,
    /// The password was shown too long ago; sign in again.
    #[error("over")]
    Over,
    /// It could not be checked; try again.
    #[error("a code cannot be checked: {0}")]
    Unavailable(#[from] StoreError),
}

/// What follows a good password: a session, or a code where the person has a second factor.
pub(crate) async fn first_step(store: &Store, signed_in: SignedIn) -> Result<FirstStep, StoreError> {
    if !store.has_second_factor(signed_in.user_id).await? {
        return Ok(FirstStep::SignedIn(signed_in));
    }
    let token = token::fresh();
    let expires_at = signed_in.at.plus_s(WAITS_S);
    store.insert_half_sign_in(&token::hash(&token), signed_in.user_id, signed_in.auth_epoch, expires_at).await?;
    Ok(FirstStep::CodeNeeded(token))
}

/// Whether a sign-in waits under this token.
///
/// # Errors
/// When the store cannot answer.
pub async fn is_awaited(store: &Store, token: &SecretString, now: UnixMs) -> Result<bool, StoreError> {
    Ok(store.half_sign_in(&token::hash(token), now).await?.is_some())
}

/// Finishes a sign-in by a code. Of two at once with one code one is done.
///
/// # Errors
/// [`CodeError::Refused`], the same for every reason; [`CodeError::Over`]; [`CodeError::Unavailable`].
pub async fn finish(
    store: &Store,
    keys: &KeyRing,
    clock: &Clock,
    token: &SecretString,
    typed: &str,
    remote: IpAddr,
) -> Result<SignedIn, CodeError> {
    let (now, hash) = (clock.now(), token::hash(token));
    let user = store.half_sign_in(&hash, now).await?.ok_or(CodeError::Over)?;
    let attempt = FactorAttempt::new(user, remote);
    if attempt.count(store, now).await?.is_some() {
        return Err(CodeError::Refused);
    }
    let taken = take(store, keys, clock, user, typed, remote).await?;
    taken.ok_or(CodeError::Refused)?;
    let auth_epoch = store.take_half_sign_in(&hash, now).await?.ok_or(CodeError::Over)?;
    attempt.was_good(store).await?;
    Ok(SignedIn { user_id: user, auth_epoch, at: now })
}

impl From<CodeError> for SignInError {
    fn from(error: CodeError) -> Self {
        match error {
            CodeError::Refused | CodeError::Over => Self::Refused,
            CodeError::Unavailable(error) => Self::Unavailable(error),
        }
    }
}

/// Takes a code of the person's app or one of the recovery codes; none when it is neither or was taken before. Counting
/// attempts is the caller's.
pub(crate) async fn take(
    store: &Store,
    keys: &KeyRing,
    clock: &Clock,
    user: UserId,
    typed: &str,
    remote: IpAddr,
) -> Result<Option<Taken>, StoreError> {
    let Some(factor) = store.second_factor(user).await?.filter(|factor| factor.confirmed_at.is_some()) else {
        return Ok(None);
    };
    let typed = without_gaps(typed);
    if typed.len() == DIGITS {
        let secret = keys.open(RecordName::TotpSecret(user), &factor.secret).map_err(|error| {
            tracing::error!("a code could not be checked: {error}");
            StoreError::corrupt("second factor")
        })?;
        let Some(step) = step_of(&secret, &typed, clock.now()) else { return Ok(None) };
        return Ok(store.take_step(user, step).await?.then_some(Taken::Code));
    }
    take_recovery_code(store, clock, user, &typed, remote).await
}

async fn take_recovery_code(
    store: &Store,
    clock: &Clock,
    user: UserId,
    typed: &str,
    remote: IpAddr,
) -> Result<Option<Taken>, StoreError> {
    let hash = recovery_hash(user, typed);
    if !store.take_recovery_code(user, &hash).await? {
        return Ok(None);
    }
    let Some(person) = store.user(user).await? else { return Ok(None) };
    let left = store.recovery_codes_left(user).await?;
    let actor = Actor { user_id: Some(user), label: person.display_name, remote: Some(remote) };
    let matter = Matter::about(person.email).with("left", left.to_string());
    let entry = Entry::new(Deed::UseRecoveryCode, matter);
    let tenants = tenants_of(store, user).await?;
    recorded_in_each(store, clock, &tenants, &actor, entry, async { Ok::<_, StoreError>(()) }).await?;
    Ok(Some(Taken::RecoveryCode))
}

/// The step of which the code is; none when it is of none within one step of now.
pub(crate) fn step_of(secret: &SecretString, code: &str, now: UnixMs) -> Option<i64> {
    let now_s = u64::try_from(now.whole_s()).ok()?;
    let step = totp(secret, "")?.check(&without_gaps(code), now_s)?;
    i64::try_from(step).ok()
}

/// The address that an authenticator app reads from the picture.
pub(crate) fn app_address(secret: &SecretString, email: &str) -> Option<SecretString> {
    totp(secret, email)?.to_url().ok().map(SecretString::from)
}

/// A secret that nobody has had, in letters and digits to be typed.
pub(crate) fn fresh_secret() -> SecretString {
    let random: [u8; 20] = rand::random();
    SecretString::from(Secret::from(random).to_base32())
}

/// A recovery code that nobody has had: eighty bits in four groups.
pub(crate) fn fresh_recovery_code() -> String {
    let random: [u8; 10] = rand::random();
    let letters = Secret::from(random).to_base32();
    let groups: Vec<&str> = (0..letters.len()).step_by(4).map(|at| &letters[at..at + 4]).collect();
    groups.join("-")
}

/// Under what a recovery code is kept, however it was typed. It is as random as a token, and no two people share a hash.
pub(crate) fn recovery_hash(user: UserId, typed: &str) -> String {
    let letters: String = typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| match c.to_ascii_uppercase() {
            // Codes have none of these digits, so whoever types one has misread the letter.
            '0' => 'O',
            '1' => 'I',
            '8' => 'B',
            letter => letter,
        })
        .collect();
    sha256_hex(format!("recovery|{user}|{letters}"))
}

fn without_gaps(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}

fn totp(secret: &SecretString, email: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret.expose_secret()).ok()?;
    // A colon would end the name; an address has one only within quotes.
    let account = email.replace(':', " ");
    Builder::new().with_secret(secret).with_account_name(account).with_issuer(Some(ISSUER)).build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret and two moments of RFC 6238, cut to six digits.
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn the_codes_are_those_of_the_standard_and_good_for_one_step_around_now() {
        let step = |code, now_s: i64| step_of(&SecretString::from(SECRET), code, UnixMs(now_s * 1000));

        assert_eq!(step("287082", 59), Some(1));
        assert_eq!(step("287 082", 59), Some(1));
        assert_eq!(step("081804", 1_111_111_109), Some(37_037_036));
        assert_eq!(step("287082", 89), Some(1));
        assert_eq!(step("287082", 90), None);
        assert_eq!(step("287083", 59), None);
        assert_eq!(step("", 59), None);
    }

    #[test]
    fn an_app_is_told_whose_codes_they_are() {
        let address = app_address(&SecretString::from(SECRET), "an@example.com").unwrap();

        let address = address.expose_secret();
        assert!(address.starts_with("otpauth://totp/Callboard:an%40example.com?"), "{address}");
        assert!(address.contains(SECRET) && address.contains("issuer=Callboard"), "{address}");
        assert!(app_address(&fresh_secret(), "\"a:b\"@example.com").is_some());
    }

    #[test]
    fn a_recovery_code_is_recognised_however_it_is_typed_and_by_its_owner_alone() {
        let (one, other) = (UserId(uuid::Uuid::from_u128(1)), UserId(uuid::Uuid::from_u128(2)));
        let code = fresh_recovery_code();

        assert_eq!(code.len(), 19);
        assert_eq!(recovery_hash(one, &code), recovery_hash(one, &code.to_lowercase().replace('-', " ")));
        assert_eq!(recovery_hash(one, "OIBA"), recovery_hash(one, "018a"));
        assert_ne!(recovery_hash(one, &code), recovery_hash(other, &code));
        assert_ne!(code, fresh_recovery_code());
    }
}
