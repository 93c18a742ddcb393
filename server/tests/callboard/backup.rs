//! `callboard backup` and `callboard restore`: the drill that an operator hopes never to need.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use app::api::AuditPage;
use domain::board::Board;
use tempfile::TempDir;

use crate::support::Account;
use crate::support::Demo;
use crate::support::Program;
use crate::support::Visitor;
use crate::support::back_up;
use crate::support::callboard;
use crate::support::callboard_with;
use crate::support::unpacked;

/// A view is saved for as long as the test goes on.
async fn writing(visitor: Visitor) {
    for number in 0.. {
        let name = format!("View {number}");
        let form = [("tenant", "demo"), ("name", name.as_str()), ("params", "[]"), ("is_shared", "false")];
        visitor.post("/api/save_view", &form).await;
        if number % 20 == 19 {
            let views = visitor.post("/api/views", &[("tenant", "demo")]).await;
            let views: Vec<domain::saved_view::SavedView> = views.json().await.unwrap();
            for view in views {
                visitor.post("/api/delete_view", &[("tenant", "demo"), ("view", &view.id.to_string())]).await;
            }
        }
    }
}

async fn audit(admin: &Visitor) -> AuditPage {
    let answer = admin.post("/api/audit_log", &[("tenant", "demo"), ("query", "")]).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

/// Until all connections have been read.
async fn well(visitor: &Visitor) -> usize {
    let mut stream = visitor.stream("demo", "").await;
    let mut board: Board = serde_json::from_str(&stream.until("snapshot").await.data).unwrap();
    while !(board.connections.len() == 5 && board.connections.values().all(|it| it.health.status.is_good())) {
        board.apply(serde_json::from_str(&stream.until("delta").await.data).unwrap()).unwrap();
    }
    board.rows.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_taken_while_serving_is_restored_elsewhere_and_everything_is_there() {
    let mut demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let colleague = demo.add("demo", "supervisor", "colleague@one.test");
    let rows = well(&admin).await;
    let limit = [("tenant", "demo"), ("history_days", "30")];
    assert_eq!(admin.post("/api/keep_history", &limit).await.status(), 200);
    let before = audit(&admin).await;
    assert!(!before.lines.is_empty());
    let writers = tokio::spawn(writing(demo.signed_in(&demo.account("supervisor")).await));
    let file = demo.folder.path().join("backup");
    let (from, url) = (file.to_str().unwrap().to_owned(), demo.store_url());
    let data = demo.folder.path().to_str().unwrap().to_owned();

    let backup = ["backup", "--data-dir", &data, "--database", &url, "--out", &from];
    let (taken, again) = tokio::task::block_in_place(|| (callboard(&backup), callboard(&backup)));
    assert!(!writers.is_finished());
    writers.abort();

    assert_eq!(taken.code, 0, "{taken:?}");
    assert_eq!(again.code, 2, "{again:?}");
    assert!(again.err.contains("is there already"), "{again:?}");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let drafts =
        fs::read_dir(&data).unwrap().filter(|it| it.as_ref().unwrap().path().extension().is_some_and(|e| e == "new"));
    assert_eq!(drafts.count(), 0);

    let place = tempfile::tempdir().unwrap();
    let to = format!("sqlite:{}?mode=rwc", place.path().join("demo.db").display());
    let there = ["--data-dir", place.path().to_str().unwrap(), "--database", &to];
    let verified = callboard(&[&["restore", "--verify", "--from", &from], &there[..]].concat());
    assert_eq!(verified.code, 0, "{verified:?}");
    assert!(verified.out.contains("is whole") && verified.out.contains("lacks the key"), "{verified:?}");
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0, "verifying has written something");
    fs::copy(demo.folder.path().join("secret.key"), place.path().join("secret.key")).unwrap();
    let restored = callboard(&[&["restore", "--from", &from], &there[..]].concat());
    assert_eq!(restored.code, 0, "{restored:?}");
    assert!(restored.out.contains("opens its secrets"), "{restored:?}");
    let twice = callboard(&[&["restore", "--from", &from], &there[..]].concat());
    assert_eq!(twice.code, 1, "{twice:?}");
    assert!(twice.err.contains("database: the database holds an installation already"), "{twice:?}");

    let listen = demo.url.strip_prefix("http://").unwrap().to_owned();
    demo.program.end();
    let again = Restored::start(place, &listen, &to);
    let mut visitor = Visitor::new(&again.url);
    visitor.cookie.clone_from(&admin.cookie);
    assert_eq!(visitor.get("/t/demo/board").await.status(), 303, "who was signed in signs in anew");
    visitor.sign_in(&colleague).await;
    assert_eq!(visitor.get("/t/demo/board").await.status(), 200);
    let mut visitor = Visitor::new(&again.url);
    visitor.sign_in(&demo.account("admin")).await;
    assert_eq!(well(&visitor).await, rows, "every connection polls: the secrets open");
    let after = audit(&visitor).await;
    let old: Vec<_> = after.lines.iter().filter(|line| before.lines.iter().any(|it| it.id == line.id)).collect();
    assert_eq!(old, before.lines.iter().collect::<Vec<_>>());
}

/// A demonstration on what was restored.
struct Restored {
    url: String,
    _program: Program,
    _place: TempDir,
}

impl Restored {
    fn start(place: TempDir, listen: &str, database: &str) -> Self {
        let data = place.path().to_str().unwrap();
        let args = [
            "demo",
            "--listen",
            listen,
            "--data-dir",
            data,
            "--database",
            database,
            "--agents",
            "12",
            "--past-hours",
            "0",
        ];
        let program = Program::start(&args, &[], &place.path().join("log"), "Callboard listens on ");
        let url = program.lines.last().unwrap().strip_prefix("Callboard listens on ").unwrap().to_owned();
        Self { url, _program: program, _place: place }
    }
}

#[test]
fn a_file_that_is_no_whole_backup_is_named_and_restores_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let password = "a long enough password\n";
    for args in [
        &["tenant", "add", "acme", "--name", "Acme Ltd"][..],
        &["user", "add", "--tenant", "acme", "--email", "an@acme.test", "--role", "admin"],
    ] {
        let set_up = callboard_with(&[args, &["--data-dir", data]].concat(), &[], password);
        assert_eq!(set_up.code, 0, "{set_up:?}");
    }
    let file = folder.path().join("backup");
    let whole = back_up(folder.path(), &file);
    let account = Account { email: "an@acme.test".to_owned(), password: password.trim().to_owned() };
    assert!(!String::from_utf8_lossy(&unpacked(&whole)).contains(&account.password));
    let place = tempfile::tempdir().unwrap();
    let to = format!("sqlite:{}?mode=rwc", place.path().join("callboard.db").display());
    let restore = |more: &[&str]| {
        let args = ["restore", "--from", file.to_str().unwrap(), "--database", &to];
        callboard(&[&args, more, &["--data-dir", place.path().to_str().unwrap()]].concat())
    };

    let mut torn = whole.clone();
    torn[whole.len() / 2] ^= 1;
    for (bytes, says) in
        [(&whole[..whole.len() / 2], "it is damaged: it ends too early"), (b"hello, no backup", "it is no backup")]
    {
        fs::write(&file, bytes).unwrap();
        for more in [&["--verify"][..], &[]] {
            let refused = restore(more);
            assert_eq!(refused.code, 1, "{refused:?}");
            assert!(refused.err.contains(&format!("{}: {says}", file.display())), "{refused:?}");
        }
    }
    fs::write(&file, torn).unwrap();
    let refused = restore(&[]);
    assert!(refused.err.contains("it is damaged: "), "{refused:?}");
    assert!(!place.path().join("callboard.db").exists());
    fs::write(&file, whole).unwrap();
    assert_eq!(restore(&[]).code, 0);
    let listed = callboard(&["tenant", "list", "--database", &to, "--data-dir", place.path().to_str().unwrap()]);
    assert_eq!(listed.out, "acme\tAcme Ltd\n");
}

#[test]
fn there_is_no_backup_of_what_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("nowhere");
    let file = folder.path().join("backup");
    let url = format!("sqlite:{}?mode=rwc", nowhere.join("callboard.db").display());

    let args = ["backup", "--data-dir", nowhere.to_str().unwrap(), "--database", &url];
    let refused = callboard(&[&args[..], &["--out", file.to_str().unwrap()]].concat());

    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.err.contains("there is no such file"), "{refused:?}");
    assert!(!nowhere.exists() && !file.exists());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
