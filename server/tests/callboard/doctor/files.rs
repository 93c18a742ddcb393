//! What is wrong with folders, keys and the files of the program.

use std::fs;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use super::Findings;
use super::Healthy;
use super::examined;
use super::place;
use crate::support::bare_at;
use crate::support::callboard;
use crate::support::finish;
use crate::support::of_folder;

pub(super) fn set_mode(file: &Path, mode: u32) {
    fs::set_permissions(file, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_data_folder_that_is_missing() {
    let healthy = Healthy::new();
    let nowhere = healthy.folder.path().join("nowhere");
    // Where the database is a server, it is still that of the healthy one.
    let url = of_folder(healthy.folder.path());
    let environment: Vec<(&str, &str)> = url.iter().map(|url| ("CALLBOARD_DATABASE", url.as_str())).collect();

    let found = examined(&healthy.binary(), &["--data-dir", nowhere.to_str().unwrap()], &environment);

    found.only("data-dir", "nowhere cannot be opened", "--data-dir");
    assert!(!nowhere.exists(), "it was made");
}

#[test]
fn a_data_folder_that_others_can_open() {
    let healthy = Healthy::new();
    set_mode(healthy.folder.path(), 0o755);

    healthy.examined(&[]).only("data-dir-mode", "mode 0755: others", "chmod 700");
}

#[test]
fn a_data_folder_that_cannot_be_written() {
    let healthy = Healthy::new();
    set_mode(healthy.folder.path(), 0o500);

    let found = healthy.examined(&[]);

    set_mode(healthy.folder.path(), 0o700);
    found.only("data-dir-mode", "its owner cannot write there", "chmod 700");
}

#[test]
fn a_disk_that_is_nearly_full() {
    let healthy = Healthy::new();

    healthy.examined(&["--min-free", "999999999999"]).only("disk-space", "MiB are free", "make room");
}

#[test]
fn a_key_that_is_gone_while_secrets_are_sealed_with_it() {
    let healthy = Healthy::new();
    fs::remove_file(healthy.folder.path().join("secret.key")).unwrap();

    healthy.examined(&[]).only("key", "is not there, but 1 secrets are sealed", "put the file back");
}

#[test]
fn a_key_file_that_others_can_read() {
    let healthy = Healthy::new();
    set_mode(&healthy.folder.path().join("secret.key"), 0o644);

    healthy.examined(&[]).only("key-mode", "mode 0644", "chmod 600");
}

#[test]
fn a_key_file_that_is_damaged() {
    let healthy = Healthy::new();
    fs::write(healthy.folder.path().join("secret.key"), "not a key\n").unwrap();

    healthy.examined(&[]).only("key-whole", "not 32 bytes", "put a copy of the file in its place");
}

#[test]
fn keys_in_two_places() {
    let healthy = Healthy::new();
    let file = healthy.folder.path().join("secret.key");
    let key = fs::read_to_string(&file).unwrap();

    let found = healthy.examined_in(&["--key-file", file.to_str().unwrap()], &[("CALLBOARD_KEY", &key)]);

    found.only("key", "give one of the two", "leave one");
}

#[test]
fn a_secret_that_was_sealed_with_an_unknown_key() {
    let healthy = Healthy::new();
    let other = callboard(&["key", "generate", "--print"]).out;
    fs::write(healthy.folder.path().join("secret.key"), other).unwrap();

    healthy.examined(&[]).only("secrets-key", "connection \"Hà Nội\" of tenant acme", "put the key file back");
}

#[test]
fn pages_without_their_files() {
    let healthy = Healthy::new();
    let bare = place(&["js", "css"]);

    let found = examined(&bare.path().join("callboard"), &["--data-dir", healthy.folder()], &[]);

    found.only("site", "callboard.wasm", "put the folder site");
}

#[test]
fn a_limit_of_open_files_that_is_low() {
    let healthy = Healthy::new();
    let args = ["doctor", "--json", "--listen", "127.0.0.1:0", "--data-dir", healthy.folder()];
    let plain = bare_at(&healthy.binary(), &args, &[]);
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -n 256 && exec \"$0\" \"$@\""]).arg(healthy.binary()).args(args);
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }

    Findings::of(finish(limited, "")).only("open-files", "256 files", "LimitNOFILE");
}
