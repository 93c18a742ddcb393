//! `callboard key` beside a server that polls.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use backend::secrets::KeyRing;
use backend::setup;
use backend::store::Store;
use domain::board::Board;
use domain::time::UnixMs;
use providers::ConnectionSettings;
use providers::ProviderConfig;
use providers::config::ConvosoConfig;
use secrecy::ExposeSecret;
use secrecy::SecretString;
use serde_json::Value;

use crate::support::Demo;
use crate::support::Outcome;
use crate::support::Program;
use crate::support::bare;
use crate::support::callboard;
use crate::support::callboard_with;

const SECRETS: usize = 1_000;

fn key(demo: &Demo, command: &str, more: &[&str]) -> Outcome {
    callboard(&key_args(demo, command, more).iter().map(String::as_str).collect::<Vec<_>>())
}

fn key_args(demo: &Demo, command: &str, more: &[&str]) -> Vec<String> {
    let folder = demo.folder.path().to_str().unwrap().to_owned();
    let args = ["key", command, "--json", "--data-dir", &folder, "--store-url", &demo.store_url()];
    args.iter().chain(more).map(|arg| (*arg).to_owned()).collect()
}

fn json(outcome: &Outcome) -> Value {
    serde_json::from_str(&outcome.out).unwrap_or_else(|error| panic!("{error}: {outcome:?}"))
}

/// Connections that the server which runs takes up, and that nobody may ask.
async fn add_secrets(demo: &Demo) {
    let store = Store::open(&demo.store_url()).await.unwrap();
    let keys = KeyRing::in_folder(demo.folder.path()).unwrap();
    let settings = ConnectionSettings::new("https://10.0.0.1", ProviderConfig::Convoso(ConvosoConfig::default()));
    for at in 0..SECRETS {
        let (name, secret) = (format!("Sealed {at}"), SecretString::from(format!("secret {at}")));
        setup::add_connection(&store, &keys, "demo-two", &name, settings.clone(), &secret, UnixMs(1)).await.unwrap();
    }
    store.close().await;
}

async fn every_secret_opens(demo: &Demo) {
    let store = Store::open(&demo.store_url()).await.unwrap();
    let keys = KeyRing::in_folder(demo.folder.path()).unwrap();
    let tenant = store.tenant_by_slug("demo-two").await.unwrap().unwrap();
    let sealed = store.connections(tenant.id).await.unwrap();
    let sealed = sealed.iter().filter_map(|connection| Some((connection.name.strip_prefix("Sealed ")?, connection)));
    let mut opened = 0;
    for (number, connection) in sealed {
        assert_eq!(keys.open_connection(connection).unwrap().expose_secret(), format!("secret {number}"));
        opened += 1;
    }
    assert_eq!(opened, SECRETS);
    store.close().await;
}

#[tokio::test]
async fn a_thousand_secrets_change_their_key_under_a_live_floor_and_no_poll_is_lost() {
    let demo = Demo::start();
    add_secrets(&demo).await;
    let admin = demo.signed_in(&demo.account("admin")).await;
    let mut stream = admin.stream("demo", "").await;
    let mut board: Board = serde_json::from_str(&stream.until("snapshot").await.data).unwrap();
    let is_well = |board: &Board| board.connections.values().all(|connection| connection.health.status.is_good());
    while !is_well(&board) {
        board.apply(serde_json::from_str(&stream.until("delta").await.data).unwrap()).unwrap();
    }

    let args = key_args(&demo, "rotate", &[]);
    let rotating = std::thread::spawn(move || callboard(&args.iter().map(String::as_str).collect::<Vec<_>>()));
    while !rotating.is_finished() {
        board.apply(serde_json::from_str(&stream.until("delta").await.data).unwrap()).unwrap();
        assert!(is_well(&board), "a poll failed while the key was changed");
    }
    let done = rotating.join().unwrap();

    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(json(&done)["has_new_key"], true);
    assert!(json(&done)["resealed"].as_u64().unwrap() >= SECRETS as u64, "{done:?}");
    every_secret_opens(&demo).await;
    let log = fs::read_to_string(demo.folder.path().join("log")).unwrap();
    assert!(!log.contains("failed"), "{log}");
    // The next life of the server opens everything with the new key.
    let again = demo.start_again(&[]);
    let admin = again.signed_in(&again.account("admin")).await;
    let mut stream = admin.stream("demo", "").await;
    let mut board: Board = serde_json::from_str(&stream.until("snapshot").await.data).unwrap();
    while !is_well(&board) {
        board.apply(serde_json::from_str(&stream.until("delta").await.data).unwrap()).unwrap();
    }
}

#[tokio::test]
async fn a_rotation_that_is_killed_wherever_it_is_loses_nothing_and_is_finished_by_the_next() {
    let mut demo = Demo::start();
    add_secrets(&demo).await;
    demo.program.end();

    for pause_ms in [5, 20, 40, 80, 120, 180, 260, 360] {
        let mut rotating = bare(&key_args(&demo, "rotate", &[]).iter().map(String::as_str).collect::<Vec<_>>())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        tokio::time::sleep(Duration::from_millis(pause_ms)).await;
        // It may have come to its end.
        let _ = rotating.kill();
        rotating.wait().unwrap();
        every_secret_opens(&demo).await;
    }
    let done = key(&demo, "rotate", &[]);
    let found = key(&demo, "check", &[]);

    assert_eq!((done.code, found.code), (0, 0), "{done:?} {found:?}");
    assert_eq!(json(&found)["behind"], 0);
    every_secret_opens(&demo).await;
}

#[test]
fn a_key_is_made_once_and_another_place_can_hold_it() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().to_str().unwrap();
    let made = callboard(&["key", "generate", "--json", "--data-dir", place]);
    let again = callboard(&["key", "generate", "--data-dir", place]);
    let printed = callboard(&["key", "generate", "--print"]);
    let elsewhere =
        callboard_with(&["key", "check", "--json", "--data-dir", place], &[("CALLBOARD_KEY", printed.out.trim())], "");
    let both = callboard_with(
        &["key", "check", "--data-dir", place, "--key-file", "/nowhere"],
        &[("CALLBOARD_KEY", printed.out.trim())],
        "",
    );
    let credentials = tempfile::tempdir().unwrap();
    fs::write(credentials.path().join("callboard.key"), &printed.out).unwrap();
    let credential = callboard_with(
        &["key", "check", "--json", "--data-dir", place],
        &[("CREDENTIALS_DIRECTORY", credentials.path().to_str().unwrap())],
        "",
    );

    assert_eq!((made.code, again.code, elsewhere.code, both.code), (0, 2, 0, 2), "{both:?}");
    assert!(again.err.contains("callboard key rotate"), "{again:?}");
    assert!(both.err.contains("key-file"), "{both:?}");
    assert_ne!(json(&made)["key"], json(&elsewhere)["keys"][0]["key"]);
    assert_eq!(json(&elsewhere), json(&credential));
    let file = fs::read_to_string(folder.path().join("secret.key")).unwrap();
    for outcome in [&made, &again, &elsewhere, &both, &credential] {
        assert!(!format!("{outcome:?}").contains(file.trim()) && !format!("{outcome:?}").contains(printed.out.trim()));
    }
}

#[test]
fn keys_that_were_just_made_are_not_forgotten_yet_which_is_no_mistake_of_typing() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().to_str().unwrap();
    assert_eq!(callboard(&["key", "generate", "--data-dir", place]).code, 0);

    let retired = callboard(&["key", "retire", "--data-dir", place]);

    assert_eq!(retired.code, 1, "{retired:?}");
    assert!(retired.err.contains("try again in a minute") && !retired.err.contains("key:"), "{retired:?}");
}

#[tokio::test]
async fn a_server_whose_key_file_is_gone_does_not_begin_with_another() {
    let mut demo = Demo::start();
    demo.program.end();
    let file = demo.folder.path().join("secret.key");
    let key = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    let place = demo.folder.path().to_str().unwrap();
    let serve = ["serve", "--listen", "127.0.0.1:0", "--data-dir", place, "--store-url", &demo.store_url()];

    let refused = callboard(&serve);

    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.err.contains("is not there, but") && refused.err.contains("put the file back"), "{refused:?}");
    let url = demo.store_url();
    let into = ["--tenant", "demo", "--name", "Another", "--data-dir", place, "--store-url", &url];
    let args = [&["connection", "add"][..], &into, &["convoso", "--base-url", "https://one.example"]].concat();
    let added = callboard_with(&args, &[("CALLBOARD_SECRET", "what another key would seal")], "");
    assert_eq!(added.code, 1, "{added:?}");
    assert!(added.err.contains("put the file back"), "{added:?}");
    assert!(!file.exists());
    fs::write(&file, key).unwrap();
    let mut program = Program::start(&serve, &[], &demo.folder.path().join("log"), "Callboard listens on ");
    assert!(program.end().success());
}
