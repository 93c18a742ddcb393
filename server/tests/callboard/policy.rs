//! Every line of the policy table, asked by everybody about every kind of tenant.

use std::collections::BTreeSet;

use app::api::DisplaysPage;
use app::api::FirstPaint;
use backend::auth::policy::Access;
use backend::auth::policy::Method;
use backend::auth::policy::RULES;
use backend::auth::policy::Rule;
use backend::auth::policy::SERVER_FN_PREFIX;
use backend::auth::policy::Target;
use backend::auth::policy::rule_for;
use domain::id::ConnectionIndex;
use domain::provider::ProviderKind;
use domain::role::Role;
use domain::saved_view::SavedView;
use leptos::server_fn::axum::server_fn_paths;
use leptos_axum::generate_route_list;
use reqwest::Response;
use uuid::Uuid;

use crate::support::Demo;
use crate::support::Screen;
use crate::support::Visitor;
use crate::support::location;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    LetIn,
    SignedOut,
    Missing,
    Forbidden,
}

struct Caller {
    name: &'static str,
    visitor: Visitor,
    role: Option<Role>,
    own: &'static str,
    foreign: &'static str,
    is_display: bool,
}

const MISSING: &str = "no-such-tenant";
const MADE_UP_KEY: &str = "00000000-0000-0000-0000-000000000000:1";

#[tokio::test]
async fn everybody_gets_exactly_what_the_policy_table_says() {
    let demo = Demo::start();
    let supervisor = demo.add("demo", "supervisor", "supervisor@one.test");
    let admin = demo.add("demo", "admin", "admin@one.test");
    let other = demo.add("demo-two", "admin", "admin@two.test");
    let caller = |name, visitor, role, own, foreign| Caller { name, visitor, role, own, foreign, is_display: false };
    let one_admin = demo.signed_in(&admin).await;
    let screen = Screen::paired(&demo, &one_admin, "demo", "TV").await;
    let callers = [
        caller("nobody", demo.visitor(), None, "demo", "demo-two"),
        caller("supervisor", demo.signed_in(&supervisor).await, Some(Role::Supervisor), "demo", "demo-two"),
        caller("admin", one_admin, Some(Role::Admin), "demo", "demo-two"),
        caller("another tenant's admin", demo.signed_in(&other).await, Some(Role::Admin), "demo-two", "demo"),
        Caller { is_display: true, ..caller("a display", screen.visitor.clone(), None, "demo", "demo-two") },
    ];
    // Signing out ends what the other cells need.
    let ends_a_session = |rule: &&Rule| matches!(rule.target, Target::Route { pattern: "/sign-out", .. });
    let rules: Vec<&Rule> =
        RULES.iter().filter(|rule| !ends_a_session(rule)).chain(RULES.iter().filter(ends_a_session)).collect();

    let mut cells = 0;
    for rule in rules {
        for caller in &callers {
            for tenant in [caller.own, caller.foreign, MISSING] {
                let answer = ask(&demo, rule, caller, tenant).await;
                let status = answer.status();
                let observed = verdict(rule, &answer);
                let expected = expected(rule, caller, tenant);
                // An agent without a call has no number to be shown, which is missing too.
                let has_no_number = rule.target == Target::ServerFn { name: "reveal_number" } && tenant == caller.own;
                // Nor has a tenant a rule, an alarm or a webhook of that identity; a role that may not is told so first.
                let has_none = expected == Verdict::LetIn && names_nothing(rule);
                let expected =
                    if (has_no_number || has_none) && observed == Verdict::Missing { observed } else { expected };
                assert_eq!(observed, expected, "{:?} by {} about {tenant}: {status}", rule.target, caller.name);
                assert!(!status.is_server_error(), "{:?} by {}: {status}", rule.target, caller.name);
                cells += 1;
            }
        }
    }

    eprintln!("policy: {} rules, {cells} cells", RULES.len());
    assert_eq!(cells, RULES.len() * callers.len() * 3);
}

fn expected(rule: &Rule, caller: &Caller, tenant: &str) -> Verdict {
    match (rule.access, caller.role) {
        (Access::Public, _) => Verdict::LetIn,
        (Access::Display, _) if caller.is_display => Verdict::LetIn,
        (Access::Display, _) => Verdict::SignedOut,
        (Access::SignedIn | Access::Tenant(_), None) => Verdict::SignedOut,
        (Access::SignedIn, Some(_)) => Verdict::LetIn,
        (Access::Tenant(_), Some(_)) if tenant != caller.own => Verdict::Missing,
        (Access::Tenant(roles), Some(role)) if roles.contains(&role) => Verdict::LetIn,
        (Access::Tenant(_), Some(_)) => Verdict::Forbidden,
    }
}

async fn ask(demo: &Demo, rule: &Rule, caller: &Caller, tenant: &str) -> Response {
    match rule.target {
        Target::Route { method: Method::Get, pattern } => {
            let key = match caller.role {
                Some(_) if tenant == caller.own && pattern.contains("{key}") => {
                    agent_key(&caller.visitor, tenant).await
                }
                Some(_) | None => MADE_UP_KEY.to_owned(),
            };
            let display = match caller.role {
                Some(_) if tenant == caller.own && pattern.contains("{display}") => {
                    waiting(demo, caller, tenant).await.1
                }
                Some(_) | None => Uuid::nil().to_string(),
            };
            let path = pattern.replace("{tenant}", tenant).replace("{key}", &key).replace("{display}", &display);
            caller.visitor.get(&path).await
        }
        Target::Route { method: Method::Post, pattern } => {
            caller.visitor.post(&pattern.replace("{tenant}", tenant), &[]).await
        }
        Target::ServerFn { name } => {
            let agent = match caller.role {
                Some(_) if tenant == caller.own => convoso_agent(&caller.visitor, tenant).await,
                Some(_) | None => "0:1".to_owned(),
            };
            let id = match caller.role {
                Some(_) if tenant == caller.own => a_connection(&caller.visitor, tenant).await,
                Some(_) | None => MISSING.to_owned(),
            };
            let key = match caller.role {
                Some(_) if tenant == caller.own => agent_key(&caller.visitor, tenant).await,
                Some(_) | None => MADE_UP_KEY.to_owned(),
            };
            let (code, display) = match caller.role {
                Some(_) if tenant == caller.own && is_of_display(name) => waiting(demo, caller, tenant).await,
                Some(_) | None => ("AAAAAAAA".to_owned(), Uuid::nil().to_string()),
            };
            let view = match caller.role {
                Some(_) if tenant == caller.own && name.ends_with("_view") => a_view(&caller.visitor, tenant).await,
                Some(_) if name.ends_with("_view") => Uuid::nil().to_string(),
                Some(_) | None => String::new(),
            };
            let form = [
                ("tenant", tenant),
                ("query", ""),
                ("at", "0"),
                ("length_s", "60"),
                ("token", "made-up"),
                ("agent", agent.as_str()),
                ("key", key.as_str()),
                ("day", ""),
                ("id", id.as_str()),
                ("kind", "tel4vn"),
                ("form[kind]", "tel4vn"),
                ("spec[kind]", "connection"),
                ("rule", "00000000-0000-0000-0000-000000000000"),
                ("alarm", "00000000-0000-0000-0000-000000000000"),
                ("set", "00000000-0000-0000-0000-000000000000"),
                ("webhook", "00000000-0000-0000-0000-000000000000"),
                ("base_url", ""),
                ("secret", ""),
                ("word", "SYS_HOLD"),
                ("state", "paused"),
                // Convoso pauses nobody, so that nobody is logged out whom the other cells read.
                ("wish[id]", "018f0000-0000-7000-8000-000000000001"),
                ("wish[action]", "pause"),
                ("code", code.as_str()),
                ("display", display.as_str()),
                ("name", "TV"),
                ("place", ""),
                ("layout", "floor"),
                ("view", view.as_str()),
                ("role", "supervisor"),
                ("build", "0"),
                ("width", "1"),
                ("height", "1"),
            ];
            let answer = caller.visitor.post(&format!("{SERVER_FN_PREFIX}{name}"), &form).await;
            if name == "reveal_number" && answer.status() == 404 {
                // Nobody need be on a call; whether the agent is there tells whether the caller was let in.
                return caller.visitor.post(&format!("{SERVER_FN_PREFIX}agent_details"), &form).await;
            }
            answer
        }
    }
}

fn is_of_display(function: &str) -> bool {
    function.ends_with("_display") || function.ends_with("display_program")
}

/// The code of a screen that waits, and a display of the tenant.
async fn waiting(demo: &Demo, caller: &Caller, tenant: &str) -> (String, String) {
    Screen::paired(demo, &caller.visitor, tenant, "TV").await;
    let answer = caller.visitor.post("/api/displays", &[("tenant", tenant)]).await;
    let page: DisplaysPage = answer.json().await.unwrap();
    (Screen::switch_on(demo).await.code().await, page.displays[0].id.to_string())
}

/// A view of the caller's own.
async fn a_view(visitor: &Visitor, tenant: &str) -> String {
    let name = Uuid::new_v4().to_string();
    visitor.post("/api/save_view", &[("tenant", tenant), ("name", &name)]).await;
    let views: Vec<SavedView> = visitor.post("/api/views", &[("tenant", tenant)]).await.json().await.unwrap();
    views.into_iter().find(|view| view.name == name).expect("what was saved is found").id.to_string()
}

/// An agent of the connection that can read one agent, so that "no such agent" does not look like "no such tenant".
async fn convoso_agent(visitor: &Visitor, tenant: &str) -> String {
    let answer = visitor.post("/api/board", &[("tenant", tenant), ("query", "")]).await;
    let paint: FirstPaint = answer.json().await.unwrap();
    let row = paint.board.rows.values().find(|row| {
        paint.board.connections.get(&row.connection).is_some_and(|connection| connection.kind == ProviderKind::Convoso)
    });
    let row = row.expect("both tenants have a Convoso floor");
    format!("{}:{}", row.connection.0, row.external_id)
}

/// The same agent as an address names them for good.
async fn agent_key(visitor: &Visitor, tenant: &str) -> String {
    let answer = visitor.post("/api/board", &[("tenant", tenant), ("query", "")]).await;
    let paint: FirstPaint = answer.json().await.unwrap();
    let agent = convoso_agent(visitor, tenant).await;
    let (index, external_id) = agent.split_once(':').unwrap();
    let connection = &paint.board.connections[&ConnectionIndex(index.parse().unwrap())];
    app::api::agent_day::agent_key(connection.id, external_id)
}

/// A connection that may be paused and deleted: the one whose agents the other cells read stays.
async fn a_connection(visitor: &Visitor, tenant: &str) -> String {
    let answer = visitor.post("/api/board", &[("tenant", tenant), ("query", "")]).await;
    let paint: FirstPaint = answer.json().await.unwrap();
    let all = || paint.board.connections.values();
    let other = all().find(|connection| connection.kind != ProviderKind::Convoso);
    other.or_else(|| all().next()).map_or_else(String::new, |connection| connection.id.to_string())
}

fn verdict(rule: &Rule, answer: &Response) -> Verdict {
    match answer.status().as_u16() {
        401 => Verdict::SignedOut,
        303 if location(answer).starts_with("/sign-in") && rule.access != Access::Public => Verdict::SignedOut,
        // A made-up token is let in to the page that says that its link is over.
        404 if is_link(rule) => Verdict::LetIn,
        404 | 405 => Verdict::Missing,
        403 => Verdict::Forbidden,
        _ => Verdict::LetIn,
    }
}

fn names_nothing(rule: &Rule) -> bool {
    let functions = [
        "delete_rule",
        "acknowledge_alarm",
        "test_webhook",
        "delete_webhook",
        "plan_retry",
        "plan_undo",
        "change_set",
        "confirm_changes",
        "cancel_changes",
        "discard_changes",
        "queue_page",
    ];
    match rule.target {
        Target::ServerFn { name } => functions.contains(&name),
        Target::Route { pattern, .. } => pattern.ends_with("/{queue}"),
    }
}

fn is_link(rule: &Rule) -> bool {
    match rule.target {
        Target::Route { pattern, .. } => pattern.ends_with("/{token}"),
        Target::ServerFn { name } => ["set_up_form", "join_form", "reset_form"].contains(&name),
    }
}

// Listing the pages runs the page's own code, which wants a runtime.
#[tokio::test]
async fn every_page_and_server_function_has_a_rule_and_every_rule_its_function() {
    let pages: Vec<String> = generate_route_list(app::App).iter().map(|listing| listing.path().to_owned()).collect();
    let functions: BTreeSet<String> = server_fn_paths().map(|(path, _)| path.to_owned()).collect();

    assert!(!pages.is_empty());
    for page in &pages {
        assert!(rule_for("GET", page).is_some(), "{page} is not in the policy table");
    }
    assert!(!functions.is_empty());
    for path in &functions {
        assert!(rule_for("POST", path).is_some(), "{path} is not in the policy table");
    }
    for rule in RULES {
        if let Target::ServerFn { name } = rule.target {
            assert!(functions.contains(&format!("{SERVER_FN_PREFIX}{name}")), "{name} does not exist");
        }
    }
}

#[tokio::test]
async fn a_foreign_tenant_and_a_missing_one_answer_alike() {
    let demo = Demo::start();
    let visitor = demo.signed_in(&demo.account("supervisor")).await;

    let foreign = visitor.get("/t/demo-two/events").await;
    let missing = visitor.get("/t/demo-too/events").await;
    assert_eq!((foreign.status(), missing.status()), (404.try_into().unwrap(), 404.try_into().unwrap()));
    assert_eq!(foreign.text().await.unwrap(), missing.text().await.unwrap());

    for function in
        ["board", "agent_details", "reread_agent", "act", "last_actions", "callout_queues", "agent_callin", "in_groups"]
    {
        let path = format!("/api/{function}");
        let wish = ("wish[id]", "018f0000-0000-7000-8000-000000000001");
        let form = |tenant| [("tenant", tenant), ("query", ""), ("agent", "0:1"), wish, ("wish[action]", "log_out")];
        let foreign = visitor.post(&path, &form("demo-two")).await;
        let missing = visitor.post(&path, &form("demo-too")).await;
        assert_eq!(foreign.status(), missing.status());
        assert_eq!(foreign.text().await.unwrap(), missing.text().await.unwrap());
    }

    // Beside what it says, a page holds its nonce, the address asked for and pieces in the order of their making.
    let page = async |slug: &str| {
        let answer = visitor.get(&format!("/t/{slug}/board")).await;
        assert_eq!(answer.status(), 404);
        let text = answer.text().await.unwrap();
        let said =
            text.split("<main").nth(1).and_then(|rest| rest.split("</main>").next()).expect("a page says something");
        said.replace(slug, "SLUG")
    };
    assert_eq!(page("demo-two").await, page("demo-too").await);
}

#[tokio::test]
async fn what_is_not_in_the_table_is_not_served() {
    let demo = Demo::start();
    let visitor = demo.signed_in(&demo.account("admin")).await;

    for (method, path) in [
        ("GET", "/t/demo"),
        ("GET", "/t/demo/board/"),
        ("GET", "/nothing"),
        ("GET", "/api/board"),
        ("POST", "/api/nothing"),
        ("POST", "/t/demo/board"),
        ("DELETE", "/sign-in"),
        ("GET", "/sign-out"),
        ("GET", "/../Cargo.toml"),
        ("GET", "/%2e%2e/callboard"),
        ("GET", "/pkg"),
    ] {
        let answer = visitor.request(method, path).header("sec-fetch-site", "same-origin").send().await.unwrap();
        assert_eq!(answer.status(), 404, "{method} {path}");
    }
}
