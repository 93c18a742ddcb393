//! What somebody with a shell does beside a server that serves: it takes it up by itself, and the log says who did it.

use app::api::AuditPage;
use app::api::Wall;
use domain::board::Board;
use domain::health::HealthStatus;
use serde_json::Value;

use crate::support::Demo;
use crate::support::Outcome;
use crate::support::Screen;
use crate::support::Stream;
use crate::support::Visitor;
use crate::support::callboard_with;
use crate::support::location;

const WRONG: &str = "a secret that its provider refuses";
const GOOD: &str = "sim-tel4vn-token";

/// A command about the demonstration.
fn run(demo: &Demo, args: &[&str], input: &str) -> Outcome {
    let (folder, url) = (demo.folder.path().to_str().unwrap().to_owned(), demo.store_url());
    let outcome = callboard_with(&[args, &["--data-dir", &folder, "--database", &url]].concat(), &[], input);
    for secret in [WRONG, GOOD] {
        assert!(!outcome.out.contains(secret) && !outcome.err.contains(secret), "{outcome:?}");
    }
    outcome
}

/// What it answers a program.
fn asked(demo: &Demo, args: &[&str], input: &str) -> Value {
    let outcome = run(demo, &[args, &["--json"]].concat(), input);
    assert_eq!(outcome.code, 0, "{args:?}: {outcome:?}");
    serde_json::from_str(&outcome.out).unwrap_or_else(|error| panic!("{error}: {outcome:?}"))
}

fn refused(demo: &Demo, args: &[&str]) -> String {
    let outcome = run(demo, args, "");
    assert_eq!((outcome.code, outcome.out.as_str()), (2, ""), "{args:?}: {outcome:?}");
    outcome.err
}

/// A board as its stream tells it.
struct Watched {
    stream: Stream,
    board: Board,
}

impl Watched {
    async fn open(visitor: &Visitor) -> Self {
        let mut stream = visitor.stream("demo", "").await;
        let board = serde_json::from_str(&stream.until("snapshot").await.data).unwrap();
        Self { stream, board }
    }

    /// How it stands with a connection now.
    fn status(&self, name: &str) -> Option<HealthStatus> {
        self.board.connections.values().find(|connection| connection.name == name).map(|found| found.health.status)
    }

    async fn until(&mut self, name: &str, is_so: impl Fn(Option<HealthStatus>) -> bool) {
        while !is_so(self.status(name)) {
            let delta = self.stream.until("delta").await;
            self.board.apply(serde_json::from_str(&delta.data).unwrap()).unwrap();
        }
    }
}

fn is_good(status: Option<HealthStatus>) -> bool {
    status.is_some_and(HealthStatus::is_good)
}

async fn deeds_of_operator(admin: &Visitor) -> Vec<String> {
    deeds_of_operator_to(admin, "demo").await
}

/// Those in the log of one company, the newest first.
async fn deeds_of_operator_to(admin: &Visitor, tenant: &str) -> Vec<String> {
    let form = [("tenant", tenant), ("query", "actor=operator")];
    let page: AuditPage = admin.post("/api/audit_log", &form).await.json().await.unwrap();
    let text = serde_json::to_value(&page.lines).unwrap();
    text.as_array().unwrap().iter().map(|line| line["done"]["Deed"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_server_takes_up_what_a_shell_does_to_its_connections() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let mut watched = Watched::open(&admin).await;
    watched.until("TEL4VN", is_good).await;

    let suspended = asked(&demo, &["connection", "suspend", "TEL4VN", "--tenant", "demo"], "");
    watched.until("TEL4VN", |status| status == Some(HealthStatus::Disabled)).await;
    let listed = asked(&demo, &["connection", "list", "--tenant", "demo"], "");
    asked(&demo, &["connection", "resume", "TEL4VN", "--tenant", "demo"], "");
    watched.until("TEL4VN", is_good).await;

    assert_eq!(suspended["condition"], "paused");
    let of = |listed: &Value, name: &str| {
        let all = listed["connections"].as_array().unwrap().clone();
        all.into_iter().find(|connection| connection["name"] == name)
    };
    assert_eq!(of(&listed, "TEL4VN").unwrap()["condition"], "paused");
    assert_eq!(of(&listed, "Convoso").unwrap()["condition"], "polled");

    let secret = ["connection", "secret", "TEL4VN", "--tenant", "demo", "--secret-file", "-"];
    asked(&demo, &secret, WRONG);
    watched.until("TEL4VN", |status| status == Some(HealthStatus::AuthFailed)).await;
    asked(&demo, &secret, GOOD);
    watched.until("TEL4VN", is_good).await;
    let shown = asked(&demo, &["connection", "show", "TEL4VN", "--tenant", "demo"], "");
    assert_eq!((&shown["provider"], &shown["has_secret"]), (&"tel4vn".into(), &true.into()));
    assert!(shown["settings"]["base_url"].as_str().unwrap().ends_with("/tel4vn"), "{shown}");

    let meant = refused(&demo, &["connection", "remove", "TEL4VN", "--tenant", "demo"]);
    assert!(meant.contains("--yes"), "{meant}");
    asked(&demo, &["connection", "remove", "TEL4VN", "--tenant", "demo", "--yes"], "");
    watched.until("TEL4VN", |status| status.is_none()).await;
    let deeds = ["delete_connection", "replace_secret", "replace_secret", "resume_connection", "pause_connection"];
    assert_eq!(deeds_of_operator(&admin).await, deeds);
}

#[tokio::test]
async fn a_connection_of_the_shell_is_polled_by_the_server_that_runs() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let mut watched = Watched::open(&admin).await;
    let url = format!("{}/tel4vn", demo.simulator);
    let (folder, store) = (demo.folder.path().to_str().unwrap(), demo.store_url());
    let place = ["--data-dir", folder, "--database", &store, "--allow-private", "127.0.0.0/8", "--json"];
    let add = ["connection", "add", "--tenant", "demo", "--name", "Hà Nội"];

    let environment = [("CALLBOARD_SECRET", GOOD)];
    let added = callboard_with(&[&add[..], &place, &["tel4vn", "--base-url", &url]].concat(), &environment, "");

    assert_eq!(added.code, 0, "{added:?}");
    watched.until("Hà Nội", is_good).await;
}

#[tokio::test]
async fn a_display_that_a_shell_shuts_out_loses_its_picture() {
    let demo = Demo::start();
    let desk = demo.signed_in(&demo.account("admin")).await;
    let screen = Screen::paired(&demo, &desk, "demo", "North wall").await;
    let mut stream = screen.stream().await;
    stream.until("snapshot").await;

    let listed = asked(&demo, &["display", "list", "--tenant", "demo"], "");
    let unknown = refused(&demo, &["display", "revoke", "South wall", "--tenant", "demo"]);
    let foreign = refused(&demo, &["display", "revoke", "North wall", "--tenant", "demo-two"]);
    let revoked = asked(&demo, &["display", "revoke", "North wall", "--tenant", "demo"], "");

    assert_eq!(listed["displays"][0]["name"], "North wall");
    assert_eq!(listed["displays"][0]["id"], revoked["id"]);
    assert!(unknown.contains("callboard display list --tenant demo") && foreign.contains("demo-two"), "{foreign}");
    stream.until("gone").await;
    assert_eq!(screen.visitor.get("/wall/events").await.status(), 401);
    assert_eq!(deeds_of_operator(&desk).await, ["revoke_display"]);
}

#[tokio::test]
async fn a_suspended_tenant_lets_nobody_in_says_why_and_is_as_before_when_it_is_resumed() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let screen = Screen::paired(&demo, &admin, "demo", "North wall").await;
    let (mut board, mut wall) = (admin.stream("demo", "").await, screen.stream().await);
    board.until("snapshot").await;
    wall.until("snapshot").await;

    let suspended = asked(&demo, &["tenant", "suspend", "demo", "--reason", "Unpaid <b>bills</b>"], "");
    board.until("gone").await;
    wall.until("gone").await;
    let page = admin.get("/t/demo/board").await;

    assert_eq!(suspended["is_suspended"], true);
    assert_eq!(page.status(), 403);
    let page = page.text().await.unwrap();
    assert!(page.contains("is suspended") && page.contains("Reason: Unpaid &lt;b&gt;bills&lt;/b&gt;"), "{page}");
    assert_eq!(admin.get("/t/demo/events").await.status(), 403);
    assert_eq!(admin.post("/api/connections", &[("tenant", "demo")]).await.status(), 403);
    assert_eq!(screen.visitor.get("/wall/events").await.status(), 401);
    let Wall::Suspended { reason, .. } = screen.wall().await else { panic!("it says why") };
    assert_eq!(reason, "Unpaid <b>bills</b>");
    let shown = screen.visitor.get("/wall").await.text().await.unwrap();
    assert!(shown.contains("is suspended") && shown.contains("Reason: Unpaid &lt;b") && !shown.contains("Unpaid <b>"));
    assert_eq!(admin.get("/t/demo-two/board").await.status(), 200, "another company goes on");
    assert!(location(&admin.get("/").await).ends_with("/t/demo-two/board"));
    let shown = asked(&demo, &["tenant", "show", "demo"], "");
    assert_eq!((&shown["is_suspended"], &shown["reason"]), (&true.into(), &"Unpaid <b>bills</b>".into()));

    asked(&demo, &["tenant", "resume", "demo"], "");
    let mut watched = Watched::open(&admin).await;
    watched.until("TEL4VN", is_good).await;
    assert!(matches!(screen.wall().await, Wall::Board(_)), "it is paired still");
    assert_eq!(deeds_of_operator(&admin).await, ["resume_tenant", "suspend_tenant"]);
}

#[tokio::test]
async fn a_tenant_is_removed_only_by_whoever_types_its_word_twice() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let mut board = admin.stream("demo-two", "").await;
    board.until("snapshot").await;

    for args in [&["tenant", "remove", "demo-two"][..], &["tenant", "remove", "demo-two", "--yes", "demo"]] {
        assert!(refused(&demo, args).contains("--yes demo-two"), "{args:?}");
    }
    let removed = asked(&demo, &["tenant", "remove", "demo-two", "--yes", "demo-two"], "");

    assert_eq!(removed["is_removed"], true);
    board.until("gone").await;
    assert_eq!(admin.get("/t/demo-two/board").await.status(), 404);
    assert_eq!(admin.get("/t/demo/board").await.status(), 200);
    assert!(refused(&demo, &["tenant", "show", "demo-two"]).contains("there is no tenant"));
}

#[tokio::test]
async fn members_change_their_part_and_leave_and_a_tenant_keeps_an_admin() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let account = demo.add("demo", "supervisor", "binh@one.test");
    let visitor = demo.signed_in(&account).await;
    let of = |command: &'static str| ["user", command, "--tenant", "demo", "--email", "binh@one.test"];
    assert_eq!(visitor.get("/t/demo/settings/audit").await.status(), 403);

    let promoted = asked(&demo, &[&of("role")[..], &["--role", "admin"]].concat(), "");
    assert_eq!(promoted["role"], "admin");
    assert_eq!(visitor.get("/t/demo/settings/audit").await.status(), 200);
    let listed = asked(&demo, &["user", "list", "--tenant", "demo"], "");
    let binh = listed["users"].as_array().unwrap().iter().find(|user| user["email"] == "binh@one.test").cloned();
    assert_eq!(binh.unwrap()["role"], "admin");
    assert!(refused(&demo, &of("remove")).contains("--yes"));
    let stranger = ["user", "remove", "--yes", "--tenant", "demo-two", "--email", "binh@one.test"];
    assert!(refused(&demo, &stranger).contains("no member of tenant demo-two"));
    asked(&demo, &[&of("remove")[..], &["--yes"]].concat(), "");
    assert_eq!(visitor.get("/t/demo/board").await.status(), 404, "what one does not belong to is not there");

    let last = demo.account("admin").email;
    let others = asked(&demo, &["user", "list", "--tenant", "demo"], "");
    for user in others["users"].as_array().unwrap() {
        let email = user["email"].as_str().unwrap();
        if user["role"] == "admin" && email != last {
            asked(&demo, &["user", "role", "--tenant", "demo", "--email", email, "--role", "supervisor"], "");
        }
    }
    let kept = refused(&demo, &["user", "role", "--tenant", "demo", "--email", &last, "--role", "supervisor"]);
    assert!(kept.contains("last admin"), "{kept}");
    let granted = refused(&demo, &["user", "grant", "--tenant", "demo", "--email", &last, "--role", "supervisor"]);
    assert!(granted.contains("last admin"), "{granted}");
    let deeds = deeds_of_operator(&admin).await;
    assert_eq!(deeds.last().map(String::as_str), Some("add_member"));
    assert!(deeds.contains(&"remove_member".to_owned()));
}

#[tokio::test]
async fn the_log_of_a_company_that_the_shell_adds_begins_with_that() {
    let demo = Demo::start();
    let email = demo.account("admin").email;
    let grant = ["user", "grant", "--tenant", "third", "--email", &email, "--role", "admin"];

    asked(&demo, &["tenant", "add", "third", "--name", "Third"], "");
    asked(&demo, &grant, "");
    assert!(refused(&demo, &["tenant", "add", "third", "--name", "Again"]).contains("slug: exists already"));

    asked(
        &demo,
        &["user", "add", "--tenant", "third", "--email", "an@one.test", "--role", "admin"],
        "mot hai ba bon nam sau\n",
    );
    asked(&demo, &[&grant[..7], &["supervisor"]].concat(), "");

    let deeds = ["change_member", "add_member", "add_member", "add_tenant"];
    let admin = demo.signed_in(&demo.account("admin")).await;
    assert_eq!(admin.get("/t/third/settings/audit").await.status(), 403, "a supervisor now");
    asked(&demo, &[&grant[..7], &["admin"]].concat(), "");
    assert_eq!(deeds_of_operator_to(&admin, "third").await[1..], deeds);
    assert_eq!(deeds_of_operator(&admin).await, Vec::<String>::new(), "another company's log has nothing of it");
}

#[tokio::test]
async fn everything_that_lists_answers_a_program_with_one_document() {
    let demo = Demo::start();
    let second_factor = ["user", "second-factor", "reset", "--email", "nobody@one.test"];

    let tenants = asked(&demo, &["tenant", "list"], "");
    let tenant = asked(&demo, &["tenant", "show", "demo"], "");
    let everybody = asked(&demo, &["user", "list"], "");
    let link = asked(&demo, &["user", "reset-link", "--email", &demo.account("admin").email], "");
    let schema = asked(&demo, &["migrate", "--check"], "");
    let backup = demo.folder.path().join("demo.backup");
    let backup = asked(&demo, &["backup", "--out", backup.to_str().unwrap()], "");
    let verified = asked(&demo, &["restore", "--verify", "--from", backup["file"].as_str().unwrap()], "");

    let slugs: Vec<&Value> = tenants["tenants"].as_array().unwrap().iter().map(|tenant| &tenant["slug"]).collect();
    assert_eq!(slugs, ["demo", "demo-two"]);
    assert_eq!((&tenant["slug"], &tenant["connections"]), (&"demo".into(), &5.into()));
    assert!(everybody["users"].as_array().unwrap().iter().any(|user| user["tenant"] == "demo-two"));
    assert!(link["link"].as_str().unwrap().contains("/reset/"));
    assert_eq!(schema["pending"], Value::Array(Vec::new()));
    assert_eq!(backup["tables"], verified["tables"]);
    assert_eq!((&verified["is_restored"], &verified["missing_keys"]), (&false.into(), &Value::Array(Vec::new())));
    assert!(refused(&demo, &second_factor).contains("nobody with this address"));
}
