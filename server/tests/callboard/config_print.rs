//! `callboard config print`: every setting with its origin, and no secret by any way in.

use std::fs;

use serde_json::Value;

use crate::support::callboard;
use crate::support::callboard_with;

fn setting(printed: &Value, name: &str) -> (Value, String, Value) {
    let all = printed["settings"].as_array().unwrap();
    let found = all.iter().find(|setting| setting["name"] == name).unwrap_or_else(|| panic!("{name}: {printed}"));
    (found["value"].clone(), found["origin"].as_str().unwrap().to_owned(), found["from"].clone())
}

fn is(value: &str, origin: &str, from: &str) -> (Value, String, Value) {
    (value.into(), origin.to_owned(), from.into())
}

#[test]
fn each_setting_tells_its_origin_and_no_secret_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let password = folder.path().join("smtp-password");
    fs::write(&password, "canary-in-a-file").unwrap();
    let (place, password) = (folder.path().to_str().unwrap(), password.to_str().unwrap());
    let environment = [
        ("CALLBOARD_DATABASE", "postgres://board:canary-in-the-address@db.example/board"),
        ("CALLBOARD_KEY", "canary-of-a-key"),
        ("CALLBOARD_PUBLIC_URL", "https://board.example.com"),
        ("CALLBOARD_TLS_CERT", ""),
        ("CALLBOARD_SMTP_PASSWORD_FILE", password),
    ];
    let args = ["config", "print", "--redacted", "--data-dir", place, "--listen", "127.0.0.1:4711"];
    let args = [&args[..], &["--trusted-proxy", "10.0.0.2/32,10.0.0.3/32"]].concat();

    let plain = callboard_with(&args, &environment, "");
    let json = callboard_with(&[&args[..], &["--json"]].concat(), &environment, "");

    assert_eq!((plain.code, json.code), (0, 0), "{plain:?} {json:?}");
    assert!(!format!("{plain:?}{json:?}").contains("canary"), "{plain:?} {json:?}");
    assert!(plain.out.contains("listen         127.0.0.1:4711  [flag (--listen)]"), "{}", plain.out);
    let printed: Value = serde_json::from_str(&json.out).unwrap();
    let of = |name| setting(&printed, name);
    assert_eq!(of("listen"), is("127.0.0.1:4711", "flag", "--listen"));
    assert_eq!(of("trusted-proxy"), is("10.0.0.2/32,10.0.0.3/32", "flag", "--trusted-proxy"));
    assert_eq!(of("public-url"), is("https://board.example.com", "environment", "CALLBOARD_PUBLIC_URL"));
    assert_eq!(of("database"), is("postgres://board:***@db.example/board", "environment", "CALLBOARD_DATABASE"));
    assert_eq!(of("key"), is("***", "environment", "CALLBOARD_KEY"));
    assert_eq!(of("smtp-password"), is("***", "file", password));
    assert_eq!(of("data-dir"), is(place, "flag", "--data-dir"));
    // A variable without a value is as if it were not there.
    assert_eq!(of("tls-cert"), (Value::Null, "default".to_owned(), Value::Null));
    assert_eq!(of("smtp-tls"), ("starttls".into(), "default".to_owned(), Value::Null));
    assert_eq!(of("log"), ("info".into(), "default".to_owned(), Value::Null));
}

#[test]
fn without_the_word_secrets_are_hidden_all_the_same_and_nothing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("database");
    fs::write(&file, "postgres://db.example/board?user=me&password=canary\n").unwrap();
    let nowhere = folder.path().join("nowhere");
    let args = ["--data-dir", nowhere.to_str().unwrap(), "--database-file", file.to_str().unwrap()];

    let printed = callboard(&[&["config", "print", "--json"], &args[..]].concat());

    assert_eq!(printed.code, 0, "{printed:?}");
    assert!(!printed.out.contains("canary"));
    let facts: Value = serde_json::from_str(&printed.out).unwrap();
    assert_eq!(setting(&facts, "database").1, "file");
    assert_eq!(setting(&facts, "key").0, nowhere.join("secret.key").to_str().unwrap());
    assert!(!nowhere.exists());
}
