//! The rows of a board as a table: what a view shows, only to whom it is shown, and harmless to open.

use app::api::AuditPage;
use app::api::FirstPaint;
use domain::board::AgentRow;

use crate::members::ask;
use crate::members::member;
use crate::support::Demo;
use crate::support::Visitor;

const EVERYONE: &str = "show=everyone&by=none&sort=extension";
const NUMBER: usize = 6;
const CONNECTION: usize = 8;
const IDENTIFIER: usize = 10;
const SINCE: usize = 15;
const READ_AT: usize = 16;
const STALE: usize = 17;

/// The table of a view: its headings, then its rows.
async fn table(visitor: &Visitor, query: &str) -> Vec<Vec<String>> {
    let answer = visitor.get(&format!("/t/demo/board/export.csv?{query}")).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
    assert_eq!(answer.headers()["content-disposition"], "attachment; filename=\"board-demo.csv\"");
    let bytes = answer.bytes().await.unwrap();
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).expect("a spreadsheet is told that it is UTF-8");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    reader.records().map(|line| line.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The first paint of the same view, once every provider was read.
async fn paint(visitor: &Visitor, query: &str) -> FirstPaint {
    loop {
        let answer = visitor.post("/api/board", &[("tenant", "demo"), ("query", query)]).await;
        let paint: FirstPaint = answer.json().await.unwrap();
        if paint.board.connections.values().all(|connection| connection.health.last_ok_at.is_some()) {
            return paint;
        }
        tokio::task::yield_now().await;
    }
}

fn rows(paint: &FirstPaint) -> Vec<&AgentRow> {
    paint.arrangement.groups.iter().flat_map(|group| &group.rows).map(|id| &paint.board.rows[id]).collect()
}

#[tokio::test]
async fn the_table_has_exactly_the_rows_of_the_view_in_its_order() {
    let demo = Demo::start();
    let visitor = demo.signed_in(&demo.account("supervisor")).await;

    for query in [EVERYONE.to_owned(), format!("{EVERYONE}&connection=alohub"), format!("{EVERYONE}&q=nguyen")] {
        let paint = paint(&visitor, &query).await;
        let shown: Vec<&str> = rows(&paint).iter().map(|row| row.external_id.as_str()).collect();

        let table = table(&visitor, &query).await;

        let written: Vec<&str> = table[1..].iter().map(|row| row[IDENTIFIER].as_str()).collect();
        assert_eq!(written, shown, "{query}");
        assert!(!written.is_empty());
    }
    let offset = |moment: &str| moment.len() == "2026-11-21T14:07:00+07:00".len() || moment.is_empty();
    for row in &table(&visitor, EVERYONE).await[1..] {
        assert!(offset(&row[SINCE]) && offset(&row[READ_AT]), "{row:?}");
        assert_eq!(row[STALE], "No");
        assert!(!row[CONNECTION].is_empty());
    }
}

#[tokio::test]
async fn only_the_agents_that_are_named_are_in_it() {
    let demo = Demo::start();
    let visitor = demo.signed_in(&demo.account("supervisor")).await;
    let paint = paint(&visitor, EVERYONE).await;
    let wanted: Vec<&AgentRow> = rows(&paint).into_iter().skip(3).take(2).collect();
    let only: Vec<String> = wanted.iter().map(|row| format!("only={}", row.address())).collect();

    let table = table(&visitor, &format!("{EVERYONE}&{}&only=nonsense", only.join("&"))).await;

    let written: Vec<&str> = table[1..].iter().map(|row| row[IDENTIFIER].as_str()).collect();
    assert_eq!(written, wanted.iter().map(|row| row.external_id.as_str()).collect::<Vec<_>>());
}

#[tokio::test]
async fn it_speaks_the_readers_language() {
    let demo = Demo::start();
    let visitor = demo.signed_in(&demo.account("supervisor")).await;

    let answer = visitor.request("GET", "/t/demo/board/export.csv").header("accept-language", "vi-VN,vi;q=0.9");
    let text = answer.send().await.unwrap().text().await.unwrap();

    assert!(text.lines().next().unwrap().contains("Trạng thái"), "{text}");
}

#[tokio::test]
async fn numbers_stay_masked_and_no_cell_is_a_formula() {
    let demo = Demo::start();
    let visitor = demo.signed_in(&demo.account("supervisor")).await;
    let admin = demo.signed_in(&demo.account("admin")).await;
    let number = |row: &&AgentRow| row.call.as_ref().and_then(|call| call.number.clone());
    for (agent, _) in demo.simulated_agents("convoso").await {
        demo.simulate(&format!("agents/convoso/{agent}/state/on-call")).await;
    }
    let mut stream = admin.stream("demo", "").await;
    let whole = loop {
        let numbers: Vec<String> = rows(&paint(&admin, EVERYONE).await).iter().filter_map(number).collect();
        if numbers.iter().any(|number| number.len() > 6) {
            break numbers;
        }
        stream.until("delta").await;
    };

    let table = table(&visitor, EVERYONE).await;

    let written: Vec<&str> = table[1..].iter().map(|row| row[NUMBER].as_str()).collect();
    assert!(written.iter().any(|number| number.contains('•')), "there is a number, and it is masked");
    for number in whole.iter().filter(|number| number.len() > 6) {
        assert!(!written.iter().any(|cell| cell.contains(number.as_str())));
    }
    for cell in table[1..].iter().flatten() {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '|']), "{cell}");
    }
}

#[tokio::test]
async fn a_limited_supervisor_takes_out_no_more_than_they_see() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let account = demo.add("demo", "supervisor", "lan@one.test");
    let visitor = demo.signed_in(&account).await;
    let all = paint(&admin, EVERYONE).await;
    let queue = all.board.rows.values().find_map(|row| row.queues.first()).unwrap();
    let lan = member(&admin, &account.email).await;
    let limits = serde_json::json!({ "connections": [], "groups": [], "queues": [queue] }).to_string();
    let form = [("role", "supervisor"), ("limits", limits.as_str())];
    assert_eq!(ask(&admin, "change_member", &lan, &form).await.status(), 200);
    let mut seen: Vec<String> =
        rows(&paint(&visitor, EVERYONE).await).iter().map(|row| row.external_id.clone()).collect();

    let mut written: Vec<String> =
        table(&visitor, EVERYONE).await[1..].iter().map(|row| row[IDENTIFIER].clone()).collect();

    seen.sort();
    written.sort();
    assert_eq!(written, seen);
    assert!(!written.is_empty() && written.len() < all.board.rows.len());
}

#[tokio::test]
async fn another_tenant_takes_out_nothing_and_what_is_taken_out_stands_in_the_audit_log() {
    let demo = Demo::start();
    let supervisor = demo.signed_in(&demo.add("demo", "supervisor", "lan@one.test")).await;
    let other = demo.signed_in(&demo.add("demo-two", "admin", "admin@two.test")).await;
    let admin = demo.signed_in(&demo.account("admin")).await;
    let rows = table(&supervisor, "connection=tel4vn&show=everyone").await.len() - 1;

    for (visitor, tenant, status) in [(&other, "demo", 404), (&supervisor, "demo-two", 404), (&supervisor, "no", 404)] {
        assert_eq!(visitor.get(&format!("/t/{tenant}/board/export.csv")).await.status(), status);
    }
    assert_eq!(supervisor.get("/t/demo/board/export.csv?a=%FF").await.status(), 200);

    let form = [("tenant", "demo"), ("query", "action=export_board")];
    let log: AuditPage = admin.post("/api/audit_log", &form).await.json().await.unwrap();
    let taken = &log.lines.last().expect("the export is in the log").matter.after;
    let word = |name: &str| taken.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    assert_eq!(word("rows"), Some(rows.to_string()));
    assert_eq!(word("connection"), Some("tel4vn".to_owned()));
    assert_eq!(log.lines.len(), 2);
    let foreign = [("tenant", "demo-two"), ("query", "action=export_board")];
    let log: AuditPage = other.post("/api/audit_log", &foreign).await.json().await.unwrap();
    assert_eq!(log.lines, []);
}
