//! What providers say of themselves, remembered for an hour: where they are asked, and the keys they sign with. A key that is
//! not known yet is looked for once at each sign-in, since providers change theirs.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use domain::single_sign_on::ProviderProblem;
use domain::time::UnixMs;
use openidconnect::DiscoveryError;
use openidconnect::IssuerUrl;
use openidconnect::core::CoreJsonWebKeySet;
use openidconnect::core::CoreJwsSigningAlgorithm;
use openidconnect::core::CoreProviderMetadata;
use openidconnect::core::CoreResponseType;

use crate::single_sign_on::transport::Transport;
use crate::single_sign_on::transport::TransportError;

/// What is remembered is asked anew after so long.
const GOOD_FOR_S: i64 = 3600;
/// More providers than that are not remembered at once.
const MOST: usize = 200;
/// Longer lists of keys belong to nobody who signs in people.
const MOST_KEYS: usize = 50;

/// The ways of signing that are taken: by a key of which we know the public half, never by a shared secret and never none.
pub(super) const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// The providers that were asked lately, by issuer.
#[derive(Debug, Default)]
pub(crate) struct KnownProviders(Mutex<HashMap<String, (UnixMs, Arc<CoreProviderMetadata>)>>);

impl KnownProviders {
    /// What the issuer says of itself, its keys included.
    pub(super) async fn of(
        &self,
        issuer: &str,
        transport: &Transport,
    ) -> Result<Arc<CoreProviderMetadata>, ProviderProblem> {
        let now = transport.now;
        if let Some((asked_at, metadata)) = self.lock().get(issuer)
            && now.seconds_since(*asked_at) < GOOD_FOR_S
        {
            return Ok(Arc::clone(metadata));
        }
        self.afresh(issuer, transport).await
    }

    /// The same, asked now.
    pub(super) async fn afresh(
        &self,
        issuer: &str,
        transport: &Transport,
    ) -> Result<Arc<CoreProviderMetadata>, ProviderProblem> {
        let metadata = Arc::new(discover(issuer, transport).await?);
        let mut known = self.lock();
        if known.len() >= MOST && !known.contains_key(issuer) {
            known.clear();
        }
        known.insert(issuer.to_owned(), (transport.now, Arc::clone(&metadata)));
        Ok(metadata)
    }

    // A std mutex: never held across an await.
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, (UnixMs, Arc<CoreProviderMetadata>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks an issuer what it says of itself, and whether people can be signed in with that.
pub(super) async fn discover(issuer: &str, transport: &Transport) -> Result<CoreProviderMetadata, ProviderProblem> {
    let url =
        IssuerUrl::new(issuer.to_owned()).map_err(|_| ProviderProblem::Address(domain::form::Problem::NotAnAddress))?;
    let metadata = CoreProviderMetadata::discover_async(url, transport).await.map_err(|error| problem(&error))?;
    if metadata.issuer().as_str() != issuer {
        return Err(ProviderProblem::OtherIssuer);
    }
    let by_code = |types: &openidconnect::ResponseTypes<CoreResponseType>| types.iter().eq([&CoreResponseType::Code]);
    if metadata.token_endpoint().is_none() || !metadata.response_types_supported().iter().any(by_code) {
        return Err(ProviderProblem::NoCodeFlow);
    }
    let signs = metadata.id_token_signing_alg_values_supported().iter().any(|alg| ALGORITHMS.contains(alg));
    if !signs || !has_keys(metadata.jwks()) {
        return Err(ProviderProblem::NoKeys);
    }
    Ok(metadata)
}

fn has_keys(keys: &CoreJsonWebKeySet) -> bool {
    (1..=MOST_KEYS).contains(&keys.keys().len())
}

fn problem(error: &DiscoveryError<TransportError>) -> ProviderProblem {
    if let DiscoveryError::Request(error) = error {
        error.problem()
    } else if let DiscoveryError::Response(status, ..) = error {
        // The answer itself is nowhere kept: it is a stranger's.
        if status.is_server_error() { ProviderProblem::Unreachable } else { ProviderProblem::NoDescription }
    } else if matches!(error, DiscoveryError::UrlParse(_)) {
        ProviderProblem::Address(domain::form::Problem::NotAnAddress)
    } else if matches!(error, DiscoveryError::Validation(_)) {
        ProviderProblem::OtherIssuer
    } else {
        ProviderProblem::Unreadable
    }
}
