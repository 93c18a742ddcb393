//! Another key for everything that is sealed, while the server goes on.
//!
//! A rotation adds a key and seals everything anew with it, one record after the other, each only as long as it is what was
//! read. Whatever stops it, every record opens with a key that is there, and the next run goes on where this one stopped.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;
use std::time::SystemTime;

use crate::secrets::KeyRing;
use crate::secrets::SecretError;
use crate::store::SealedRecord;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;

/// Each pass seals what others have sealed with an earlier key since the last one; nobody does so for long.
const PASSES: usize = 10;
/// Between reading the keys and writing what was sealed with them, no process takes longer.
const SETTLED_AFTER: Duration = Duration::from_secs(60);

/// How the keys and what is sealed with them fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// How many records each key opens, by its identity; the one that seals is last.
    pub keys: Vec<(String, usize)>,
    /// Records that no key opens.
    pub broken: Vec<SecretError>,
}

impl Inspection {
    /// Records that an earlier key has sealed.
    pub fn behind(&self) -> usize {
        self.keys.iter().rev().skip(1).map(|(_, sealed)| sealed).sum()
    }
}

/// What a rotation did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// Whether there is a new key; there is none where an earlier rotation had to be finished.
    pub has_new_key: bool,
    /// How many records were sealed anew.
    pub resealed: usize,
    /// Records that no key opens; they are as they were.
    pub broken: Vec<SecretError>,
}

/// A rotation that did not come to its end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RotationError {
    /// Mend the key file, or add a key where the others come from.
    #[error(transparent)]
    Secrets(#[from] SecretError),
    /// Look after the database and do it again.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Do it again.
    #[error("other programs keep sealing with an earlier key; restart the servers that are older than this program")]
    Behind,
    /// Wait.
    #[error(
        "the keys changed less than a minute ago, and something may just be being written with an earlier one; try again in a minute"
    )]
    TooEarly,
}

/// Tries to open everything.
///
/// # Errors
/// When the database cannot answer.
pub async fn inspect(store: &Store, keys: &KeyRing) -> StoreResult<Inspection> {
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    let mut broken = Vec::new();
    for SealedRecord { record, sealed } in store.sealed_records().await? {
        match keys.open(record, &sealed) {
            Ok(_) => *used.entry(sealed.key_id).or_default() += 1,
            Err(error) => broken.push(error),
        }
    }
    let keys = keys.key_ids().into_iter().map(|id| (id.clone(), used.get(&id).copied().unwrap_or(0))).collect();
    Ok(Inspection { keys, broken })
}

/// Seals everything with a new key, or finishes what an earlier rotation began.
///
/// # Errors
/// As [`RotationError`] tells. Whatever was done by then is whole.
pub async fn rotate(store: &Store, keys: &KeyRing) -> Result<Rotation, RotationError> {
    let before = inspect(store, keys).await?;
    let has_new_key = before.behind() == 0;
    if has_new_key {
        keys.add_key()?;
    }
    let mut resealed = 0;
    for _ in 0..PASSES {
        let done = reseal(store, keys).await?;
        resealed += done;
        if inspect(store, keys).await?.behind() == 0 {
            return Ok(Rotation { has_new_key, resealed, broken: before.broken });
        }
    }
    Err(RotationError::Behind)
}

async fn reseal(store: &Store, keys: &KeyRing) -> StoreResult<usize> {
    let current = keys.current_id();
    let mut resealed = 0;
    for SealedRecord { record, sealed } in store.sealed_records().await? {
        if sealed.key_id == current {
            continue;
        }
        // What cannot be opened stays: its key may come back.
        let Ok(secret) = keys.open(record, &sealed) else { continue };
        resealed += usize::from(store.reseal(&record, &sealed, &keys.seal(record, &secret)).await?);
    }
    Ok(resealed)
}

/// Forgets the keys that nothing is sealed with any more, and returns their identities.
///
/// # Errors
/// As [`RotationError`] tells.
pub async fn retire(store: &Store, keys: &KeyRing) -> Result<Vec<String>, RotationError> {
    let changed_at = keys.source().file().and_then(|file| fs::metadata(file).and_then(|file| file.modified()).ok());
    // A file from the future tells nothing about its age.
    if changed_at.is_some_and(|at| SystemTime::now().duration_since(at).is_ok_and(|age| age < SETTLED_AFTER)) {
        return Err(RotationError::TooEarly);
    }
    let known = keys.key_ids();
    // Also those of records that do not open: with the key gone, they never will.
    let mut wanted: Vec<String> =
        store.sealed_records().await?.into_iter().map(|SealedRecord { sealed, .. }| sealed.key_id).collect();
    wanted.push(keys.current_id());
    let retired: Vec<String> = known.into_iter().filter(|id| !wanted.contains(id)).collect();
    if !retired.is_empty() {
        keys.keep_only(&wanted)?;
    }
    Ok(retired)
}
