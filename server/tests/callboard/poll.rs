//! `callboard poll` against a simulator that runs alone, with the arguments that it announces.

use serde_json::Value;
use tempfile::TempDir;

use crate::support::Outcome;
use crate::support::Program;
use crate::support::callboard;
use crate::support::callboard_with;
use crate::support::client;

const PROVIDERS: [&str; 5] = ["tel4vn", "convoso", "alohub", "vicidial", "crocodial"];

struct Simulator {
    _program: Program,
    _folder: TempDir,
    announced: Value,
}

impl Simulator {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let args = ["simulate", "--listen", "127.0.0.1:0", "--agents", "7", "--seed", "3"];
        let program = Program::start(&args, &[], &folder.path().join("log"), "{");
        let announced = serde_json::from_str(&program.lines[0]).unwrap();
        Self { _program: program, _folder: folder, announced }
    }

    fn args(&self, provider: &str) -> Vec<String> {
        let args = self.announced["providers"][provider]["args"].as_array().unwrap();
        args.iter().map(|arg| arg.as_str().unwrap().to_owned()).collect()
    }

    fn secret(&self, provider: &str) -> &str {
        self.announced["providers"][provider]["env"]["CALLBOARD_SECRET"].as_str().unwrap()
    }

    fn poll(&self, provider: &str, more: &[&str]) -> Outcome {
        self.poll_with(provider, more, self.secret(provider))
    }

    /// Also looks for the secret in whatever is said, at the most talkative level.
    fn poll_with(&self, provider: &str, more: &[&str], secret: &str) -> Outcome {
        let args = self.args(provider);
        let args: Vec<&str> =
            ["poll"].into_iter().chain(args.iter().map(String::as_str)).chain(more.iter().copied()).collect();
        let environment = [("CALLBOARD_SECRET", secret), ("CALLBOARD_LOG", "trace")];
        let outcome = callboard_with(&args, &environment, "");
        assert!(!outcome.out.contains(secret) && !outcome.err.contains(secret), "{provider}: {outcome:?}");
        outcome
    }

    async fn fault(&self, provider: &str, fault: &str) {
        let base = self.args("tel4vn")[2].clone();
        let root = base.strip_suffix("/tel4vn").unwrap();
        let answer = client().post(format!("{root}/__sim/fault/{provider}/{fault}")).send().await.unwrap();
        assert_eq!(answer.status(), 204);
    }
}

fn json(outcome: &Outcome) -> Value {
    serde_json::from_str(&outcome.out).unwrap_or_else(|error| panic!("{error}: {outcome:?}"))
}

#[tokio::test]
async fn a_good_poll_of_each_provider_prints_its_agents() {
    let simulator = Simulator::start();

    for provider in PROVIDERS {
        let outcome = simulator.poll(provider, &["--json"]);

        assert_eq!(outcome.code, 0, "{provider}: {outcome:?}");
        let report = json(&outcome);
        let agents = report["agents"].as_array().unwrap();
        assert!(!agents.is_empty(), "{provider}");
        for agent in agents {
            assert!(agent["external_id"].as_str().is_some_and(|id| !id.is_empty()), "{provider}: {agent}");
            assert!(agent["state"].is_string(), "{provider}: {agent}");
        }
        assert_eq!(report["health"]["status"], "ok", "{provider}: {report}");
        assert!(report["requests"].as_u64().unwrap() >= 1, "{provider}");
        assert!(report["warnings"].is_array(), "{provider}");

        let table = simulator.poll(provider, &[]);
        assert_eq!(table.code, 0);
        assert!(table.out.starts_with("AGENT") && table.out.contains("health ok"), "{provider}: {}", table.out);
    }
}

#[tokio::test]
async fn a_refused_secret_ends_with_3_and_any_other_error_of_the_provider_with_4() {
    let simulator = Simulator::start();

    for provider in PROVIDERS {
        for (fault, code, status) in
            [("auth-revoked", 3, "auth_failed"), ("status-500", 4, "server_error"), ("html-ok", 4, "bad_body")]
        {
            simulator.fault(provider, fault).await;

            let outcome = simulator.poll(provider, &["--json"]);

            assert_eq!(outcome.code, code, "{provider} {fault}: {outcome:?}");
            let report = json(&outcome);
            assert_eq!(report["error"]["kind"], status, "{provider} {fault}: {report}");
            assert_eq!(report["health"]["status"], status, "{provider} {fault}: {report}");
            assert!(outcome.err.starts_with("callboard: "), "{provider} {fault}: {}", outcome.err);
        }
        simulator.fault(provider, "none").await;
        assert_eq!(simulator.poll(provider, &[]).code, 0, "{provider} is well again");
        assert_eq!(simulator.poll_with(provider, &[], "wrongsecret").code, 3, "{provider}");
    }
}

#[test]
fn what_cannot_be_asked_is_told_apart_from_what_cannot_be_understood() {
    let secret = [("CALLBOARD_SECRET", "canary-of-the-secret")];
    let run = |args: &[&str]| {
        let outcome = callboard_with(args, &secret, "");
        assert!(!outcome.out.contains("canary") && !outcome.err.contains("canary"), "{outcome:?}");
        outcome
    };

    let private = run(&["poll", "tel4vn", "--base-url", "http://127.0.0.1:9"]);
    assert_eq!(private.code, 4, "{private:?}");
    assert!(private.err.contains("base_url"), "{}", private.err);
    let nobody =
        run(&["poll", "tel4vn", "--base-url", "http://127.0.0.1:9", "--allow-private", "127.0.0.0/8", "--json"]);
    assert_eq!((nobody.code, json(&nobody)["error"]["kind"].as_str()), (4, Some("unreachable")));
    let zone = run(&["poll", "tel4vn", "--base-url", "https://api.example.com", "--zone", "Mars/Base"]);
    assert_eq!(zone.code, 4, "{zone:?}");

    for wrong in [
        &["poll", "asterisk", "--base-url", "https://api.example.com"][..],
        &["poll", "tel4vn"],
        &["poll", "vicidial", "--base-url", "https://api.example.com"],
        &["poll", "vicidial", "--base-url", "https://api.example.com", "--user", "u", "--mode", "agent"],
        &["poll", "tel4vn", "--base-url", "https://api.example.com", "--allow-private", "everywhere"],
        &["poll", "tel4vn", "--base-url", "https://api.example.com", "--secret-file", "/nowhere/at/all"],
    ] {
        assert_eq!(run(wrong).code, 2, "{wrong:?}");
    }
    let none = callboard(&["poll", "tel4vn", "--base-url", "https://api.example.com"]);
    assert_eq!(none.code, 2);
    assert!(none.err.contains("CALLBOARD_SECRET") && none.err.contains("--secret-file"), "{}", none.err);
}

#[test]
fn the_secret_may_come_from_a_file_with_a_line_break_after_it() {
    let simulator = Simulator::start();
    let file = simulator._folder.path().join("secret");
    std::fs::write(&file, format!("{}\r\n", simulator.secret("convoso"))).unwrap();
    let args = simulator.args("convoso");
    let mut args: Vec<&str> = ["poll"].into_iter().chain(args.iter().map(String::as_str)).collect();
    args.extend(["--secret-file", file.to_str().unwrap()]);

    assert_eq!(callboard(&args).code, 0);
}

#[test]
fn the_help_of_each_provider_shows_a_working_example() {
    for provider in PROVIDERS {
        let help = callboard(&["poll", provider, "--help"]);

        assert_eq!(help.code, 0);
        assert!(help.out.contains(&format!("callboard poll {provider} --base-url ")), "{}", help.out);
        assert!(help.out.contains("CALLBOARD_SECRET="), "{}", help.out);
    }
}
