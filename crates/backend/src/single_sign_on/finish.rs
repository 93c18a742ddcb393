//! How a sign-in at a provider ends: the answer is taken once, from the browser that began it, the code is exchanged, and the
//! token is verified before a word of it counts.

use std::net::IpAddr;
use std::sync::Arc;

use chrono::DateTime;
use chrono::Utc;
use domain::id::TenantId;
use domain::single_sign_on::SignOnProblem;
use domain::time::UnixMs;
use openidconnect::AccessTokenHash;
use openidconnect::AuthorizationCode;
use openidconnect::ClaimsVerificationError;
use openidconnect::IdTokenVerifier;
use openidconnect::OAuth2TokenResponse;
use openidconnect::RequestTokenError;
use openidconnect::SignatureVerificationError;
use openidconnect::TokenResponse;
use openidconnect::core::CoreErrorResponseType;
use openidconnect::core::CoreGenderClaim;
use openidconnect::core::CoreJsonWebKey;
use openidconnect::core::CoreProviderMetadata;
use secrecy::SecretString;

use crate::auth::SignedIn;
use crate::people::token;
use crate::runtime::Backend;
use crate::single_sign_on::NotSignedOn;
use crate::single_sign_on::Refused;
use crate::single_sign_on::claims::InfoClaims;
use crate::single_sign_on::claims::MoreClaims;
use crate::single_sign_on::claims::Person;
use crate::single_sign_on::claims::Relying;
use crate::single_sign_on::claims::Tokens;
use crate::single_sign_on::known::ALGORITHMS;
use crate::single_sign_on::start::nonce;
use crate::single_sign_on::start::told;
use crate::single_sign_on::start::verifier;
use crate::single_sign_on::transport::Transport;
use crate::single_sign_on::transport::TransportError;
use crate::store::SignOn;
use crate::store::SignOnTry;

/// Clocks of two machines may differ by so much.
const CLOCKS_APART_S: i64 = 60;
/// A token is used at once; an older one was kept by somebody.
const OLDEST_TOKEN_S: i64 = 10 * 60;
/// Longer codes are no provider's.
const LONGEST_CODE: usize = 8 * 1024;

/// What a provider sent a browser back with.
#[derive(Clone, Default)]
pub struct Answer {
    /// What is exchanged for a token.
    pub code: Option<SecretString>,
    /// Of which sign-in it is.
    pub state: Option<SecretString>,
    /// That the provider, or the person there, said no.
    pub is_refusal: bool,
    /// Who the provider says it is, where it does.
    pub issuer: Option<String>,
}

/// Somebody signed in at a provider.
#[derive(Clone, Debug)]
pub struct SignedOn {
    /// Who; for the session that begins now.
    pub signed_in: SignedIn,
    /// The one company that is open to the session.
    pub tenant: TenantId,
    /// The word in its addresses.
    pub slug: String,
    /// When the person last proved there who they are, where the provider says so.
    pub proved_at: Option<UnixMs>,
    /// Where to go, within this site.
    pub next: Option<String>,
}

impl Backend {
    /// Ends a sign-in with what the provider sent. `browser` is what the browser kept.
    ///
    /// # Errors
    /// [`NotSignedOn`], with what the person can do. Nobody is signed in, and the answer is used up.
    pub async fn finish_sign_on(
        &self,
        answer: &Answer,
        browser: Option<&SecretString>,
        redirect: &str,
        remote: IpAddr,
    ) -> Result<SignedOn, NotSignedOn> {
        let (Some(state), Some(browser)) = (&answer.state, browser) else { return Err(SignOnProblem::Over.into()) };
        let hashes = (token::hash(state), token::hash(browser));
        let taken = self.store().take_sign_on_try(&hashes.0, &hashes.1, self.now()).await;
        let begun = taken.map_err(|error| Refused::from(error).problem())?.ok_or(SignOnProblem::Over)?;
        let tenant = self.store().tenant(begun.tenant_id).await.map_err(|error| Refused::from(error).problem())?;
        let slug = tenant.map(|tenant| tenant.slug);
        let ended = self.finish(answer, &begun, browser, redirect, remote).await;
        let (signed_in, proved_at) = ended.map_err(|refused| NotSignedOn {
            problem: refused.problem(),
            company: slug.clone(),
            next: begun.next.clone(),
        })?;
        Ok(SignedOn { signed_in, tenant: begun.tenant_id, slug: slug.unwrap_or_default(), proved_at, next: begun.next })
    }

    async fn finish(
        &self,
        answer: &Answer,
        begun: &SignOnTry,
        browser: &SecretString,
        redirect: &str,
        remote: IpAddr,
    ) -> Result<(SignedIn, Option<UnixMs>), Refused> {
        let sign_on = self.store().sign_on(begun.tenant_id).await?.filter(|sign_on| sign_on.is_on);
        let sign_on = sign_on.ok_or(SignOnProblem::Company)?;
        // An answer of another provider would be exchanged at this one.
        if answer.issuer.as_ref().is_some_and(|issuer| *issuer != sign_on.issuer) {
            return Err(SignOnProblem::ProviderWrong.into());
        }
        if answer.is_refusal {
            return Err(SignOnProblem::Declined.into());
        }
        let code = answer.code.as_ref().ok_or(SignOnProblem::ProviderWrong)?;
        let person = self.person(&sign_on, code, browser, redirect).await?;
        if begun.proves.is_some() {
            let asked_at = begun.begun_at.plus_s(-CLOCKS_APART_S);
            if person.proved_at.is_none_or(|proved_at| proved_at < asked_at) {
                return Err(SignOnProblem::NotProved.into());
            }
        }
        let proved_at = person.proved_at.map(|proved_at| proved_at.min(self.now()));
        let signed_in = self.admit(&sign_on, begun, person, remote).await?;
        if let Some(before) = &begun.session_hash {
            self.store().revoke_session(before, self.now()).await?;
        }
        Ok((signed_in, proved_at))
    }

    /// Exchanges the code, verifies the token, and asks for what it does not say.
    async fn person(
        &self,
        sign_on: &SignOn,
        code: &SecretString,
        browser: &SecretString,
        redirect: &str,
    ) -> Result<Person, Refused> {
        use secrecy::ExposeSecret;
        if code.expose_secret().len() > LONGEST_CODE {
            return Err(SignOnProblem::ProviderWrong.into());
        }
        let transport = self.transport();
        let metadata = self.known_providers().of(&sign_on.issuer, &transport).await.map_err(told)?;
        let client = self.relying(sign_on, &metadata, redirect)?;
        let asked = client.exchange_code(AuthorizationCode::new(code.expose_secret().to_owned()));
        let asked = asked.map_err(|_| SignOnProblem::ProviderWrong)?.set_pkce_verifier(verifier(browser));
        let tokens: Tokens = asked.request_async(&transport).await.map_err(|error| not_exchanged(&error))?;
        let role_claim = sign_on.roles.claim.as_str();
        let now = transport.now;
        let person = match read(&client, &tokens, browser, role_claim, now) {
            Err(NotVerified::UnknownKey) => {
                // It may sign with a new one; once more, and no more.
                let metadata = self.known_providers().afresh(&sign_on.issuer, &transport).await.map_err(told)?;
                let client = self.relying(sign_on, &metadata, redirect)?;
                read(&client, &tokens, browser, role_claim, now)
            }
            read => read,
        };
        let person = person.map_err(|problem| match problem {
            NotVerified::Clock => SignOnProblem::Clock,
            NotVerified::UnknownKey | NotVerified::Wrong => SignOnProblem::ProviderWrong,
        })?;
        if !person.lacks_something(role_claim) {
            return Ok(person);
        }
        match self.info(&client, &metadata, &tokens, &person, &transport).await {
            Ok(Some(info)) => Ok(person.with(&info, role_claim)),
            // Nobody loses their part because the provider cannot tell it just now.
            Err(refused) if person.lacks_values(role_claim) => Err(refused),
            Ok(None) | Err(_) => Ok(person),
        }
    }

    /// What the provider tells for the access token, where it tells something.
    async fn info(
        &self,
        client: &Relying,
        metadata: &Arc<CoreProviderMetadata>,
        tokens: &Tokens,
        person: &Person,
        transport: &Transport,
    ) -> Result<Option<InfoClaims>, Refused> {
        if metadata.userinfo_endpoint().is_none() {
            return Ok(None);
        }
        let subject = openidconnect::SubjectIdentifier::new(person.subject.clone());
        let asked = client.user_info(tokens.access_token().clone(), Some(subject));
        let asked = asked.map_err(|_| SignOnProblem::ProviderWrong)?;
        let told = asked.request_async::<MoreClaims, _, CoreGenderClaim>(transport).await;
        told.map(Some).map_err(|_| {
            // What went wrong may name what was told.
            tracing::warn!("an identity provider does not tell what it says of people");
            SignOnProblem::ProviderWrong.into()
        })
    }
}

/// A token whose words do not count.
enum NotVerified {
    /// Signed with a key that is not among the known ones.
    UnknownKey,
    /// Of another time.
    Clock,
    /// Not for us, not of this sign-in, not of this provider, or not whole.
    Wrong,
}

fn read(
    client: &Relying,
    tokens: &Tokens,
    browser: &SecretString,
    role_claim: &str,
    now: UnixMs,
) -> Result<Person, NotVerified> {
    let verifier = token_verifier(client, now);
    let token = tokens.id_token().ok_or(NotVerified::Wrong)?;
    let claims = token.claims(&verifier, &nonce(browser)).map_err(|error| not_verified(&error))?;
    if let Some(expected) = claims.access_token_hash() {
        let alg = token.signing_alg().map_err(|_| NotVerified::Wrong)?;
        let key = token.signing_key(&verifier).map_err(|_| NotVerified::Wrong)?;
        let actual = AccessTokenHash::from_token(tokens.access_token(), alg, key).map_err(|_| NotVerified::Wrong)?;
        if actual != *expected {
            return Err(NotVerified::Wrong);
        }
    }
    if claims.subject().as_str().is_empty() {
        return Err(NotVerified::Wrong);
    }
    Ok(Person::of_token(claims, role_claim))
}

fn token_verifier(client: &Relying, now: UnixMs) -> IdTokenVerifier<'_, CoreJsonWebKey> {
    let moment = |at: UnixMs| DateTime::<Utc>::from_timestamp_millis(at.0).unwrap_or_default();
    let earliest = moment(now.plus_s(-OLDEST_TOKEN_S));
    let latest = moment(now.plus_s(CLOCKS_APART_S));
    client
        .id_token_verifier()
        .set_allowed_algs(ALGORITHMS)
        .set_time_fn(move || moment(now.plus_s(-CLOCKS_APART_S)))
        .set_issue_time_verifier_fn(move |issued| {
            if (earliest..=latest).contains(&issued) { Ok(()) } else { Err("of another time".to_owned()) }
        })
}

fn not_verified(error: &ClaimsVerificationError) -> NotVerified {
    if matches!(error, ClaimsVerificationError::Expired(_)) {
        return NotVerified::Clock;
    }
    if let ClaimsVerificationError::SignatureVerification(
        SignatureVerificationError::NoMatchingKey | SignatureVerificationError::AmbiguousKeyId(_),
    ) = error
    {
        return NotVerified::UnknownKey;
    }
    // Which check it was helps an admin; the error's own words may hold what the token says.
    tracing::warn!("a provider's token was refused: {}", check_of(error));
    NotVerified::Wrong
}

fn check_of(error: &ClaimsVerificationError) -> &'static str {
    if matches!(error, ClaimsVerificationError::InvalidAudience(_)) {
        "it is for another client"
    } else if matches!(error, ClaimsVerificationError::InvalidIssuer(_)) {
        "it is of another issuer"
    } else if matches!(error, ClaimsVerificationError::InvalidNonce(_)) {
        "it is of another sign-in"
    } else if matches!(error, ClaimsVerificationError::SignatureVerification(_)) {
        "its signature cannot be taken"
    } else {
        "it is no token for a sign-in"
    }
}

type NotExchanged = RequestTokenError<TransportError, openidconnect::StandardErrorResponse<CoreErrorResponseType>>;

fn not_exchanged(error: &NotExchanged) -> Refused {
    match error {
        RequestTokenError::Request(error) => told(error.problem()),
        // The code was used, or is of another time or browser: beginning anew helps.
        RequestTokenError::ServerResponse(answer) if *answer.error() == CoreErrorResponseType::InvalidGrant => {
            SignOnProblem::Over.into()
        }
        RequestTokenError::ServerResponse(_) => {
            tracing::warn!("an identity provider refused Callboard as a client");
            SignOnProblem::ProviderWrong.into()
        }
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            tracing::warn!("an identity provider's answer to a code cannot be read");
            SignOnProblem::ProviderWrong.into()
        }
    }
}
