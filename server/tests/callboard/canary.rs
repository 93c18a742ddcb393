//! Secrets that are looked for everywhere: what browsers are sent, what is written to the log and what lies on the disk.
//! The providers here are the worst kind: whatever goes wrong, they repeat the whole request, credentials and all.

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::board::Board;
use domain::health::HealthStatus;
use reqwest::Response;
use serde_json::json;
use tempfile::TempDir;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::mpsc::unbounded_channel;

use crate::support::Account;
use crate::support::BINARY;
use crate::support::Program;
use crate::support::Stream;
use crate::support::Visitor;
use crate::support::back_up;
use crate::support::callboard_with;
use crate::support::is_postgres;
use crate::support::unpacked;

/// With letters that are written differently in addresses and forms.
const SECRET: &str = "kanari/Provider+7fQ=x9Zw";
/// VICIdial and what is made of it allow no others than these.
const PLAIN_SECRET: &str = "kanari-Provider_3mL8c5Yd";
const PASSWORD: &str = "kanari/Person+4kT=p2Vb";

const PROVIDERS: [&[&str]; 5] = [
    &["tel4vn", "--auth", "static"],
    &["convoso"],
    &["alohub"],
    &["vicidial", "--user", "apiuser", "--zone", "America/New_York"],
    &["crocodial", "--user", "apiuser", "--agents", "all", "--zone", "America/New_York"],
];

/// Every way in which a canary may have been written.
fn forms(canary: &str) -> Vec<(&'static str, Vec<u8>)> {
    let hex = |upper: bool| -> String {
        canary.bytes().map(|byte| if upper { format!("{byte:02X}") } else { format!("{byte:02x}") }).collect()
    };
    let percent: String = canary
        .bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    let mut forms = vec![
        ("plain", canary.to_owned()),
        ("hexadecimal", hex(false)),
        ("hexadecimal", hex(true)),
        ("percent", percent.to_lowercase()),
        ("percent", percent),
        ("escaped", canary.replace('/', "\\/")),
    ];
    // Within a longer text a canary may begin at any of three places of a group; only what it alone decides is looked for.
    for before in 0..3 {
        let text = [&b"xx"[..before], canary.as_bytes()].concat();
        for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            let encoded = engine.encode(&text);
            let end = text.len() / 3 * 4;
            forms.push(("base64", encoded[if before == 0 { 0 } else { 4 }..end].to_owned()));
        }
    }
    forms.into_iter().map(|(name, text)| (name, text.into_bytes())).collect()
}

/// In which way a canary stands in `bytes`, if it does. One walk for all forms: compiled pages are large.
fn found(bytes: &[u8]) -> Option<&'static str> {
    let forms: Vec<_> = [SECRET, PLAIN_SECRET, PASSWORD].into_iter().flat_map(forms).collect();
    let pair = |bytes: &[u8]| usize::from(bytes[0]) << 8 | usize::from(bytes[1]);
    let mut begins = vec![false; 1 << 16];
    for (_, form) in &forms {
        begins[pair(form)] = true;
    }
    let at = |start: usize| forms.iter().find(|(_, form)| bytes[start..].starts_with(form)).map(|(name, _)| *name);
    (1..bytes.len()).filter(|end| begins[pair(&bytes[end - 1..])]).find_map(|end| at(end - 1))
}

fn assert_clean(bytes: &[u8], what: &str) {
    assert_eq!(found(bytes), None, "{what} holds a secret");
}

/// Looks into every file below, and says how many there were.
fn assert_clean_folder(folder: &Path) -> usize {
    let mut files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files += assert_clean_folder(&path);
        } else if let Ok(bytes) = fs::read(&path) {
            // A file of the database may go away while the others are read.
            assert_clean(&bytes, &path.display().to_string());
            files += 1;
        }
    }
    files
}

/// A backup holds the sealed secrets and nothing with which they could be opened.
fn assert_clean_backup(folder: &Path, file: &Path) {
    let backup = back_up(folder, file);
    let text = unpacked(&backup);
    assert_clean(&backup, "the backup");
    assert_clean(&text, "what the backup says");
    let key = fs::read_to_string(folder.join("secret.key")).unwrap();
    let key = key.trim();
    let bytes = STANDARD.decode(key).unwrap();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let holds = |what: &[u8]| [&backup, &text].into_iter().any(|all| all.windows(what.len()).any(|part| part == what));
    assert!(holds(b"secret_envelope") && !holds(key.as_bytes()) && !holds(&bytes) && !holds(hex.as_bytes()));
}

async fn assert_clean_answer(answer: Response, what: &str) {
    let head = format!("{:?}", answer.headers());
    assert_clean(head.as_bytes(), what);
    assert_clean(&answer.bytes().await.unwrap(), what);
}

/// A provider that repeats what it is asked, under a status that is different each time.
async fn echo(listener: TcpListener, heard: UnboundedSender<String>) {
    for status in [500, 200, 502, 429].into_iter().cycle() {
        let Ok((stream, _)) = listener.accept().await else { return };
        let heard = heard.clone();
        tokio::spawn(async move {
            // A client that goes away has heard enough.
            let _ = repeat(stream, status, &heard).await;
        });
    }
}

async fn repeat(mut stream: TcpStream, status: u16, heard: &UnboundedSender<String>) -> std::io::Result<()> {
    let mut request = Vec::new();
    let mut part = [0; 4096];
    loop {
        let read = stream.read(&mut part).await?;
        request.extend_from_slice(&part[..read]);
        let text = String::from_utf8_lossy(&request);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            if read == 0 {
                return Ok(());
            }
            continue;
        };
        let length = head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        if read == 0 || body.len() >= length.unwrap_or(0) {
            break;
        }
    }
    let text = String::from_utf8_lossy(&request).into_owned();
    let body = json!({ "success": false, "error": text, "message": SECRET }).to_string();
    let head = format!(
        "HTTP/1.1 {status} {SECRET}\r\ncontent-type: application/json\r\nx-echo: {SECRET}\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n",
        body.len()
    );
    let _ = heard.send(text);
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await
}

fn set_up(folder: &TempDir, provider: &str) {
    let run = |args: &[&str]| {
        let is_plain = args.contains(&"vicidial") || args.contains(&"crocodial");
        let environment = [
            ("CALLBOARD_DATA_DIR", folder.path().to_str().unwrap()),
            ("CALLBOARD_SECRET", if is_plain { PLAIN_SECRET } else { SECRET }),
            ("CALLBOARD_LOG", "trace"),
            ("CALLBOARD_ALLOW_PRIVATE", "127.0.0.0/8"),
        ];
        let outcome = callboard_with(args, &environment, &format!("{PASSWORD}\n"));
        assert_eq!(outcome.code, 0, "{args:?}: {outcome:?}");
        assert_clean(format!("{}{}", outcome.out, outcome.err).as_bytes(), "what a command says");
    };
    run(&["tenant", "add", "acme", "--name", "Acme Ltd"]);
    run(&["user", "add", "--tenant", "acme", "--email", "an@acme.test", "--role", "admin"]);
    for account in PROVIDERS {
        let (name, more) = account.split_first().unwrap();
        let begin = ["connection", "add", "--tenant", "acme", "--name", name, name, "--base-url", provider];
        run(&[&begin[..], more].concat());
    }
}

/// Reads until every connection has been tried, and returns what came.
async fn until_all_were_tried(stream: &mut Stream) -> String {
    let first = stream.until("snapshot").await.data;
    let mut all = first.clone();
    let mut board: Board = serde_json::from_str(&first).unwrap();
    let is_tried = |board: &Board| {
        let mut states = board.connections.values().map(|connection| connection.health.status);
        board.connections.len() == PROVIDERS.len() && states.all(|status| status != HealthStatus::Starting)
    };
    while !is_tried(&board) {
        let step = stream.until("delta").await.data;
        all.push_str(&step);
        board.apply(serde_json::from_str(&step).unwrap()).unwrap();
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_sent_logged_or_stored_readable_even_if_providers_repeat_it() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let provider = format!("http://{}", listener.local_addr().unwrap());
    let (heard, mut requests) = unbounded_channel();
    let echoing = tokio::spawn(echo(listener, heard));
    let (folder, logs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    tokio::task::block_in_place(|| set_up(&folder, &provider));

    let log = logs.path().join("log");
    let environment = [("CALLBOARD_LOG", "trace"), ("CALLBOARD_ALLOW_PRIVATE", "127.0.0.0/8")];
    let args = ["serve", "--listen", "127.0.0.1:0", "--data-dir", folder.path().to_str().unwrap()];
    let mut program = Program::start(&args, &environment, &log, "Callboard listens on ");
    let url = program.lines.last().unwrap().strip_prefix("Callboard listens on ").unwrap();
    let mut visitor = Visitor::new(url);
    for (password, what) in [("wrong", "a refusal"), (PASSWORD, "a welcome")] {
        assert_clean_answer(visitor.try_to_sign_in("an@acme.test", password).await, what).await;
    }
    visitor.sign_in(&Account { email: "an@acme.test".to_owned(), password: PASSWORD.to_owned() }).await;
    let mut stream = visitor.stream("acme", "").await;
    assert_clean(until_all_were_tried(&mut stream).await.as_bytes(), "the stream");

    for path in ["/", "/sign-in", "/t/acme/board", "/t/acme/board?open=0:1", "/nothing", "/readyz"] {
        assert_clean_answer(visitor.get(path).await, path).await;
    }
    for (function, agent) in [("board", ""), ("agent_details", "0:1"), ("reread_agent", "0:1"), ("sign_in_form", "")] {
        let form = [("tenant", "acme"), ("query", ""), ("agent", agent)];
        assert_clean_answer(visitor.post(&format!("/api/{function}"), &form).await, function).await;
    }
    let (running, ended) = if is_postgres() { (1, 1) } else { (3, 2) };
    assert!(assert_clean_folder(folder.path()) >= running, "database, its log and the key file are there");
    assert_clean_backup(folder.path(), &logs.path().join("backup"));
    assert!(program.end().success());
    assert!(assert_clean_folder(folder.path()) >= ended);
    let log = fs::read(&log).unwrap();
    assert!(!log.is_empty());
    assert_clean(&log, "the log");
    assert_clean(program.lines.join("\n").as_bytes(), "the output");
    let site = Path::new(BINARY).with_file_name("site");
    if site.is_dir() {
        assert!(assert_clean_folder(&site) > 0);
    }

    // The providers did hear the secret, and the search would have seen it in what they answered.
    echoing.abort();
    let mut ways = Vec::new();
    while let Ok(request) = requests.try_recv() {
        ways.extend(found(request.as_bytes()));
    }
    assert!(ways.contains(&"plain") && ways.contains(&"percent"), "{ways:?}");
    assert!(ways.len() >= PROVIDERS.len(), "each provider was asked with its secret: {ways:?}");
}

#[test]
fn the_search_sees_a_secret_however_it_is_written() {
    for canary in [SECRET, PLAIN_SECRET, PASSWORD] {
        for before in ["", "a", "ab", "abc"] {
            let text = format!("{before}{canary}, and so on");
            for encoded in [STANDARD_NO_PAD.encode(&text), URL_SAFE_NO_PAD.encode(&text)] {
                assert!(found(encoded.as_bytes()).is_some(), "{encoded}");
            }
            let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(found(hex.as_bytes()), Some("hexadecimal"));
            assert_eq!(found(text.as_bytes()), Some("plain"));
        }
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("inner")).unwrap();
        fs::write(folder.path().join("inner/file"), format!("...{canary}...")).unwrap();
        let looked = std::panic::catch_unwind(|| assert_clean_folder(folder.path()));
        assert!(looked.is_err(), "a file of a folder is not looked into");
    }
    assert_eq!(found(b"kanari"), None);
}
