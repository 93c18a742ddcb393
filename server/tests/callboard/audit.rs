//! The audit log over the network: its page, its filter and its export, and that other tenants see nothing of it.

use app::api::AuditPage;

use crate::support::Demo;
use crate::support::Visitor;

async fn log(visitor: &Visitor, tenant: &str, query: &str) -> AuditPage {
    let answer = visitor.post("/api/audit_log", &[("tenant", tenant), ("query", query)]).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

#[tokio::test]
async fn an_export_holds_what_the_page_shows_and_stands_in_the_log_itself() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let path = "/t/demo/settings/audit/export.csv";

    let first = admin.get(path).await;
    assert_eq!(first.status(), 200);
    assert_eq!(first.headers()["content-type"], "text/csv; charset=utf-8");
    drop(first.text().await.unwrap());
    let second = admin.get(&format!("{path}?action=export_audit&actor=nobody")).await.text().await.unwrap();
    let third = admin.get(&format!("{path}?action=export_audit")).await.text().await.unwrap();

    let page = log(&admin, "demo", "action=export_audit").await;
    assert_eq!(page.lines.len(), 3);
    assert_eq!(second.lines().count(), 1, "nobody did anything, so only the headings are there");
    assert!(second.starts_with("\u{feff}at_utc,who,"));
    assert_eq!(third.lines().count(), 1 + 3);
    assert!(third.contains("action=export_audit; actor=nobody"));
    assert!(page.actors.contains(&page.me.name));
}

#[tokio::test]
async fn a_filter_that_makes_no_sense_is_named_and_the_rest_holds() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;

    let page = log(&admin, "demo", "from=yesterday&actor=nobody").await;

    assert_eq!(page.not_understood, ["from"]);
    assert_eq!(page.lines, []);
    assert_eq!(page.filter.get("actor").map(String::as_str), Some("nobody"));
}

#[tokio::test]
async fn the_log_of_another_tenant_is_not_there_and_a_supervisor_may_not_read_their_own() {
    let demo = Demo::start();
    // The demo's own admin belongs to both companies.
    let admin = demo.signed_in(&demo.add("demo", "admin", "admin@one.test")).await;
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;

    for (visitor, tenant, status) in [(&admin, "demo-two", 404), (&admin, "demo-too", 404), (&supervisor, "demo", 403)]
    {
        let form = [("tenant", tenant), ("query", "")];
        assert_eq!(visitor.post("/api/audit_log", &form).await.status(), status);
        assert_eq!(visitor.get(&format!("/t/{tenant}/settings/audit/export.csv")).await.status(), status);
        assert_eq!(visitor.get(&format!("/t/{tenant}/settings/audit")).await.status(), status);
    }
}
