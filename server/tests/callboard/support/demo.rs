//! Programs that run until they are told to end.

use std::fs;
use std::fs::File;
use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::ExitStatus;
use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;

use super::command::BINARY;
use super::command::bare_at;
use super::command::callboard_with;
use super::database::of_folder;
use super::visitor::Visitor;
use super::visitor::client;

/// A program that runs; it ends with the test.
pub(crate) struct Program {
    child: Child,
    pub(crate) lines: Vec<String>,
}

impl Program {
    /// Starts it, its log going to `log`, and reads what it prints up to a line that begins with `until`.
    pub(crate) fn start(args: &[&str], environment: &[(&str, &str)], log: &Path, until: &str) -> Self {
        Self::start_at(Path::new(BINARY), args, environment, log, until)
    }

    fn start_at(binary: &Path, args: &[&str], environment: &[(&str, &str)], log: &Path, until: &str) -> Self {
        let log = File::options().create(true).append(true).open(log).unwrap();
        let child = bare_at(binary, args, environment).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut program = Self { child, lines: Vec::new() };
        let mut out = BufReader::new(program.child.stdout.take().unwrap());
        while !program.lines.last().is_some_and(|line| line.starts_with(until)) {
            let mut line = String::new();
            assert!(out.read_line(&mut line).unwrap() > 0, "it ended early: {:?}", program.lines);
            program.lines.push(line.trim_end().to_owned());
        }
        program
    }

    /// Ends it in the middle of whatever it does.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Tells it to end, and waits until it has.
    pub(crate) fn end(&mut self) -> ExitStatus {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
        self.child.wait().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Somebody who can sign in.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) email: String,
    pub(crate) password: String,
}

/// A demonstration that runs.
pub(crate) struct Demo {
    pub(crate) program: Program,
    pub(crate) folder: TempDir,
    pub(crate) note: Value,
    pub(crate) url: String,
    pub(crate) simulator: String,
    place: Option<TempDir>,
}

impl Demo {
    /// Starts one in a fresh folder.
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    /// The same with an environment.
    pub(crate) fn start_with(environment: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::start_in(folder, "127.0.0.1:0", environment)
    }

    /// The same, with these files as its site; without them a page has none of its own.
    pub(crate) fn start_with_site(files: &[(&str, &str)]) -> Self {
        // The site is looked for beside the program, so the program gets a second name there.
        let place = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let binary = place.path().join("callboard");
        fs::hard_link(env!("CARGO_BIN_EXE_callboard"), &binary).unwrap();
        for (name, text) in files {
            let file = place.path().join("site").join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        let mut demo = Self::begin(&binary, tempfile::tempdir().unwrap(), "127.0.0.1:0", &[], &[]);
        demo.place = Some(place);
        demo
    }

    /// The same with further arguments.
    pub(crate) fn start_as(listen: &str, more: &[&str]) -> Self {
        Self::begin(Path::new(BINARY), tempfile::tempdir().unwrap(), listen, more, &[])
    }

    /// Starts one in a folder that may have served before.
    pub(crate) fn start_in(folder: TempDir, listen: &str, environment: &[(&str, &str)]) -> Self {
        Self::begin(Path::new(BINARY), folder, listen, &[], environment)
    }

    /// Ends it and starts it once more in its folder.
    pub(crate) fn start_again(mut self, more: &[&str]) -> Self {
        self.program.end();
        Self::begin(Path::new(BINARY), self.folder, "127.0.0.1:0", more, &[])
    }

    fn begin(binary: &Path, folder: TempDir, listen: &str, more: &[&str], environment: &[(&str, &str)]) -> Self {
        let place = folder.path().to_str().unwrap();
        let args = ["demo", "--listen", listen, "--data-dir", place, "--agents", "12"];
        // A day of work before each test would be most of its time.
        let past: &[&str] = if more.contains(&"--past-hours") { &[] } else { &["--past-hours", "0"] };
        let args = [&args[..], past, more].concat();
        let log = folder.path().join("log");
        let program = Program::start_at(binary, &args, environment, &log, "Callboard listens on ");
        let note: Value = serde_json::from_slice(&fs::read(folder.path().join("demo.json")).unwrap()).unwrap();
        let url = note["url"].as_str().unwrap().to_owned();
        let simulator = note["simulator"].as_str().unwrap().to_owned();
        Self { program, folder, note, url, simulator, place: None }
    }

    /// The printed account of that role.
    pub(crate) fn account(&self, role: &str) -> Account {
        let accounts = self.note["accounts"].as_array().unwrap();
        let account = accounts.iter().find(|account| account["role"] == role).unwrap();
        let text = |name: &str| account[name].as_str().unwrap().to_owned();
        Account { email: text("email"), password: text("password") }
    }

    /// Adds somebody to one tenant.
    pub(crate) fn add(&self, tenant: &str, role: &str, email: &str) -> Account {
        let account = Account { email: email.to_owned(), password: format!("long enough for {email}") };
        let store = self.store_url();
        let args = ["user", "add", "--tenant", tenant, "--email", email, "--role", role, "--database", &store];
        let data = ["--data-dir", self.folder.path().to_str().unwrap()];
        let added = callboard_with(&[&args[..], &data].concat(), &[], &account.password);
        assert_eq!(added.code, 0, "{added:?}");
        account
    }

    /// Where its database is.
    pub(crate) fn store_url(&self) -> String {
        of_folder(self.folder.path())
            .unwrap_or_else(|| format!("sqlite:{}?mode=rwc", self.folder.path().join("demo.db").display()))
    }

    /// Somebody who has not signed in.
    pub(crate) fn visitor(&self) -> Visitor {
        Visitor::new(&self.url)
    }

    /// Somebody who has.
    pub(crate) async fn signed_in(&self, account: &Account) -> Visitor {
        let mut visitor = self.visitor();
        visitor.sign_in(account).await;
        visitor
    }

    /// Asks the simulator to do something.
    pub(crate) async fn simulate(&self, path: &str) {
        let answer = client().post(format!("{}/__sim/{path}", self.simulator)).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
    }

    /// How many changes a provider of the simulator has accepted.
    pub(crate) async fn writes(&self, provider: &str) -> u64 {
        let answer = client().get(format!("{}/__sim/counters", self.simulator)).send().await.unwrap();
        let counters: Value = answer.json().await.unwrap();
        counters[provider]["writes"].as_u64().unwrap()
    }

    /// The simulator's own view of a provider's agents: identifier and state.
    pub(crate) async fn simulated_agents(&self, provider: &str) -> Vec<(String, String)> {
        let answer = client().get(format!("{}/__sim/state", self.simulator)).send().await.unwrap();
        let state: Value = answer.json().await.unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let agents = state["providers"][provider]["agents"].as_array().unwrap();
        agents.iter().map(|agent| (text(&agent["external_id"]), text(&agent["state"]))).collect()
    }
}
