//! Under what identifiers and tokens are kept: their SHA-256 as hexadecimal text. Only for what is random and long, or what
//! shall be recognised and not read; passwords have Argon2id.

use sha2::Digest;
use sha2::Sha256;

/// The SHA-256 of the bytes, in 64 small hexadecimal digits.
pub(crate) fn sha256_hex(bytes: impl AsRef<[u8]>) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
