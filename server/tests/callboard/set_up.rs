//! Setting a real tenant up from the shell, and what is said when something is wrong.

use std::net::TcpListener;

use tempfile::TempDir;

use crate::support::Account;
use crate::support::Outcome;
use crate::support::Program;
use crate::support::Visitor;
use crate::support::callboard_with;
use crate::support::stored;

const SECRET: &str = "canary-of-the-provider";
const PASSWORD: &str = "a long enough password";

struct Shell(TempDir);

impl Shell {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn run(&self, args: &[&str]) -> Outcome {
        let environment = [
            ("CALLBOARD_DATA_DIR", self.0.path().to_str().unwrap()),
            ("CALLBOARD_SECRET", SECRET),
            ("CALLBOARD_LOG", "trace"),
        ];
        let outcome = callboard_with(args, &environment, &format!("{PASSWORD}\n"));
        for canary in [SECRET, PASSWORD] {
            assert!(!outcome.out.contains(canary) && !outcome.err.contains(canary), "{outcome:?}");
        }
        outcome
    }

    fn good(&self, args: &[&str]) -> String {
        let outcome = self.run(args);
        assert_eq!(outcome.code, 0, "{args:?}: {outcome:?}");
        outcome.out
    }

    fn wrong(&self, args: &[&str]) -> String {
        let outcome = self.run(args);
        assert_eq!(outcome.code, 2, "{args:?}: {outcome:?}");
        outcome.err
    }
}

const ADD_CONNECTION: [&str; 13] = [
    "connection",
    "add",
    "--tenant",
    "acme",
    "--name",
    "Hà Nội",
    "convoso",
    "--base-url",
    "https://api.example.com",
    "--token-in",
    "body",
    "--queue",
    "12",
];

#[tokio::test]
async fn a_tenant_is_set_up_from_the_shell_and_its_people_sign_in() {
    let shell = Shell::new();

    shell.good(&["tenant", "add", "acme", "--name", "Acme Ltd"]);
    shell.good(&["user", "add", "--tenant", "acme", "--email", "an@acme.test", "--role", "admin"]);
    shell.good(&ADD_CONNECTION);
    shell.good(&[
        "user",
        "add",
        "--tenant",
        "acme",
        "--email",
        "binh@acme.test",
        "--role",
        "supervisor",
        "--name",
        "Bình",
        "--limit-connection",
        "Hà Nội",
    ]);
    assert!(
        shell
            .good(&["connection", "list", "--tenant", "acme"])
            .contains("Hà Nội\tConvoso\thttps://api.example.com\tpolled")
    );
    shell.good(&["connection", "pause", "Hà Nội", "--tenant", "acme"]);
    assert!(shell.good(&["connection", "list", "--tenant", "acme"]).contains("\tpaused"));

    let folder = shell.0.path().to_str().unwrap();
    let args = ["serve", "--listen", "127.0.0.1:0", "--data-dir", folder];
    let program = Program::start(&args, &[], &shell.0.path().join("log"), "Callboard listens on ");
    let url = program.lines.last().unwrap().strip_prefix("Callboard listens on ").unwrap();
    for email in ["an@acme.test", "binh@acme.test"] {
        let mut visitor = Visitor::new(url);
        visitor.sign_in(&Account { email: email.to_owned(), password: PASSWORD.to_owned() }).await;
        assert_eq!(visitor.get("/t/acme/board").await.status(), 200);
    }
    let stored = stored(shell.0.path());
    for canary in [SECRET, PASSWORD] {
        let holds = |bytes: &[u8]| bytes.windows(canary.len()).any(|window| window == canary.as_bytes());
        assert!(!holds(&stored), "a secret is stored readable");
    }
}

#[test]
fn a_mistake_names_its_field_and_the_remedy() {
    let shell = Shell::new();
    shell.good(&["tenant", "add", "acme", "--name", "Acme Ltd"]);
    shell.good(&["user", "add", "--tenant", "acme", "--email", "an@acme.test", "--role", "admin"]);
    shell.good(&ADD_CONNECTION);

    assert!(shell.wrong(&["tenant", "add", "acme", "--name", "Again"]).contains("slug: exists already"));
    assert!(shell.wrong(&["tenant", "add", "A c", "--name", "x"]).contains("slug: use 2 to 40"));
    let user = |tenant: &str, email: &str, more: &[&str]| {
        let args = ["user", "add", "--tenant", tenant, "--email", email, "--role", "supervisor"];
        shell.wrong(&[&args[..], more].concat())
    };
    assert!(user("nobody", "b@acme.test", &[]).contains("tenant: there is no tenant"));
    assert!(user("acme", "not an address", &["--name", "B"]).contains("email: not an e-mail address"));
    assert!(user("acme", "an@acme.test", &[]).contains("callboard user grant"));
    assert!(user("acme", "b@acme.test", &["--limit-connection", "Huế"]).contains("connection list --tenant acme"));
    assert!(shell.wrong(&ADD_CONNECTION).contains("name: exists already"));
    let private =
        ["connection", "add", "--tenant", "acme", "--name", "x", "tel4vn", "--base-url", "http://192.168.1.5"];
    assert!(shell.wrong(&private).contains("base_url"));
    assert!(shell.wrong(&["connection", "pause", "Huế", "--tenant", "acme"]).contains("name: "));
}

#[test]
fn a_short_password_is_refused_and_nobody_is_added() {
    let shell = Shell::new();
    shell.good(&["tenant", "add", "acme", "--name", "Acme Ltd"]);
    let add = ["user", "add", "--tenant", "acme", "--email", "an@acme.test", "--role", "admin"];
    let environment =
        |password| [("CALLBOARD_DATA_DIR", shell.0.path().to_str().unwrap()), ("CALLBOARD_PASSWORD", password)];

    let short = callboard_with(&add, &environment("elevenchars"), "");
    let long = callboard_with(&add, &environment(PASSWORD), "");

    assert_eq!(short.code, 2);
    assert!(short.err.contains("password: use at least 12 characters"), "{}", short.err);
    assert_eq!(long.code, 0, "{long:?}");
}

#[test]
fn a_server_does_not_listen_where_others_could_read_along_or_somebody_else_does() {
    let shell = Shell::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();

    let open = shell.wrong(&["serve", "--listen", "0.0.0.0:0"]);
    assert!(open.contains("--insecure-http"), "{open}");
    for command in ["serve", "demo"] {
        let held = TcpListener::bind(&taken).ok();
        let refused = shell.run(&[command, "--listen", &taken]);
        assert_eq!(refused.code, 1);
        assert!(
            refused.err.contains(&taken) && refused.err.contains("another program listens there"),
            "{}",
            refused.err
        );
        drop(held);
    }
}
