//! `callboard migrate` and `callboard copy`, and which database a command is given.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use crate::support::BINARY;
use crate::support::Demo;
use crate::support::Program;
use crate::support::Visitor;
use crate::support::callboard;
use crate::support::callboard_with;
use crate::support::is_postgres;
use crate::support::of_folder;

fn sqlite(folder: &Path, name: &str) -> String {
    format!("sqlite:{}?mode=rwc", folder.join(name).display())
}

#[test]
fn migrate_says_what_is_missing_and_does_it() {
    let folder = tempfile::tempdir().unwrap();
    let url = of_folder(folder.path()).unwrap_or_else(|| sqlite(folder.path(), "callboard.db"));
    if !is_postgres() {
        fs::write(folder.path().join("callboard.db"), "").unwrap();
    }
    let args = ["migrate", "--database", &url, "--data-dir", folder.path().to_str().unwrap()];
    let check = [&args[..], &["--check"]].concat();

    let before = callboard(&check);
    let again = callboard(&check);
    let done = callboard(&args);
    let after = callboard(&check);

    assert_eq!(before.code, 1, "{before:?}");
    assert!(before.out.starts_with("0001\tinstallation\n") && before.out.contains("0017\tstate events by day"));
    assert_eq!(again.out, before.out, "looking has changed something");
    assert_eq!((done.code, after.code), (0, 0), "{done:?} {after:?}");
    assert!(after.out.starts_with("the tables are up to date (schema "), "{after:?}");
    let nowhere = folder.path().join("nowhere");
    let looked = callboard_with(&["migrate", "--check"], &[("CALLBOARD_DATABASE", &sqlite(&nowhere, "x.db"))], "");
    assert_eq!(looked.code, 1, "{looked:?}");
    assert!(!nowhere.exists());
}

#[test]
fn a_migration_that_is_killed_at_any_moment_can_run_again() {
    for after_ms in (0..60).step_by(6) {
        let folder = tempfile::tempdir().unwrap();
        let url = of_folder(folder.path()).unwrap_or_else(|| sqlite(folder.path(), "callboard.db"));
        let args = ["migrate", "--database", &url, "--data-dir", folder.path().to_str().unwrap()];
        let mut child = Command::new(BINARY).args(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Not a wait for something: the moment is the point.
        std::thread::sleep(Duration::from_millis(after_ms));
        child.kill().unwrap();
        child.wait().unwrap();

        let again = callboard(&args);

        assert_eq!(again.code, 0, "after {after_ms} ms: {again:?}");
        assert_eq!(callboard(&[&args[..], &["--check"]].concat()).code, 0);
    }
}

#[test]
fn a_password_on_the_command_line_is_refused_with_what_to_do_instead() {
    let folder = tempfile::tempdir().unwrap();
    let data = ["--data-dir", folder.path().to_str().unwrap()];
    let url = "postgres://me:hunter2@127.0.0.1:1/board";

    for args in [
        &["migrate", "--database", url][..],
        &["serve", "--store-url", url],
        &["tenant", "list", "--database", url],
        &["demo", "--database", url],
    ] {
        let refused = callboard(&[args, &data].concat());
        assert_eq!(refused.code, 2, "{args:?}: {refused:?}");
        assert!(refused.err.contains("CALLBOARD_DATABASE") && refused.err.contains("--database-file"), "{refused:?}");
        assert!(!refused.err.contains("hunter2") && !refused.out.contains("hunter2"), "{refused:?}");
    }
    for args in [["copy", "--from", url, "--to", "sqlite:x"], ["copy", "--to", url, "--from", "sqlite:x"]] {
        let refused = callboard(&args);
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(refused.err.contains("-file") && !refused.err.contains("hunter2"), "{refused:?}");
    }
    // From elsewhere it is taken, and that nobody listens there is another matter.
    let file = folder.path().join("address");
    fs::write(&file, format!("{url}\n")).unwrap();
    let from_file = callboard(&["migrate", "--database-file", file.to_str().unwrap()]);
    let from_environment = callboard_with(&["migrate"], &[("CALLBOARD_DATABASE", url)], "");
    for unreachable in [from_file, from_environment] {
        assert_eq!(unreachable.code, 1, "{unreachable:?}");
        assert!(unreachable.err.contains("the database cannot answer"), "{unreachable:?}");
        assert!(!unreachable.err.contains("hunter2"), "{unreachable:?}");
    }
}

#[test]
fn what_a_database_was_called_before_still_works() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let url = sqlite(folder.path(), "other.db");
    let added = callboard(&["tenant", "add", "acme", "--name", "Acme Ltd", "--store-url", &url, "--data-dir", data]);
    let environment = [("CALLBOARD_DATABASE", ""), ("CALLBOARD_STORE_URL", url.as_str()), ("CALLBOARD_DATA_DIR", data)];
    let listed = callboard_with(&["tenant", "list"], &environment, "");

    assert_eq!(added.code, 0, "{added:?}");
    assert_eq!(listed.out, "acme\tAcme Ltd\n", "{listed:?}");
}

#[test]
fn a_demonstration_takes_no_database_of_a_real_installation() {
    let folder = tempfile::tempdir().unwrap();
    let url = sqlite(folder.path(), "real.db");
    let data = ["--database", &url, "--data-dir", folder.path().to_str().unwrap()];
    assert_eq!(callboard(&[&["tenant", "add", "acme", "--name", "Acme Ltd"], &data[..]].concat()).code, 0);

    let refused = callboard(&[&["demo", "--listen", "127.0.0.1:0"], &data[..]].concat());

    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("database: it holds a real installation"), "{refused:?}");
    assert_eq!(callboard(&[&["tenant", "list"], &data[..]].concat()).out, "acme\tAcme Ltd\n");
}

#[tokio::test]
async fn an_installation_that_was_copied_goes_on_where_it_was() {
    let mut demo = Demo::start();
    let visitor = demo.signed_in(&demo.account("supervisor")).await;
    visitor.stream("demo", "").await.until("delta").await;
    let listen = demo.url.strip_prefix("http://").unwrap().to_owned();
    demo.program.end();
    let from = demo.store_url();
    // To the other kind of database where the run has one.
    let elsewhere = tempfile::tempdir().unwrap();
    let to = sqlite(elsewhere.path(), "demo.db");

    let copied = callboard_with(&["copy"], &[("CALLBOARD_COPY_FROM", &from), ("CALLBOARD_COPY_TO", &to)], "");
    let twice = callboard(&["copy", "--from", &from, "--to", &to]);

    assert_eq!(copied.code, 0, "{copied:?}");
    assert!(copied.out.contains("tables arrived as they left") && copied.out.contains("secret.key"), "{copied:?}");
    let tenants = copied.out.lines().find(|line| line.starts_with("tenants\t")).unwrap();
    let fields: Vec<&str> = tenants.split('\t').collect();
    assert_eq!((fields[1], fields[2], fields[3]), ("2", "2", fields[4]));
    assert_eq!(twice.code, 1, "{twice:?}");
    assert!(twice.err.contains("to: the database holds an installation already"), "{twice:?}");
    fs::copy(demo.folder.path().join("secret.key"), elsewhere.path().join("secret.key")).unwrap();
    let place = elsewhere.path().to_str().unwrap();
    let args =
        ["demo", "--listen", &listen, "--data-dir", place, "--database", &to, "--agents", "12", "--past-hours", "0"];
    let program = Program::start(&args, &[], &elsewhere.path().join("log"), "Callboard listens on ");
    let url = program.lines.last().unwrap().strip_prefix("Callboard listens on ").unwrap();
    let begun = Instant::now();
    let mut again = Visitor::new(url);
    again.cookie.clone_from(&visitor.cookie);
    assert_eq!(again.get("/t/demo/board").await.status(), 200, "nobody is signed out by a copy");
    again.stream("demo", "").await.until("delta").await;
    eprintln!("the copy was polling {} ms after it listened", begun.elapsed().as_millis());
}
