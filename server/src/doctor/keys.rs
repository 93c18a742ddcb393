//! The keys, and whether they open what is sealed.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;

use backend::secrets::KeyProblem;
use backend::secrets::KeyRing;
use backend::secrets::KeySource;
use backend::secrets::RecordName;
use backend::secrets::SecretError;
use backend::secrets::inspect;
use backend::store::Store;
use backend::store::StoreResult;
use domain::id::ConnectionId;

use super::Check;
use super::Folder;
use super::NO_FOLDER;
use super::NO_STORE;
use super::Patient;
use super::Report;

/// Nobody reads a longer list.
const MOST_NAMED: usize = 10;

pub(super) async fn look(patient: &Patient, folder: Folder, store: Option<&Store>, report: &mut Report) {
    let source = match patient.args.key.source(&patient.folder) {
        Ok(source) => source,
        Err(error) => {
            report.problem(Check::Key, error.to_string(), "leave one of --key-file and CALLBOARD_KEY out");
            return skip(&[Check::KeyMode, Check::KeyWhole, Check::SecretsKey, Check::SecretsWhole], report);
        }
    };
    let keys = KeyRing::open_existing(source.clone());
    if let Err(SecretError::Keys { problem: KeyProblem::Io(io::ErrorKind::NotFound), .. }) = &keys {
        if folder == Folder::Missing && source.file().is_some_and(|file| file.starts_with(&patient.folder)) {
            report.skipped(Check::Key, NO_FOLDER);
        } else {
            absent(&source, store, report).await;
        }
        return skip(&[Check::KeyMode, Check::KeyWhole, Check::SecretsKey, Check::SecretsWhole], report);
    }
    report.ok(Check::Key, source.to_string());
    mode(&source, report);
    let keys = match keys {
        Ok(keys) => keys,
        Err(error) => {
            let remedy = "put a copy of the file in its place; where there is none, move it away, let callboard key \
                          generate make another, and give the secrets again";
            report.problem(Check::KeyWhole, error.to_string(), remedy);
            return skip(&[Check::SecretsKey, Check::SecretsWhole], report);
        }
    };
    report.ok(Check::KeyWhole, format!("{} keys; {} seals", keys.key_ids().len(), keys.current_id()));
    secrets(&keys, store, report).await;
}

fn skip(checks: &[Check], report: &mut Report) {
    for check in checks {
        report.skipped(*check, "there are no keys to be read");
    }
}

async fn absent(source: &KeySource, store: Option<&Store>, report: &mut Report) {
    let sealed = match store {
        Some(store) => store.sealed_records().await.map(|records| records.len()),
        None => return report.skipped(Check::Key, format!("{source} is not there; {NO_STORE}")),
    };
    match sealed {
        Ok(0) => report.ok(Check::Key, format!("{source} is not there; the server makes it when it starts")),
        Ok(sealed) => {
            let found = format!("{source} is not there, but {sealed} secrets are sealed with a key");
            let remedy = "put the file back from where copies of it are kept; where it is lost for good, callboard key \
                          generate makes another, and the secrets are given again";
            report.problem(Check::Key, found, remedy);
        }
        Err(error) => report.skipped(Check::Key, error.to_string()),
    }
}

fn mode(source: &KeySource, report: &mut Report) {
    let Some(file) = source.file() else {
        return report.skipped(Check::KeyMode, "the keys are in the environment");
    };
    let shown = file.display();
    match fs::metadata(file) {
        Ok(found) if found.mode() & 0o077 == 0 => {
            report.ok(Check::KeyMode, format!("mode {:04o}", found.mode() & 0o7777))
        }
        Ok(found) => {
            let found =
                format!("{shown} has the mode {:04o}: others than its owner can open it", found.mode() & 0o7777);
            let remedy = format!("chmod 600 {shown}; if others had a user here, callboard key rotate as well");
            report.problem(Check::KeyMode, found, remedy);
        }
        Err(error) => report.skipped(Check::KeyMode, format!("{shown}: {error}")),
    }
}

async fn secrets(keys: &KeyRing, store: Option<&Store>, report: &mut Report) {
    let Some(store) = store else {
        report.skipped(Check::SecretsKey, NO_STORE);
        return report.skipped(Check::SecretsWhole, NO_STORE);
    };
    let (found, names) = match (inspect(store, keys).await, names(store).await) {
        (Ok(found), Ok(names)) => (found, names),
        (Err(error), _) | (_, Err(error)) => {
            report.skipped(Check::SecretsKey, error.to_string());
            return report.skipped(Check::SecretsWhole, error.to_string());
        }
    };
    let (mut orphaned, mut damaged) = (Vec::new(), Vec::new());
    for error in found.broken {
        match error {
            SecretError::UnknownKey { record, key_id } => {
                orphaned.push(format!("{} (key {key_id})", named(&record, &names)));
            }
            SecretError::Damaged { record } | SecretError::Missing { record } => damaged.push(named(&record, &names)),
            SecretError::Keys { .. } => damaged.push(error.to_string()),
        }
    }
    let sealed: usize = found.keys.iter().map(|(_, sealed)| sealed).sum();
    if orphaned.is_empty() {
        report.ok(Check::SecretsKey, format!("{sealed} sealed secrets"));
    } else {
        let remedy = "put the key file back that has these keys, or give these secrets again (callboard connection \
                      secret, or Settings, Connections)";
        report.problem(Check::SecretsKey, format!("no key for {}", list(&orphaned)), remedy);
    }
    if damaged.is_empty() {
        report.ok(Check::SecretsWhole, format!("{sealed} open"));
    } else {
        let remedy =
            "give these secrets again (callboard connection secret, or Settings, Connections), or restore a backup";
        report.problem(Check::SecretsWhole, format!("damaged: {}", list(&damaged)), remedy);
    }
}

/// Connections as people call them.
async fn names(store: &Store) -> StoreResult<HashMap<ConnectionId, String>> {
    let mut names = HashMap::new();
    for tenant in store.all_tenants().await? {
        for connection in store.connections(tenant.id).await? {
            names.insert(connection.id, format!("connection {:?} of tenant {}", connection.name, tenant.slug));
        }
    }
    Ok(names)
}

fn named(record: &RecordName, names: &HashMap<ConnectionId, String>) -> String {
    match record {
        RecordName::ProviderSecret(_, id) => names.get(id).cloned().unwrap_or_else(|| record.to_string()),
        RecordName::WebhookSecret(..) | RecordName::OidcSecret(_) | RecordName::TotpSecret(_) | RecordName::Mail(_) => {
            record.to_string()
        }
    }
}

fn list(all: &[String]) -> String {
    let shown = all.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join(", ");
    if all.len() > MOST_NAMED { format!("{shown} and {} more", all.len() - MOST_NAMED) } else { shown }
}
