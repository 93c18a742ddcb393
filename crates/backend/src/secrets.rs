//! Provider secrets at rest: sealed with XChaCha20-Poly1305 under a key that is not in the database.
//!
//! An envelope is bound to its tenant, connection and field, so that it cannot be moved to another row. A failure names
//! the record and never its content. Secrets are not shown again: whoever needs one opens it for `providers`.

mod key_ring;
mod key_set;
mod key_source;
mod opening;
mod rotation;
#[cfg(test)]
mod tests;

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::XNonce;
use chacha20poly1305::aead::Aead;
use chacha20poly1305::aead::Generate;
use chacha20poly1305::aead::Payload;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::id::UserId;
use domain::id::WebhookId;
use secrecy::ExposeSecret;
use secrecy::SecretString;
use uuid::Uuid;

pub use key_ring::KeyRing;
pub use key_set::KeyProblem;
pub use key_source::KeySource;
pub use opening::OpenError;
pub use rotation::Inspection;
pub use rotation::Rotation;
pub use rotation::RotationError;
pub use rotation::inspect;
pub use rotation::retire;
pub use rotation::rotate;

use crate::store::Connection;

const NONCE_BYTES: usize = 24;

/// What an envelope belongs to; also what an error names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordName {
    /// What a connection shows its provider.
    ProviderSecret(TenantId, ConnectionId),
    /// What the messages to a webhook are signed with.
    WebhookSecret(TenantId, WebhookId),
    /// What a company's identity provider knows Callboard by.
    OidcSecret(TenantId),
    /// What the codes of a person's second factor are made of.
    TotpSecret(UserId),
    /// What a message says that is to be sent.
    Mail(Uuid),
}

impl RecordName {
    /// What an envelope is bound to. No tenant is called `person`: an envelope of a person opens nowhere else, and none of
    /// a tenant's there.
    fn associated_data(&self) -> String {
        match self {
            Self::ProviderSecret(tenant, connection) => format!("{tenant}|{connection}|provider_secret"),
            Self::WebhookSecret(tenant, webhook) => format!("{tenant}|{webhook}|webhook_secret"),
            Self::OidcSecret(tenant) => format!("{tenant}|{tenant}|oidc_secret"),
            Self::TotpSecret(user) => format!("person|{user}|totp_secret"),
            Self::Mail(mail) => format!("person|{mail}|mail"),
        }
    }
}

impl fmt::Display for RecordName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ProviderSecret(tenant, connection) => {
                write!(f, "the provider secret of connection {connection} of tenant {tenant}")
            }
            Self::WebhookSecret(tenant, webhook) => {
                write!(f, "the signing secret of webhook {webhook} of tenant {tenant}")
            }
            Self::OidcSecret(tenant) => write!(f, "the secret at the identity provider of tenant {tenant}"),
            Self::TotpSecret(user) => write!(f, "the second factor of person {user}"),
            Self::Mail(mail) => write!(f, "the waiting message {mail}"),
        }
    }
}

/// A sealed secret, as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Which key opens it.
    pub key_id: String,
    /// Nonce, ciphertext and tag, in base64.
    pub envelope: String,
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealed").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

/// A secret that cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// Put back the key it was sealed with, or give the secret again.
    #[error("{record} was sealed with key {key_id}, which is not among the keys")]
    UnknownKey {
        /// Which record.
        record: RecordName,
        /// Which key it wants.
        key_id: String,
    },
    /// Give the secret again: the record was changed or moved.
    #[error("{record} is damaged or belongs elsewhere")]
    Damaged {
        /// Which record.
        record: RecordName,
    },
    /// No secret has been given yet.
    #[error("{record} has not been set")]
    Missing {
        /// Which record.
        record: RecordName,
    },
    /// Mend the keys; nothing can be opened without them.
    #[error("{place} {problem}")]
    Keys {
        /// Where they come from.
        place: String,
        /// What is wrong.
        problem: KeyProblem,
    },
}

impl KeyRing {
    /// Seals a secret for one record with the current key.
    pub fn seal(&self, record: RecordName, secret: &SecretString) -> Sealed {
        let keys = self.fresh();
        let (key_id, key) = keys.current();
        let nonce = XNonce::generate();
        let associated_data = record.associated_data();
        let payload = Payload { msg: secret.expose_secret().as_bytes(), aad: associated_data.as_bytes() };
        let ciphertext = cipher(key).encrypt(&nonce, payload).expect("a secret is far shorter than 256 GiB");
        let mut bytes = nonce.to_vec();
        bytes.extend_from_slice(&ciphertext);
        Sealed { key_id: key_id.to_owned(), envelope: STANDARD.encode(bytes) }
    }

    /// Opens the envelope of one record.
    ///
    /// # Errors
    /// [`SecretError::UnknownKey`] when it was sealed with another key, [`SecretError::Damaged`] when a bit is wrong or
    /// the envelope was sealed for another record.
    pub fn open(&self, record: RecordName, sealed: &Sealed) -> Result<SecretString, SecretError> {
        let mut keys = self.known();
        if keys.key(&sealed.key_id).is_none() {
            keys = self.fresh();
        }
        let key = keys
            .key(&sealed.key_id)
            .ok_or_else(|| SecretError::UnknownKey { record, key_id: sealed.key_id.clone() })?;
        let damaged = || SecretError::Damaged { record };
        let bytes = STANDARD.decode(&sealed.envelope).map_err(|_| damaged())?;
        let (nonce, ciphertext) = bytes.split_at_checked(NONCE_BYTES).ok_or_else(damaged)?;
        let nonce = XNonce::try_from(nonce).map_err(|_| damaged())?;
        let associated_data = record.associated_data();
        let payload = Payload { msg: ciphertext, aad: associated_data.as_bytes() };
        let plain = cipher(key).decrypt(&nonce, payload).map_err(|_| damaged())?;
        String::from_utf8(plain).map(SecretString::from).map_err(|_| damaged())
    }

    /// Opens a connection's provider secret.
    ///
    /// # Errors
    /// [`SecretError::Missing`] when none was given yet; otherwise as [`KeyRing::open`].
    pub fn open_connection(&self, connection: &Connection) -> Result<SecretString, SecretError> {
        let record = RecordName::ProviderSecret(connection.tenant_id, connection.id);
        let secret = connection.secret.as_ref().ok_or(SecretError::Missing { record })?;
        self.open(record, &secret.sealed)
    }
}

fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    use chacha20poly1305::KeyInit;
    XChaCha20Poly1305::new(key.into())
}
