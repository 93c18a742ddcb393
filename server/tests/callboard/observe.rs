//! What an operator's monitoring sees: figures on a listener of their own, identities in answers and logs, and what the
//! service manager is told.

use std::fs;
use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use domain::board::Board;
use domain::command::Outcome;
use domain::provider::ProviderKind;
use serde_json::Value;

use crate::actions::LOG_OUT;
use crate::actions::act;
use crate::actions::agent_of;
use crate::support::Demo;
use crate::support::client;

const FIGURES: &str = "Figures for Prometheus are at ";

async fn figures(demo: &Demo) -> String {
    let line = demo.program.lines.iter().find_map(|line| line.strip_prefix(FIGURES)).unwrap();
    let answer = client().get(line).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    answer.text().await.unwrap()
}

/// The values of a figure whose labels hold all of these.
fn values(figures: &str, name: &str, labels: &[&str]) -> Vec<f64> {
    let of_name = |line: &&str| line.split(['{', ' ']).next() == Some(name);
    let lines = figures.lines().filter(of_name).filter(|line| labels.iter().all(|label| line.contains(label)));
    lines.map(|line| line.rsplit(' ').next().unwrap().parse().unwrap()).collect()
}

fn value(figures: &str, name: &str, labels: &[&str]) -> f64 {
    let values = values(figures, name, labels);
    assert_eq!(values.len(), 1, "{name} {labels:?} in {figures}");
    values[0]
}

/// The label of the tenant that is called so.
fn tenant(figures: &str, slug: &str) -> String {
    let line = figures.lines().find(|line| line.starts_with("callboard_tenant_info{") && line.contains(slug)).unwrap();
    let label = line.split(['{', '}', ',']).find(|label| label.starts_with("tenant=")).unwrap();
    label.to_owned()
}

#[tokio::test]
async fn figures_tell_how_polls_viewers_and_jobs_do_and_nobodys_name() {
    let demo = Demo::start_as("127.0.0.1:0", &["--metrics-listen", "127.0.0.1:0"]);
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;
    let mut stream = supervisor.stream("demo", "").await;
    let mut board: Board = serde_json::from_str(&stream.until("snapshot").await.data).unwrap();
    let is_well = |board: &Board| board.connections.values().all(|connection| connection.health.status.is_good());
    while !is_well(&board) {
        board.apply(serde_json::from_str(&stream.until("delta").await.data).unwrap()).unwrap();
    }

    let told = figures(&demo).await;

    let (mine, other) = (tenant(&told, "\"demo\""), tenant(&told, "\"demo-two\""));
    assert_eq!(value(&told, "callboard_viewers", &[&mine]), 1.0);
    assert_eq!(value(&told, "callboard_viewers", &[&other]), 0.0);
    assert_eq!(values(&told, "callboard_connection_up", &[&mine]), [1.0; 5]);
    assert_eq!(value(&told, "callboard_database_up", &[]), 1.0);
    for kind in ProviderKind::ALL {
        let provider = format!("provider=\"{}\"", kind.as_str());
        let good = value(&told, "callboard_polls_total", &[&mine, &provider, "outcome=\"ok\""]);
        assert!(good >= 1.0, "{kind:?}");
        assert!(value(&told, "callboard_poll_seconds_count", &[&mine, &provider]) >= good);
        assert!(value(&told, "callboard_connection_age_seconds", &[&mine, &provider]) < 60.0);
    }
    let agents: f64 = values(&told, "callboard_connection_agents", &[&mine]).iter().sum();
    assert_eq!(agents, board.rows.len() as f64);
    for name in ["callboard_jobs", "callboard_alarms_open", "callboard_displays"] {
        assert_eq!(value(&told, name, &[&mine]), 0.0, "{name}");
    }
    assert!(value(&told, "callboard_http_requests_total", &["/t/{tenant}/events", "status=\"200\""]) >= 1.0);
    assert!(value(&told, "process_open_fds", &[]) > 0.0);
    let people = board.rows.values().map(|row| row.name.as_str());
    let secret = [demo.account("supervisor").email, "sim-convoso-token".to_owned()];
    for word in people.chain(secret.iter().map(String::as_str)) {
        assert!(!told.contains(word), "{word}");
    }
    let documents = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/src/operate.md")).unwrap();
    for line in told.lines().filter_map(|line| line.strip_prefix("# TYPE callboard_")) {
        let name = format!("callboard_{}", line.split(' ').next().unwrap());
        assert!(documents.contains(&format!("`{name}`")), "{name} is not described");
        assert!(told.contains(&format!("# HELP {name} ")), "{name} says nothing of itself");
    }
    // The pages' listener has none of it.
    assert_eq!(demo.visitor().get("/metrics").await.status(), 404);
}

#[tokio::test]
async fn a_provider_that_fails_and_a_stream_that_ends_show_in_the_figures() {
    let demo = Demo::start_as("127.0.0.1:0", &["--metrics-listen", "127.0.0.1:0"]);
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;
    let mut stream = supervisor.stream("demo", "").await;
    let mut board: Board = serde_json::from_str(&stream.until("snapshot").await.data).unwrap();
    demo.simulate("fault/convoso/status-503").await;
    let convoso = |board: &Board| board.connections.values().find(|it| it.kind == ProviderKind::Convoso).cloned();
    while convoso(&board).is_none_or(|connection| connection.health.status.slug() != "server_error") {
        board.apply(serde_json::from_str(&stream.until("delta").await.data).unwrap()).unwrap();
    }

    let told = figures(&demo).await;
    drop(stream);
    let mut later = figures(&demo).await;
    let mine = tenant(&told, "\"demo\"");
    while value(&later, "callboard_viewers", &[&mine]) > 0.0 {
        later = figures(&demo).await;
    }

    let labels = [mine.as_str(), "provider=\"convoso\""];
    assert_eq!(value(&told, "callboard_connection_up", &labels), 0.0);
    assert!(value(&told, "callboard_connection_failures", &labels) >= 1.0);
    assert!(value(&told, "callboard_polls_total", &[&mine, "provider=\"convoso\"", "outcome=\"server_error\""]) >= 1.0);
}

#[tokio::test]
async fn every_answer_has_an_identity_and_only_a_trusted_proxys_is_taken_over() {
    let demo = Demo::start();
    let behind_proxy = Demo::start_as("127.0.0.1:0", &["--trusted-proxy", "127.0.0.1/32"]);
    let id = async |demo: &Demo, path: &str, told: &str| {
        let answer = demo.visitor().request("GET", path).header("x-request-id", told).send().await.unwrap();
        answer.headers()["x-request-id"].to_str().unwrap().to_owned()
    };

    let mut seen = Vec::new();
    for path in ["/sign-in", "/healthz", "/t/demo/board", "/nothing", "/pkg/nothing.js"] {
        let id = id(&demo, path, "told-by-a-stranger").await;
        assert_ne!(id, "told-by-a-stranger", "{path}");
        assert!(!seen.contains(&id), "{path}");
        seen.push(id);
    }

    assert_eq!(id(&behind_proxy, "/sign-in", "edge-7.4_x").await, "edge-7.4_x");
    assert_ne!(id(&behind_proxy, "/sign-in", "edge 7").await, "edge 7");
}

#[tokio::test]
async fn lines_of_json_tell_which_request_and_command_they_belong_to_and_no_secret() {
    let mut demo = Demo::start_with(&[("CALLBOARD_LOG", "trace"), ("CALLBOARD_LOG_FORMAT", "json")]);
    let account = demo.account("supervisor");
    let supervisor = demo.signed_in(&account).await;
    let agent = agent_of(&supervisor, "demo", ProviderKind::Convoso).await;
    let answer = act(&supervisor, "demo", &agent, 7, LOG_OUT).await;
    let request = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
    assert_eq!(answer.json::<Outcome>().await.unwrap(), Outcome::Confirmed);
    supervisor.get("/join/a-token-that-is-a-secret").await;
    supervisor.get("/reset/a-token-that-is-a-secret").await;
    let session = supervisor.cookie.clone().unwrap();

    demo.program.end();

    let log = fs::read_to_string(demo.folder.path().join("log")).unwrap();
    let lines: Vec<Value> =
        log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect();
    let of = |line: &Value, name: &str| {
        let spans = line["spans"].as_array().cloned().unwrap_or_default();
        spans.iter().find_map(|span| span[name].as_str().map(str::to_owned))
    };
    let command = "00000000-0000-0000-0000-000000000007";
    let ended = lines.iter().find(|line| of(line, "command.id").as_deref() == Some(command)).unwrap();
    assert_eq!(of(ended, "request.id"), Some(request));
    assert_eq!(of(ended, "http.route").as_deref(), Some("/api/act"));
    assert_eq!(ended["message"], "a command is confirmed");
    let routes: std::collections::BTreeSet<_> = lines.iter().filter_map(|line| of(line, "http.route")).collect();
    assert!(routes.contains("/join/{token}"), "{routes:?}");
    assert!(lines.iter().any(|line| of(line, "connection.id").is_some() && of(line, "command.id").is_none()));
    let session = session.split('=').nth(1).unwrap();
    for secret in ["a-token-that-is-a-secret", &account.password, &account.email, session, "sim-convoso-token"] {
        assert!(!log.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn the_service_manager_hears_that_it_is_ready_alive_and_at_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("notify");
    let manager = UnixDatagram::bind(&socket).unwrap();
    manager.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let hear = || {
        let mut bytes = [0; 512];
        let length = manager.recv(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes[..length]).trim().to_owned()
    };
    let environment = [("NOTIFY_SOCKET", socket.to_str().unwrap()), ("WATCHDOG_USEC", "400000")];

    let mut demo = Demo::start_with(&environment);
    let mut heard = vec![hear(), hear(), hear(), hear()];
    assert!(demo.program.end().success());
    while heard.last().is_some_and(|word| word != "STOPPING=1") {
        heard.push(hear());
    }

    assert_eq!(heard.iter().filter(|word| *word == "READY=1").count(), 1, "{heard:?}");
    assert!(heard.iter().filter(|word| *word == "WATCHDOG=1").count() >= 3, "{heard:?}");
}

#[test]
fn a_form_of_log_that_is_none_and_an_address_that_is_none_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let args = ["serve", "--data-dir", folder.path().to_str().unwrap()];
    let form = crate::support::callboard_with(&args, &[("CALLBOARD_LOG_FORMAT", "xml")], "");
    let address = crate::support::callboard_with(&args, &[("CALLBOARD_METRICS_LISTEN", "9464")], "");

    assert_eq!((form.code, address.code), (2, 2), "{form:?} {address:?}");
    assert!(form.err.contains("CALLBOARD_LOG_FORMAT: write text or json"), "{form:?}");
    assert!(address.err.contains("127.0.0.1:9464"), "{address:?}");
}
