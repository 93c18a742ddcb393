//! `callboard doctor`: a healthy installation has no problem, and each thing that can be wrong with one is found, named with
//! its remedy, and alone.

mod files;
mod network;
mod stored;
mod tls;

use std::collections::BTreeMap;
use std::fs;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::path::PathBuf;
use std::thread;

use rcgen::CertificateParams;
use rcgen::KeyPair;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::Outcome;
use crate::support::Program;
use crate::support::bare_at;
use crate::support::finish;

const SECRET: &str = "canary-of-the-provider";
const PASSWORD: &str = "a long enough password";
const HOST: &str = "board.example.com";

/// An installation with nothing wrong about it.
struct Healthy {
    folder: TempDir,
    place: TempDir,
}

impl Healthy {
    fn new() -> Self {
        let healthy = Self { folder: private_folder(), place: place(&["js", "wasm", "css"]) };
        healthy.set_up(&["tenant", "add", "acme", "--name", "Acme Ltd"]);
        healthy.set_up(&["user", "add", "--tenant", "acme", "--email", "an@acme.test", "--role", "admin"]);
        healthy.set_up(&[
            "connection",
            "add",
            "--tenant",
            "acme",
            "--name",
            "Hà Nội",
            "convoso",
            "--base-url",
            "https://8.8.8.8",
        ]);
        healthy
    }

    fn set_up(&self, args: &[&str]) {
        let environment =
            [("CALLBOARD_DATA_DIR", self.folder()), ("CALLBOARD_SECRET", SECRET), ("CALLBOARD_PASSWORD", PASSWORD)];
        let done = finish(bare_at(&self.binary(), args, &environment), "");
        assert_eq!(done.code, 0, "{args:?}: {done:?}");
    }

    fn folder(&self) -> &str {
        self.folder.path().to_str().unwrap()
    }

    fn binary(&self) -> PathBuf {
        self.place.path().join("callboard")
    }

    /// What is found, with what else it is told.
    fn examined(&self, args: &[&str]) -> Findings {
        self.examined_in(args, &[])
    }

    fn examined_in(&self, args: &[&str], environment: &[(&str, &str)]) -> Findings {
        examined(&self.binary(), &[&["--data-dir", self.folder()], args].concat(), environment)
    }
}

/// A folder as the server makes it.
fn private_folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    files::set_mode(folder.path(), 0o700);
    folder
}

/// A folder with the program and the files of its pages.
fn place(suffixes: &[&str]) -> TempDir {
    let place = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    fs::hard_link(env!("CARGO_BIN_EXE_callboard"), place.path().join("callboard")).unwrap();
    let package = place.path().join("site/pkg");
    fs::create_dir_all(&package).unwrap();
    for suffix in suffixes {
        fs::write(package.join(format!("callboard.{suffix}")), "").unwrap();
    }
    place
}

fn examined(binary: &Path, args: &[&str], environment: &[(&str, &str)]) -> Findings {
    // Whoever names no place gets a free one: other tests run beside this one.
    let listen: &[&str] = if args.contains(&"--listen") { &[] } else { &["--listen", "127.0.0.1:0"] };
    let args = [&["doctor", "--json"], listen, args].concat();
    Findings::of(finish(bare_at(binary, &args, environment), ""))
}

/// What was found.
#[derive(Debug)]
struct Findings {
    code: i32,
    by_id: BTreeMap<String, (String, String, String)>,
}

impl Findings {
    fn of(outcome: Outcome) -> Self {
        let facts: Value = serde_json::from_str(&outcome.out).unwrap_or_else(|error| panic!("{error}: {outcome:?}"));
        assert!(!outcome.out.contains(SECRET) && !outcome.err.contains(SECRET), "{outcome:?}");
        let text = |check: &Value, name: &str| check[name].as_str().unwrap_or_default().to_owned();
        let checks = facts["checks"].as_array().unwrap();
        let by_id: BTreeMap<_, _> = checks
            .iter()
            .map(|check| (text(check, "id"), (text(check, "status"), text(check, "found"), text(check, "remedy"))))
            .collect();
        assert_eq!(by_id.len(), checks.len(), "each check is told once: {facts}");
        let findings = Self { code: outcome.code, by_id };
        assert_eq!(facts["problems"], findings.with("problem").len(), "{facts}");
        assert_eq!(facts["warnings"], findings.with("warning").len(), "{facts}");
        findings
    }

    fn with(&self, wanted: &str) -> Vec<&str> {
        self.by_id.iter().filter(|(_, (status, ..))| status == wanted).map(|(id, _)| id.as_str()).collect()
    }

    /// Warnings about the installation: how many files may be open is this machine's.
    fn warnings(&self) -> Vec<&str> {
        self.with("warning").into_iter().filter(|id| *id != "open-files").collect()
    }

    /// This is the one thing that is wrong, it is told like this, and so is what to do.
    #[track_caller]
    fn only(&self, id: &str, found: &str, remedy: &str) {
        assert_eq!(self.with("problem"), [id], "{self:#?}");
        assert_eq!(self.warnings(), Vec::<&str>::new(), "{self:#?}");
        assert_eq!(self.code, 1);
        let (_, told, mended) = &self.by_id[id];
        assert!(told.contains(found), "{told}");
        assert!(mended.contains(remedy), "{mended}");
    }

    #[track_caller]
    fn none(&self) {
        assert_eq!((self.with("problem"), self.warnings()), (vec![], vec![]), "{self:#?}");
        assert_eq!(self.code, 0);
    }
}

/// A certificate and its key as files.
struct Pair {
    files: TempDir,
}

impl Pair {
    fn new(host: &str, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let cert = params.self_signed(&key).unwrap();
        let pair = Self { files: tempfile::tempdir().unwrap() };
        fs::write(pair.path("cert.pem"), cert.pem()).unwrap();
        fs::write(pair.path("key.pem"), key.serialize_pem()).unwrap();
        files::set_mode(&pair.path("key.pem"), 0o600);
        pair
    }

    fn path(&self, name: &str) -> PathBuf {
        self.files.path().join(name)
    }

    fn args(&self) -> [String; 4] {
        let path = |name| self.path(name).to_str().unwrap().to_owned();
        ["--tls-cert".to_owned(), path("cert.pem"), "--tls-key".to_owned(), path("key.pem")]
    }
}

/// A mail server that says yes to everything, and its port.
fn mail_server() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap());
            // Whoever has gone hears nothing.
            let _ = stream.write_all(b"220 mail.test\r\n");
            let mut line = String::new();
            while lines.read_line(&mut line).is_ok_and(|read| read > 0) {
                let _ = stream.write_all(b"250 mail.test\r\n");
                line.clear();
            }
        }
    });
    port
}

#[test]
fn a_healthy_installation_has_no_problem() {
    let healthy = Healthy::new();
    let pair = Pair::new(HOST, |_| {});
    let tls = pair.args();
    let port = mail_server().to_string();
    let url = format!("https://{HOST}");
    let mut args: Vec<&str> = tls.iter().map(String::as_str).collect();
    args.extend(["--public-url", &url, "--trusted-proxy", "10.0.0.2/32", "--smtp-host", "127.0.0.1"]);
    args.extend(["--smtp-port", &port, "--smtp-tls", "none", "--mail-from", "board@example.com"]);

    let bare = healthy.examined(&[]);
    let full = healthy.examined(&args);

    bare.none();
    full.none();
    assert_eq!(full.with("skipped"), Vec::<&str>::new(), "{full:#?}");
}

#[test]
fn beside_a_server_it_finds_no_problem_and_tells_its_own_server_from_another_program() {
    let healthy = Healthy::new();
    let args = ["serve", "--listen", "127.0.0.1:0", "--data-dir", healthy.folder()];
    let log = healthy.place.path().join("log");
    let mut program = Program::start(&args, &[], &log, "Callboard listens on ");
    let addr = program.lines.last().unwrap().strip_prefix("Callboard listens on http://").unwrap().to_owned();

    let beside = healthy.examined(&["--listen", &addr]);
    assert!(program.end().success());
    let _another = TcpListener::bind(&addr).unwrap();
    let after = healthy.examined(&["--listen", &addr]);

    beside.none();
    assert!(beside.by_id["listen"].1.contains("the server of this folder"), "{beside:#?}");
    after.only("listen", "another program", "choose another port");
}

#[test]
fn it_changes_no_file_and_prints_for_people_too() {
    let healthy = Healthy::new();
    let bytes = || -> BTreeMap<PathBuf, Vec<u8>> {
        let entries = fs::read_dir(healthy.folder.path()).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| (path.clone(), fs::read(path).unwrap())).collect()
    };
    // The commands before have left a log of writes behind, which whoever opens the database next folds in.
    healthy.examined(&[]).none();
    let before = bytes();

    let args = ["doctor", "--listen", "127.0.0.1:0", "--data-dir", healthy.folder()];
    let told = finish(bare_at(&healthy.binary(), &args, &[]), "");

    assert_eq!(bytes(), before);
    assert_eq!(told.code, 0, "{told:?}");
    assert!(told.out.contains("ok       data-dir") && told.out.contains("\n0 problems, "), "{}", told.out);
}

#[test]
fn its_help_lists_every_check() {
    let healthy = Healthy::new();
    let findings = healthy.examined(&[]);

    let help = finish(bare_at(&healthy.binary(), &["doctor", "--help"], &[]), "").out;

    for id in findings.by_id.keys() {
        assert!(help.contains(&format!("\n  {id} ")), "{id}: {help}");
    }
    assert!(findings.by_id.len() >= 23);
}
