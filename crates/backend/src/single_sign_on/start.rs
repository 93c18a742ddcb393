//! How a sign-in at a provider begins: what is kept of it, and where the browser is sent.

use std::net::IpAddr;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::single_sign_on::ProviderProblem;
use domain::single_sign_on::SignOnProblem;
use openidconnect::AuthType;
use openidconnect::AuthenticationFlow;
use openidconnect::ClientId;
use openidconnect::ClientSecret;
use openidconnect::CsrfToken;
use openidconnect::Nonce;
use openidconnect::PkceCodeChallenge;
use openidconnect::PkceCodeVerifier;
use openidconnect::RedirectUrl;
use openidconnect::Scope;
use openidconnect::core::CoreAuthPrompt;
use openidconnect::core::CoreClientAuthMethod;
use openidconnect::core::CoreProviderMetadata;
use openidconnect::core::CoreResponseType;
use secrecy::ExposeSecret;
use secrecy::SecretString;
use sha2::Digest;
use sha2::Sha256;
use tower_sessions::Session;

use crate::auth::Principal;
use crate::auth::SessionHash;
use crate::auth::throttle::LinkAttempt;
use crate::people::token;
use crate::runtime::Backend;
use crate::secrets::RecordName;
use crate::single_sign_on::NotSignedOn;
use crate::single_sign_on::Refused;
use crate::single_sign_on::claims::Relying;
use crate::single_sign_on::transport::Transport;
use crate::store::SignOn;
use crate::store::SignOnTry;

/// A sign-in at a provider takes at most so long.
pub const TRY_S: i64 = 10 * 60;
/// Longer words name no company.
const LONGEST_WORD: usize = 100;
/// Longer addresses are not gone back to.
const LONGEST_NEXT: usize = 2000;

/// Where a browser is sent, and what it keeps meanwhile.
pub struct Onward {
    /// The provider's address, with all that it is told.
    pub address: SecretString,
    /// The provider's host, for people to read.
    pub host: String,
    /// What the browser keeps in a cookie: the answer is taken only together with it.
    pub browser: SecretString,
}

/// What one browser's sign-in is known by. Nonce and verifier are made of what the browser keeps, so that nothing that is
/// stored here would answer for it.
pub(super) fn nonce(browser: &SecretString) -> Nonce {
    Nonce::new(derived("nonce", browser))
}

pub(super) fn verifier(browser: &SecretString) -> PkceCodeVerifier {
    PkceCodeVerifier::new(derived("verifier", browser))
}

fn derived(what: &str, browser: &SecretString) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{what}|{}", browser.expose_secret())))
}

impl Backend {
    /// Begins a sign-in at the provider of the company with that word in its addresses. `redirect` is the address of ours to
    /// which the provider sends the browser back.
    ///
    /// # Errors
    /// [`NotSignedOn`], with what the person can do. A company that is not there and one without a provider are the same.
    pub async fn begin_sign_on(
        &self,
        company: &str,
        next: Option<String>,
        redirect: &str,
        remote: IpAddr,
    ) -> Result<Onward, NotSignedOn> {
        let failed = |problem| NotSignedOn { problem, company: Some(company.to_owned()), next: next.clone() };
        self.begin(company, next.clone(), redirect, remote, None).await.map_err(|refused| failed(refused.problem()))
    }

    /// Begins a sign-in by which somebody whom a provider let in proves anew who they are: the provider asks, whatever it
    /// remembers. The session of the request is ended once the new one begins.
    ///
    /// # Errors
    /// As [`Backend::begin_sign_on`]; `Local` for whoever came otherwise.
    pub async fn begin_proof(
        &self,
        principal: &Principal,
        session: &Session,
        next: Option<String>,
        redirect: &str,
        remote: IpAddr,
    ) -> Result<Onward, NotSignedOn> {
        let of_provider = principal.confined_to();
        let membership = principal.memberships().iter().find(|membership| Some(membership.tenant.id) == of_provider);
        let company = membership.ok_or(SignOnProblem::Local)?.tenant.slug.clone();
        let proves = Some((principal, SessionHash::of_session(session)));
        let begun = self.begin(&company, next.clone(), redirect, remote, proves).await;
        begun.map_err(|refused| NotSignedOn { problem: refused.problem(), company: Some(company), next })
    }

    async fn begin(
        &self,
        company: &str,
        next: Option<String>,
        redirect: &str,
        remote: IpAddr,
        proves: Option<(&Principal, Option<SessionHash>)>,
    ) -> Result<Onward, Refused> {
        let (store, now) = (self.store(), self.now());
        let attempt = LinkAttempt::new(remote);
        if attempt.count(store, now).await?.is_some() {
            return Err(SignOnProblem::TooMany.into());
        }
        if company.is_empty() || company.len() > LONGEST_WORD {
            return Err(SignOnProblem::Company.into());
        }
        let tenant = store.tenant_by_slug(company).await?.ok_or(SignOnProblem::Company)?;
        let sign_on = store.sign_on(tenant.id).await?.filter(|sign_on| sign_on.is_on);
        let sign_on = sign_on.ok_or(SignOnProblem::Company)?;
        let transport = self.transport();
        let metadata = self.known_providers().of(&sign_on.issuer, &transport).await.map_err(told)?;
        let client = self.relying(&sign_on, &metadata, redirect)?;
        let browser = token::fresh();
        let state = token::fresh();
        let (for_state, for_nonce) = (CsrfToken::new(state.expose_secret().to_owned()), nonce(&browser));
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier(&browser));
        let mut asked = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                move || for_state,
                move || for_nonce,
            )
            .add_scope(Scope::new("email".to_owned()))
            .add_scope(Scope::new("profile".to_owned()))
            .set_pkce_challenge(challenge);
        // Some providers tell groups only to who asks for them, and refuse words that they do not know.
        let knows =
            |word: &str| metadata.scopes_supported().is_some_and(|all| all.iter().any(|scope| scope.as_str() == word));
        if sign_on.roles.decides() && knows(&sign_on.roles.claim) {
            asked = asked.add_scope(Scope::new(sign_on.roles.claim.clone()));
        }
        if proves.is_some() {
            asked = asked.add_prompt(CoreAuthPrompt::Login).set_max_age(Duration::ZERO);
        }
        let (address, _, _) = asked.url();
        let begun = SignOnTry {
            tenant_id: tenant.id,
            proves: proves.as_ref().map(|(principal, _)| principal.user_id()),
            session_hash: proves.and_then(|(_, hash)| hash).map(|hash| hash.0),
            next: next.filter(|next| next.len() <= LONGEST_NEXT),
            begun_at: now,
        };
        let hashes = (token::hash(&state), token::hash(&browser));
        store.insert_sign_on_try(&hashes.0, &hashes.1, &begun, now.plus_s(TRY_S)).await?;
        attempt.was_good(store).await?;
        let host = address.host_str().unwrap_or_default().to_owned();
        Ok(Onward { address: SecretString::from(String::from(address)), host, browser })
    }

    /// The way to providers, now.
    pub(super) fn transport(&self) -> Transport {
        Transport { guard: self.guard().clone(), now: self.now() }
    }

    /// Callboard as the client of a company's provider.
    pub(super) fn relying(
        &self,
        sign_on: &SignOn,
        metadata: &CoreProviderMetadata,
        redirect: &str,
    ) -> Result<Relying, Refused> {
        let record = RecordName::OidcSecret(sign_on.tenant_id);
        let sealed = sign_on.secret.as_ref().ok_or(SignOnProblem::ProviderWrong)?;
        let secret = self.keys().open(record, sealed).map_err(|error| {
            tracing::error!("a sign-in at a provider could not begin: {error}");
            SignOnProblem::ProviderWrong
        })?;
        let redirect = RedirectUrl::new(redirect.to_owned()).map_err(|_| SignOnProblem::Unavailable)?;
        let by_form = metadata.token_endpoint_auth_methods_supported().is_some_and(|ways| {
            !ways.contains(&CoreClientAuthMethod::ClientSecretBasic)
                && ways.contains(&CoreClientAuthMethod::ClientSecretPost)
        });
        Ok(Relying::from_provider_metadata(
            metadata.clone(),
            ClientId::new(sign_on.client_id.clone()),
            Some(ClientSecret::new(secret.expose_secret().to_owned())),
        )
        .set_auth_type(if by_form { AuthType::RequestBody } else { AuthType::BasicAuth })
        .set_redirect_uri(redirect))
    }
}

/// What a person is told whose provider cannot be used.
pub(super) fn told(problem: ProviderProblem) -> Refused {
    tracing::warn!("an identity provider cannot be used: {problem}");
    Refused::Because(match problem {
        ProviderProblem::Unreachable => SignOnProblem::ProviderDown,
        ProviderProblem::Address(_)
        | ProviderProblem::Certificate
        | ProviderProblem::NoDescription
        | ProviderProblem::OtherIssuer
        | ProviderProblem::NoCodeFlow
        | ProviderProblem::NoKeys
        | ProviderProblem::Unreadable => SignOnProblem::ProviderWrong,
    })
}
