//! Connections through the server functions of their page, as a browser asks.

use app::api::connections::ConnectionsPage;
use app::api::connections::OpenForm;
use app::api::connections::SecretTest;
use app::error::AppError;
use domain::form::Field;
use domain::form::Problem;
use domain::health::HealthStatus;
use domain::probe::ProbeReport;
use domain::provider::ProviderKind;
use domain::report::ConnectionReport;

use crate::support::Demo;
use crate::support::Visitor;

const KEY: &str = "sim-tel4vn-token";

async fn page(admin: &Visitor) -> ConnectionsPage {
    admin.post("/api/connections", &[("tenant", "demo")]).await.json().await.unwrap()
}

async fn report(admin: &Visitor, name: &str) -> Option<ConnectionReport> {
    page(admin).await.reports.into_iter().find(|report| report.name == name)
}

/// Waits, as the page does by asking again, until a connection is so.
async fn until(admin: &Visitor, name: &str, is_so: impl Fn(&ConnectionReport) -> bool) -> ConnectionReport {
    let waiting = async {
        let mut pace = tokio::time::interval(std::time::Duration::from_millis(100));
        loop {
            pace.tick().await;
            if let Some(report) = report(admin, name).await.filter(|report| is_so(report)) {
                return report;
            }
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), waiting).await.expect("it did not come to be so")
}

/// The form of a connection to the simulator's TEL4VN.
fn form<'a>(name: &'a str, base_url: &'a str, secret: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("tenant", "demo"),
        ("form[kind]", "tel4vn"),
        ("form[name]", name),
        ("form[settings][base_url]", base_url),
        ("form[settings][auth]", "static"),
        ("form[secret]", secret),
    ]
}

#[tokio::test]
async fn a_connection_is_added_with_a_wrong_key_named_mended_and_deleted() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let base_url = format!("{}/tel4vn", demo.simulator);

    let added = admin.post("/api/save_connection", &form("Hà Nội", &base_url, "a wrong key")).await;
    assert_eq!(added.status(), 200);
    let id: String = added.json().await.unwrap();
    let refused = until(&admin, "Hà Nội", |report| report.health.status == HealthStatus::AuthFailed).await;
    let mended = admin.post("/api/replace_secret", &[("tenant", "demo"), ("id", &id), ("secret", KEY)]).await;
    let mended: SecretTest = mended.json().await.unwrap();
    until(&admin, "Hà Nội", |report| report.health.status == HealthStatus::Ok).await;
    let gone = admin.post("/api/delete_connection", &[("tenant", "demo"), ("id", &id)]).await;

    assert_eq!(refused.secret.and_then(|secret| secret.set_by).as_deref(), Some("Minh Tran"));
    assert!(mended.is_kept && mended.report.can_poll());
    assert_eq!(gone.status(), 200);
    assert_eq!(report(&admin, "Hà Nội").await, None);
    assert_eq!(admin.post("/api/delete_connection", &[("tenant", "demo"), ("id", &id)]).await.status(), 404);
}

#[tokio::test]
async fn wrong_fields_are_named_and_nothing_is_half_written() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let before = page(&admin).await.reports.len();

    for function in ["save_connection", "try_connection"] {
        let answer = admin.post(&format!("/api/{function}"), &form("", "no address", "")).await;
        assert_eq!(answer.status(), 422);
        let error: AppError = answer.json().await.unwrap();
        let fields: Vec<Field> = error.field_errors().iter().map(|error| error.field).collect();
        assert_eq!(fields, [Field::Name, Field::BaseUrl, Field::Secret]);
    }
    let unknown = [form("x", "https://a.example", "k"), vec![("form[settings][rm]", "1")]].concat();
    assert_eq!(admin.post("/api/save_connection", &unknown).await.status(), 400);

    assert_eq!(page(&admin).await.reports.len(), before);
}

#[tokio::test]
async fn a_form_is_opened_without_its_secret_and_another_host_asks_for_it() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let id = report(&admin, "TEL4VN").await.unwrap().id.to_string();
    let ask = [("tenant", "demo"), ("id", id.as_str()), ("kind", "tel4vn")];

    let text = admin.post("/api/connection_form", &ask).await.text().await.unwrap();
    let open: OpenForm = serde_json::from_str(&text).unwrap();
    let version = open.version.to_string();
    let mut moved = form("TEL4VN", "http://127.0.0.1:9", "");
    moved.extend([("form[id]", id.as_str()), ("form[version]", version.as_str())]);
    let answer = admin.post("/api/save_connection", &moved).await;

    assert!(!text.contains(KEY));
    assert_eq!((open.kind, open.name.as_str()), (ProviderKind::Tel4vn, "TEL4VN"));
    assert!(open.zones.iter().any(|zone| zone == "Asia/Ho_Chi_Minh"));
    assert_eq!(answer.status(), 422);
    let error: AppError = answer.json().await.unwrap();
    assert_eq!(error.field_errors()[0].field, Field::Secret);
    assert_eq!(error.field_errors()[0].problem, Problem::Required);
}

#[tokio::test]
async fn of_two_who_edit_the_second_hears_of_a_conflict() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let known = report(&admin, "TEL4VN").await.unwrap();
    let id = known.id.to_string();
    let base_url = format!("{}/tel4vn", demo.simulator);
    let ask = [("tenant", "demo"), ("id", id.as_str()), ("kind", "tel4vn")];
    let open: OpenForm = admin.post("/api/connection_form", &ask).await.json().await.unwrap();
    let version = open.version.to_string();
    let edit = |name| {
        let mut edit = form(name, &base_url, "");
        edit.extend([("form[id]", id.as_str()), ("form[version]", version.as_str())]);
        edit
    };

    let first = admin.post("/api/save_connection", &edit("First")).await;
    let second = admin.post("/api/save_connection", &edit("Second")).await;

    assert_eq!((first.status().as_u16(), second.status().as_u16()), (200, 409));
    assert!(report(&admin, "First").await.is_some());
}

#[tokio::test]
async fn testing_pausing_resuming_polling_and_mapping_answer() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let id = until(&admin, "Convoso", |report| report.health.status.is_good()).await.id.to_string();
    let about = [("tenant", "demo"), ("id", id.as_str())];

    let tested: ProbeReport = admin.post("/api/test_connection", &about).await.json().await.unwrap();
    let too_soon = admin.post("/api/test_connection", &about).await;
    let polled = admin.post("/api/poll_connection", &about).await;
    let paused = admin.post("/api/pause_connection", &about).await;
    let while_paused = report(&admin, "Convoso").await.unwrap();
    let resumed = admin.post("/api/resume_connection", &about).await;
    let map = |state| [about[0], about[1], ("word", "SYS_HOLD"), ("state", state)];
    let mapped = admin.post("/api/map_state", &map("paused")).await;
    let nonsense = admin.post("/api/map_state", &map("asleep")).await;

    assert!(tested.can_poll(), "{tested:?}");
    assert_eq!(too_soon.status(), 429);
    assert_eq!([polled.status(), paused.status(), resumed.status(), mapped.status()], [200; 4]);
    assert_eq!(nonsense.status(), 400);
    assert_eq!(while_paused.health.status, HealthStatus::Disabled);
    let after = until(&admin, "Convoso", |report| report.health.status.is_good()).await;
    assert_eq!(after.last_test.unwrap().by, "Minh Tran");
}

#[tokio::test]
async fn the_page_is_for_admins_and_holds_no_secret() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;

    let shown = admin.get("/t/demo/settings/connections").await;
    let refused = supervisor.get("/t/demo/settings/connections").await;

    assert_eq!((shown.status().as_u16(), refused.status().as_u16()), (200, 403));
    let text = shown.text().await.unwrap();
    assert!(text.contains("CrocoDial") && text.contains("Minh Tran") || text.contains("command line"));
    for secret in ["sim-tel4vn-token", "sim-convoso-token", "sim-vicidial-pass", "sim-crocodial-pass"] {
        assert!(!text.contains(secret));
    }
}
