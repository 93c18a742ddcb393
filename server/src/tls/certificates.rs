//! The certificate and its key as the files have them. A pair that cannot be used never replaces one that can.

use std::fmt;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::RwLock;

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use rustls::server::ClientHello;
use rustls::server::ResolvesServerCert;
use rustls::sign::CertifiedKey;

use crate::config::TlsFiles;

/// A pair that cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CertificateError {
    /// Mend the path or the rights of the certificate.
    #[error("{} cannot be read: {error}", .file.display())]
    CertUnreadable {
        /// Which file.
        file: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Mend the path or the rights of the key.
    #[error("{} cannot be read: {error}", .file.display())]
    KeyUnreadable {
        /// Which file.
        file: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Name the file of the certificate.
    #[error("{} holds no usable certificate; it has to be a chain in PEM form, the server's own first", .0.display())]
    NoCertificate(PathBuf),
    /// Name the file of the key.
    #[error("{} holds no usable private key; it has to be in PEM form and not encrypted", .0.display())]
    NoKey(PathBuf),
    /// Name two files that belong together.
    #[error("{} does not fit the certificate in {}", .key.display(), .cert.display())]
    Mismatch {
        /// The certificate.
        cert: PathBuf,
        /// The key.
        key: PathBuf,
    },
}

impl CertificateError {
    /// Which argument to mend.
    pub(super) fn field(&self) -> &'static str {
        match self {
            Self::CertUnreadable { .. } | Self::NoCertificate(_) => "tls-cert",
            Self::KeyUnreadable { .. } | Self::NoKey(_) | Self::Mismatch { .. } => "tls-key",
        }
    }
}

/// The pair in use.
pub(super) struct Certificates {
    files: TlsFiles,
    /// Never held across anything but a copy.
    pair: RwLock<Arc<CertifiedKey>>,
    seen: Mutex<[Option<Stamp>; 2]>,
}

impl fmt::Debug for Certificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificates").field("files", &self.files).finish_non_exhaustive()
    }
}

impl Certificates {
    /// Reads both files.
    pub(super) fn load(files: TlsFiles) -> Result<Self, CertificateError> {
        // Taken before the files are read: a change in between is then noticed at the next look.
        let seen = stamps(&files);
        let pair = read(&files)?;
        Ok(Self { files, pair: RwLock::new(Arc::new(pair)), seen: Mutex::new(seen) })
    }

    /// Reads both files again if one of them has changed since it was looked at, and says whether it did.
    pub(super) fn look_again(&self) -> Result<bool, CertificateError> {
        let found = stamps(&self.files);
        {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            if *seen == found {
                return Ok(false);
            }
            // A pair that does not work is complained of once, not every minute.
            *seen = found;
        }
        let pair = Arc::new(read(&self.files)?);
        *self.pair.write().unwrap_or_else(PoisonError::into_inner) = pair;
        Ok(true)
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.pair.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

/// What changes whenever a file is written or replaced.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    modified: (i64, i64),
    len: u64,
    inode: u64,
}

fn stamps(files: &TlsFiles) -> [Option<Stamp>; 2] {
    [&files.cert, &files.key].map(|file| {
        let found = fs::metadata(file).ok()?;
        Some(Stamp { modified: (found.mtime(), found.mtime_nsec()), len: found.len(), inode: found.ino() })
    })
}

/// The chain as its file has it, the server's own certificate first; never empty.
pub(crate) fn read_chain(cert: &Path) -> Result<Vec<CertificateDer<'static>>, CertificateError> {
    let text = fs::read(cert).map_err(|error| CertificateError::CertUnreadable { file: cert.to_path_buf(), error })?;
    in_pem(&text).ok_or_else(|| CertificateError::NoCertificate(cert.to_path_buf()))
}

/// The certificates in a text in PEM form, one at least; none where it holds none or a broken one.
pub(crate) fn in_pem(text: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    let all = CertificateDer::pem_slice_iter(text).collect::<Result<Vec<_>, _>>().ok()?;
    (!all.is_empty()).then_some(all)
}

/// The pair as its files have it.
pub(crate) fn read(files: &TlsFiles) -> Result<CertifiedKey, CertificateError> {
    let TlsFiles { cert, key } = files;
    let pair = CertifiedKey::new(read_chain(cert)?, read_key(key)?);
    match pair.keys_match() {
        Ok(()) => Ok(pair),
        Err(rustls::Error::InconsistentKeys(_)) => {
            Err(CertificateError::Mismatch { cert: cert.clone(), key: key.clone() })
        }
        Err(_) => Err(CertificateError::NoCertificate(cert.clone())),
    }
}

fn read_key(file: &Path) -> Result<Arc<dyn rustls::sign::SigningKey>, CertificateError> {
    let text = fs::read(file).map_err(|error| CertificateError::KeyUnreadable { file: file.to_path_buf(), error })?;
    let unusable = || CertificateError::NoKey(file.to_path_buf());
    let key = PrivateKeyDer::from_pem_slice(&text).map_err(|_| unusable())?;
    ring::default_provider().key_provider.load_private_key(key).map_err(|_| unusable())
}
