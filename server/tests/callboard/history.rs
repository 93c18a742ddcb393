//! The past over the network: its page, its files, for how long it is kept, and that other tenants see nothing of it.

use app::api::AuditPage;
use app::api::history::HistoryPage;
use backend::store::Store;
use domain::agent::AgentState;
use domain::history::StateEvent;
use domain::history::WatchSpan;
use domain::time::UnixMs;
use domain::totals::Column;
use domain::totals::Subject;
use jiff::Timestamp;
use reqwest::Response;

use crate::support::Demo;
use crate::support::Visitor;

const FORMULA: &str = "=HYPERLINK(\"http://127.0.0.1\")";

async fn page(visitor: &Visitor, tenant: &str, query: &str) -> HistoryPage {
    let answer = visitor.post("/api/history", &[("tenant", tenant), ("query", query)]).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

/// A demonstration with an hour of yesterday in which an agent of a group with a name like a formula was on a call. It is written
/// while no server runs: one that does may just be adding yesterday up.
async fn with_a_past() -> (Demo, String) {
    let mut demo = Demo::start();
    demo.program.end();
    let store = Store::open(&demo.store_url()).await.unwrap();
    let tenant = store.tenant_by_slug("demo").await.unwrap().unwrap().id;
    let connection = store.connections(tenant).await.unwrap().remove(0).id;
    let now = UnixMs(Timestamp::now().as_millisecond());
    // Noon of yesterday in the machine's zone, so that an hour stays within the day.
    let noon = Timestamp::now().to_zoned(jiff::tz::TimeZone::system()).yesterday().unwrap().date().at(12, 0, 0, 0);
    let noon = noon.to_zoned(jiff::tz::TimeZone::system()).unwrap();
    let begin = UnixMs(noon.timestamp().as_millisecond());
    assert!(begin < now);
    let event = |to, at_s| StateEvent {
        group: Some(FORMULA.to_owned()),
        pause_reason: Some("+84 899".to_owned()),
        ..StateEvent::new("formula", to, begin.plus_s(at_s))
    };
    let events = [event(AgentState::OnCall, 0), event(AgentState::LoggedOut, 3600)];
    let span = WatchSpan { until: begin.plus_s(7200), ..WatchSpan::begin(begin, 5000) };
    store.append_state_events(tenant, connection, &events).await.unwrap();
    store.keep_watch_spans(tenant, connection, &[span]).await.unwrap();
    store.close().await;
    (Demo::start_in(demo.folder, "127.0.0.1:0", &[]), noon.date().to_string())
}

async fn bytes(answer: Response) -> Vec<u8> {
    assert_eq!(answer.status(), 200);
    answer.bytes().await.unwrap().to_vec()
}

#[tokio::test]
async fn totals_of_a_day_are_shown_ordered_and_taken_out_without_a_formula() {
    let (demo, day) = with_a_past().await;
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;

    let query = format!("from={day}&until={day}&by=group&sort=on_call&order=falling&heat=no");
    let shown = page(&supervisor, "demo", &query).await;
    let csv = supervisor.get(&format!("/t/demo/history/export.csv?{query}")).await;
    let kind = csv.headers()["content-type"].clone();
    let csv = String::from_utf8(bytes(csv).await).unwrap();

    assert_eq!(
        (shown.not_understood, shown.question.column),
        (vec!["heat".to_owned()], Column::State(AgentState::OnCall))
    );
    let row = shown.rows.iter().find(|row| row.subject == Subject::Group { name: Some(FORMULA.to_owned()) }).unwrap();
    assert_eq!((row.tally.in_state_ms(AgentState::OnCall), row.tally.calls), (3_600_000, None));
    assert_eq!(kind, "text/csv; charset=utf-8");
    assert!(csv.starts_with("\u{feff}group,agents,logged_in_s,available_s,"), "{csv}");
    assert!(csv.contains("\"'=HYPERLINK(\"\"http://127.0.0.1\"\")\",1,3600,0,0,0,3600,"), "{csv}");
    assert_eq!(csv.lines().count(), 1 + shown.row_count);
}

#[tokio::test]
async fn every_change_of_state_is_taken_out_as_text_and_as_a_workbook() {
    let (demo, day) = with_a_past().await;
    let admin = demo.signed_in(&demo.account("admin")).await;
    let query = format!("from={day}&until={day}&what=events");

    let csv = bytes(admin.get(&format!("/t/demo/history/export.csv?{query}")).await).await;
    let xlsx = admin.get(&format!("/t/demo/history/export.xlsx?{query}")).await;
    let (kind, file) = (xlsx.headers()["content-type"].clone(), xlsx.headers()["content-disposition"].clone());
    let xlsx = bytes(xlsx).await;

    let csv = String::from_utf8(csv).unwrap();
    let lines: Vec<&str> = csv.lines().filter(|line| line.contains(",formula,")).collect();
    assert_eq!(lines.len(), 2, "{csv}");
    assert!(lines.iter().all(|line| line.contains(",'+84 899,") && line.contains("\"'=HYPERLINK(")), "{csv}");
    assert_eq!(kind, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    assert_eq!(file, format!("attachment; filename=\"history-events-demo-{day}-{day}.xlsx\""));
    assert_eq!(&xlsx[..4], b"PK\x03\x04");
    assert!(xlsx.windows(4).any(|four| four == b"PK\x05\x06"), "the workbook is whole");
    let log = admin.post("/api/audit_log", &[("tenant", "demo"), ("query", "action=export_history")]).await;
    let log: AuditPage = log.json().await.unwrap();
    assert_eq!(log.lines.len(), 2);
    assert!(log.lines[0].matter.after.contains(&("what".to_owned(), "events".to_owned())));
}

#[tokio::test]
async fn the_past_of_another_tenant_is_not_there_and_only_admins_say_how_long_it_is_kept() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.add("demo", "admin", "admin@one.test")).await;
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;

    for tenant in ["demo-two", "demo-too"] {
        for path in ["history", "history/export.csv", "history/export.xlsx", "settings/history"] {
            assert_eq!(admin.get(&format!("/t/{tenant}/{path}")).await.status(), 404, "{tenant} {path}");
        }
        assert_eq!(admin.post("/api/history", &[("tenant", tenant), ("query", "")]).await.status(), 404);
    }
    let keep = async |visitor: &Visitor, days: &str| {
        visitor.post("/api/keep_history", &[("tenant", "demo"), ("history_days", days)]).await.status().as_u16()
    };
    assert_eq!(supervisor.get("/t/demo/history").await.status(), 200);
    assert_eq!(supervisor.get("/t/demo/settings/history").await.status(), 403);
    assert_eq!(keep(&supervisor, "30").await, 403);
    assert_eq!(keep(&admin, "5").await, 422);
    assert_eq!(keep(&admin, "30").await, 200);
    assert_eq!(page(&supervisor, "demo", "").await.kept_days, 30);
}
