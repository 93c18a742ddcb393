//! From the first moment to the last, and a second life in the same folder.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;
use std::time::Instant;

use domain::board::Board;
use domain::provider::ProviderKind;

use crate::support::Demo;
use crate::support::Program;
use crate::support::Visitor;

#[tokio::test]
async fn the_demonstration_shows_five_providers_within_a_second_of_opening() {
    let demo = Demo::start();
    let opened = Instant::now();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let mut stream = admin.stream("demo", "").await;
    let mut board: Board = serde_json::from_str(&stream.until("snapshot").await.data).unwrap();

    while !ProviderKind::ALL.into_iter().all(|kind| has_rows(&board, kind)) {
        board.apply(serde_json::from_str(&stream.until("delta").await.data).unwrap()).unwrap();
    }

    assert!(opened.elapsed() < Duration::from_secs(10), "{:?}", opened.elapsed());
    eprintln!("five providers had rows after {} ms", opened.elapsed().as_millis());
    assert_eq!(demo.visitor().get("/healthz").await.status(), 200);
    assert_eq!(demo.visitor().get("/readyz").await.status(), 200);
    let mode = fs::metadata(demo.folder.path().join("demo.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(demo.note["tenants"], serde_json::json!(["demo", "demo-two"]));
}

fn has_rows(board: &Board, kind: ProviderKind) -> bool {
    board.rows.values().any(|row| board.connection_of(row).is_some_and(|connection| connection.kind == kind))
}

#[tokio::test]
async fn a_demonstration_that_starts_again_keeps_its_people_and_sessions_and_finds_its_providers() {
    let mut demo = Demo::start();
    let visitor = demo.signed_in(&demo.account("supervisor")).await;
    let mut stream = visitor.stream("demo", "").await;
    stream.until("snapshot").await;

    let status = demo.program.end();

    assert!(status.success(), "{status}");
    while stream.next().await.is_some() {}
    let listen = demo.url.strip_prefix("http://").unwrap().to_owned();
    let again = Demo::start_in(demo.folder, &listen, &[]);
    assert_eq!(visitor.get("/t/demo/board").await.status(), 200, "nobody is signed out by a restart");
    let mut stream = visitor.stream("demo", "").await;
    let mut board: Board = serde_json::from_str(&stream.until("snapshot").await.data).unwrap();
    let is_well =
        |board: &Board| board.connections.len() == 5 && board.connections.values().all(|c| c.health.status.is_good());
    while !is_well(&board) {
        board.apply(serde_json::from_str(&stream.until("delta").await.data).unwrap()).unwrap();
    }
    assert_eq!(again.note["accounts"], demo.note["accounts"]);
}

#[tokio::test]
async fn nothing_secret_reaches_the_log_at_its_most_talkative() {
    let mut demo = Demo::start_with(&[("CALLBOARD_LOG", "trace")]);
    let account = demo.account("supervisor");
    let visitor = demo.signed_in(&account).await;
    visitor.get("/t/demo/board").await;
    visitor.stream("demo", "").await.until("delta").await;
    let cookie = visitor.cookie.clone().unwrap();

    demo.program.end();

    let log = fs::read_to_string(demo.folder.path().join("log")).unwrap();
    let session = cookie.split('=').nth(1).unwrap();
    let provider_secrets =
        ["sk_live_sim_alohub", "sim-convoso-token", "sim-crocodial-pass", "sim-tel4vn-token", "sim-vicidial-pass"];
    for secret in [account.password.as_str(), session].into_iter().chain(provider_secrets) {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
    assert!(!log.contains("http://"), "an address is in the log");
}

/// Asks again and again on one connection, until an answer says that it is the last one there. The number of answers.
async fn ask_until_told(visitor: Visitor, path: &'static str) -> Result<u32, String> {
    let mut answers = 0;
    loop {
        let answer =
            visitor.request("GET", path).send().await.map_err(|error| format!("after {answers} answers: {error:?}"))?;
        let is_last = answer.headers().get("connection").is_some_and(|value| value == "close");
        let status = answer.status();
        answer.bytes().await.map_err(|error| format!("a part of an answer: {error:?}"))?;
        if !status.is_success() {
            return Err(status.to_string());
        }
        answers += 1;
        if is_last {
            return Ok(answers);
        }
    }
}

#[tokio::test]
async fn a_server_that_is_told_to_end_under_load_fails_no_request_and_has_ended_within_ten_seconds() {
    let mut demo = Demo::start();
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;
    let mut stream = supervisor.stream("demo", "").await;
    stream.until("snapshot").await;
    let asking: Vec<_> = ["/sign-in", "/t/demo/board", "/healthz", "/wall"]
        .into_iter()
        .cycle()
        .take(8)
        .map(|path| tokio::spawn(ask_until_told(supervisor.reconnected(), path)))
        .collect();
    let warm = supervisor.reconnected();
    for _ in 0..5 {
        assert_eq!(warm.get("/t/demo/board").await.status(), 200);
    }

    let told = Instant::now();
    let ended = tokio::task::spawn_blocking(move || demo.program.end().success());
    let mut answers = 0;
    for asked in asking {
        answers += asked.await.unwrap().unwrap();
    }
    while stream.next().await.is_some() {}

    assert!(ended.await.unwrap());
    assert!(told.elapsed() < Duration::from_secs(10), "{:?}", told.elapsed());
    assert!(answers > 8, "{answers}");
}

#[tokio::test]
async fn an_empty_store_prints_the_link_that_sets_it_up() {
    let folder = tempfile::tempdir().unwrap();
    let args = ["serve", "--listen", "127.0.0.1:0", "--data-dir", folder.path().to_str().unwrap()];

    let mut program = Program::start(&args, &[], &folder.path().join("log"), "Callboard listens on ");

    assert!(program.lines.iter().any(|line| line.starts_with("Set up Callboard: http://")), "{:?}", program.lines);
    let url = program.lines.last().unwrap().strip_prefix("Callboard listens on ").unwrap();
    assert_eq!(Visitor::new(url).get("/readyz").await.status(), 200);
    assert!(program.end().success());
}

#[tokio::test]
async fn over_plain_http_for_others_cookies_and_referrers_are_such_that_forms_still_work() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().to_str().unwrap();
    let args = ["demo", "--listen", "127.0.0.1:0", "--insecure-http", "--data-dir", place, "--agents", "5"];
    let program = Program::start(&args, &[], &folder.path().join("log"), "Callboard listens on ");
    let url = program.lines.last().unwrap().strip_prefix("Callboard listens on ").unwrap();
    let visitor = Visitor::new(url);

    let page = visitor.get("/sign-in").await;
    assert_eq!(page.headers()["referrer-policy"], "same-origin");
    let form = [("email", "admin@demo.callboard.test"), ("password", "set-up-the-floor")];
    let answer = visitor.request("POST", "/sign-in").header("origin", url).form(&form).send().await.unwrap();

    let cookies: Vec<&str> =
        answer.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    assert!(cookies.iter().any(|cookie| cookie.starts_with("callboard=")), "{cookies:?}");
    assert!(cookies.iter().all(|cookie| !cookie.contains("Secure")), "{cookies:?}");

    let mut reader = Visitor::new(url);
    let session = cookies.iter().find(|cookie| cookie.starts_with("callboard=")).unwrap();
    reader.cookie = session.split(';').next().map(str::to_owned);
    for path in ["/sign-in", "/t/demo/board", "/nothing"] {
        for (host, shows) in [("board.lan:4600", true), ("192.168.1.5", true), ("localhost:4600", false)] {
            let page = reader.request("GET", path).header("host", host).send().await.unwrap().text().await.unwrap();
            assert_eq!(page.contains("class=\"insecure-banner\""), shows, "{path} {host}");
            assert_eq!(page.contains("<meta name=\"callboard-insecure\" content=\"1\""), shows, "{path} {host}");
        }
    }
    let vi = reader.request("GET", "/sign-in").header("host", "board.lan").header("accept-language", "vi");
    assert!(vi.send().await.unwrap().text().await.unwrap().contains("Không mã hóa"));
}

#[tokio::test]
async fn an_address_of_another_machine_shows_the_banner_whatever_host_the_proxy_asks_for() {
    let more = ["--insecure-http", "--public-url", "http://board.lan"];
    let demo = Demo::start_as("127.0.0.1:0", &more);

    let page = demo.visitor().get("/sign-in").await.text().await.unwrap();

    assert!(page.contains("class=\"insecure-banner\""));
}

#[tokio::test]
async fn the_machine_itself_sees_no_banner() {
    let page = Demo::start().visitor().get("/sign-in").await.text().await.unwrap();

    assert!(!page.contains("insecure-banner") && !page.contains("callboard-insecure"));
}
