//! Envelopes and the key file.

use std::fs;

use uuid::Uuid;

use super::*;

const CANARY: &str = "canary-7f3a-do-not-print";

fn tenant() -> TenantId {
    TenantId(Uuid::from_u128(1))
}

fn connection() -> ConnectionId {
    ConnectionId(Uuid::from_u128(2))
}

fn record() -> RecordName {
    RecordName::ProviderSecret(tenant(), connection())
}

fn ring() -> (tempfile::TempDir, KeyRing) {
    let folder = tempfile::tempdir().unwrap();
    let ring = KeyRing::in_folder(folder.path()).unwrap();
    (folder, ring)
}

#[test]
fn what_was_sealed_can_be_opened_and_does_not_show() {
    let (_folder, ring) = ring();
    let record = record();

    let sealed = ring.seal(record, &SecretString::from(CANARY));
    let opened = ring.open(record, &sealed).unwrap();

    assert_eq!(opened.expose_secret(), CANARY);
    assert!(!sealed.envelope.contains(CANARY));
    assert!(!STANDARD.decode(&sealed.envelope).unwrap().windows(CANARY.len()).any(|part| part == CANARY.as_bytes()));
    assert_ne!(sealed, ring.seal(record, &SecretString::from(CANARY)), "a nonce is used once");
}

#[test]
fn any_flipped_bit_is_refused_and_names_the_record() {
    let (_folder, ring) = ring();
    let record = record();
    let sealed = ring.seal(record, &SecretString::from(CANARY));
    let bytes = STANDARD.decode(&sealed.envelope).unwrap();

    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let flipped = Sealed { key_id: sealed.key_id.clone(), envelope: STANDARD.encode(flipped) };

        let error = ring.open(record, &flipped).unwrap_err();

        assert_eq!(error, SecretError::Damaged { record });
        assert!(error.to_string().contains(&connection().to_string()));
    }
}

#[test]
fn a_short_or_unreadable_envelope_is_refused() {
    let (_folder, ring) = ring();
    let record = record();
    let sealed = ring.seal(record, &SecretString::from(CANARY));

    for envelope in ["", "AAAA", "not base64!"] {
        let broken = Sealed { key_id: sealed.key_id.clone(), envelope: envelope.to_owned() };
        assert_eq!(ring.open(record, &broken).unwrap_err(), SecretError::Damaged { record });
    }
}

#[test]
fn an_envelope_cannot_be_moved_to_another_tenant_connection_or_field() {
    let (_folder, ring) = ring();
    let record = record();
    let sealed = ring.seal(record, &SecretString::from(CANARY));
    let other = Uuid::from_u128(7);

    for elsewhere in [
        RecordName::ProviderSecret(TenantId(other), connection()),
        RecordName::ProviderSecret(tenant(), ConnectionId(other)),
        RecordName::WebhookSecret(tenant(), WebhookId(connection().0)),
        RecordName::TotpSecret(UserId(connection().0)),
        RecordName::Mail(connection().0),
    ] {
        assert_eq!(ring.open(elsewhere, &sealed).unwrap_err(), SecretError::Damaged { record: elsewhere });
    }
}

#[test]
fn another_key_is_refused_by_name_and_even_under_the_same_name() {
    let (_folder, ring) = ring();
    let (_other_folder, other) = self::ring();
    let record = record();
    let sealed = ring.seal(record, &SecretString::from(CANARY));

    assert_eq!(
        other.open(record, &sealed).unwrap_err(),
        SecretError::UnknownKey { record, key_id: sealed.key_id.clone() }
    );
    let renamed = Sealed { key_id: other.current_id(), ..sealed };
    assert_eq!(other.open(record, &renamed).unwrap_err(), SecretError::Damaged { record });
}

#[test]
fn a_key_added_below_seals_and_the_old_one_still_opens() {
    let (folder, ring) = ring();
    let (other_folder, _) = self::ring();
    let record = record();
    let sealed = ring.seal(record, &SecretString::from(CANARY));
    let path = folder.path().join("secret.key");
    let added = fs::read_to_string(other_folder.path().join("secret.key")).unwrap();
    fs::write(&path, fs::read_to_string(&path).unwrap() + &added).unwrap();

    let rotated = KeyRing::in_folder(folder.path()).unwrap();

    assert_eq!(rotated.open(record, &sealed).unwrap().expose_secret(), CANARY);
    assert_ne!(rotated.seal(record, &SecretString::from(CANARY)).key_id, sealed.key_id);
}

#[test]
fn the_key_file_is_made_once_and_kept() {
    let (folder, ring) = ring();

    let again = KeyRing::in_folder(folder.path()).unwrap();

    assert_eq!(ring.key_ids(), again.key_ids());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn the_key_file_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, _ring) = ring();

    let mode = fs::metadata(folder.path().join("secret.key")).unwrap().permissions().mode();

    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_broken_key_file_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret.key");

    for (text, problem) in [("", KeyProblem::Empty), ("\nc2hvcnQ=\n", KeyProblem::NotAKey { line: 2 })] {
        fs::write(&path, text).unwrap();

        let place = format!("the key file {}", path.display());
        assert_eq!(KeyRing::in_folder(folder.path()).unwrap_err(), SecretError::Keys { place, problem });
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
}

#[test]
fn debug_shows_neither_keys_nor_envelopes() {
    let (folder, ring) = ring();
    let sealed = ring.seal(record(), &SecretString::from(CANARY));
    let key = fs::read_to_string(folder.path().join("secret.key")).unwrap();

    let shown = format!("{ring:?} {sealed:?}");

    assert!(!shown.contains(key.trim()));
    assert!(!shown.contains(&sealed.envelope));
    assert!(shown.contains(&sealed.key_id));
}
