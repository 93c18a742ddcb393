//! Ended by force in the middle of its work, again and again: it starts, everything that was acknowledged is there, and the
//! audit log tells of every action that reached a provider.

use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;
use std::time::Instant;

use app::api::FirstPaint;
use backend::store::AuditEntry;
use backend::store::Store;
use domain::audit::AuditFilter;
use domain::command::Outcome;
use serde_json::Value;
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::Account;
use crate::support::Program;
use crate::support::Visitor;
use crate::support::callboard_with;
use crate::support::client;
use crate::support::of_folder;

const PASSWORD: &str = "a long enough password";
/// Goal of a start; a machine that does much else is given more before the test fails.
const START_GOAL: Duration = Duration::from_secs(3);
const START_LIMIT: Duration = Duration::from_secs(30);

/// 200 in a soak.
fn kills() -> usize {
    if std::env::var_os("CALLBOARD_SOAK").is_some() { 200 } else { 20 }
}

/// What somebody sent and what they were told.
#[derive(Debug, Default)]
struct Notes {
    actions_sent: u128,
    actions_told: Vec<Uuid>,
    days_sent: Vec<u32>,
    days_told: Vec<u32>,
}

struct World {
    folder: TempDir,
    simulator: String,
    notes: Arc<Mutex<Notes>>,
    visitor: Option<Visitor>,
    _simulation: Program,
}

impl World {
    /// A company with one provider that goes on whatever happens to the server.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let args = ["simulate", "--listen", "127.0.0.1:0", "--agents", "7", "--seed", "3"];
        let simulation = Program::start(&args, &[], &folder.path().join("log of the simulator"), "{");
        let announced: Value = serde_json::from_str(&simulation.lines[0]).unwrap();
        let provider = &announced["providers"]["alohub"];
        let provider_args: Vec<&str> =
            provider["args"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
        let environment = [
            ("CALLBOARD_SECRET", provider["env"]["CALLBOARD_SECRET"].as_str().unwrap()),
            ("CALLBOARD_DATA_DIR", folder.path().to_str().unwrap()),
        ];
        let run = |args: &[&str]| {
            let outcome = callboard_with(args, &environment, &format!("{PASSWORD}\n"));
            assert_eq!(outcome.code, 0, "{args:?}: {outcome:?}");
        };
        run(&["tenant", "add", "acme", "--name", "Acme Ltd"]);
        run(&["user", "add", "--tenant", "acme", "--email", "an@acme.test", "--role", "admin"]);
        run(&[&["connection", "add", "--tenant", "acme", "--name", "Floor"], &provider_args[..]].concat());
        let base_url = provider_args[2];
        let simulator = base_url.split_once("/alohub").unwrap().0.to_owned();
        Self { folder, simulator, notes: Arc::default(), visitor: None, _simulation: simulation }
    }

    fn start(&self) -> (Program, String) {
        let data = self.folder.path().to_str().unwrap();
        let args = ["serve", "--listen", "127.0.0.1:0", "--data-dir", data];
        let environment = [("CALLBOARD_ALLOW_PRIVATE", "127.0.0.0/8")];
        let program = Program::start(&args, &environment, &self.folder.path().join("log"), "Callboard listens on ");
        let url = program.lines.last().unwrap().strip_prefix("Callboard listens on ").unwrap().to_owned();
        (program, url)
    }

    /// The same person in the same session, whichever life it is.
    async fn somebody(&mut self, url: &str) -> Visitor {
        let mut visitor = Visitor::new(url);
        match &self.visitor {
            Some(before) => visitor.cookie.clone_from(&before.cookie),
            None => {
                visitor.sign_in(&Account { email: "an@acme.test".to_owned(), password: PASSWORD.to_owned() }).await;
                self.visitor = Some(visitor.clone());
            }
        }
        assert_eq!(visitor.get("/t/acme/board").await.status(), 200, "nobody is signed out by a crash");
        visitor
    }

    async fn writes(&self) -> usize {
        let answer = client().get(format!("{}/__sim/counters", self.simulator)).send().await.unwrap();
        let counters: Value = answer.json().await.unwrap();
        usize::try_from(counters["alohub"]["writes"].as_u64().unwrap()).unwrap()
    }

    async fn store(&self) -> Store {
        Store::open(&store_url(self.folder.path())).await.unwrap()
    }

    /// Compares what is kept with what somebody was told and what the provider took.
    async fn look(&self, kills: usize) {
        let writes = self.writes().await;
        let store = self.store().await;
        let tenant = store.tenant_by_slug("acme").await.unwrap().unwrap().id;
        let lines = store.audit(tenant, &AuditFilter::default(), None, 1_000_000).await.unwrap();
        let kept = store.history_days(tenant).await.unwrap();
        store.close().await;
        let notes = self.notes.lock().unwrap();

        let of = |action: &str| lines.iter().filter(|line| line.intent.action == action).collect::<Vec<&AuditEntry>>();
        let (actions, deeds) = (of("set_recording"), of("change_retention"));
        for told in &notes.actions_told {
            let line = actions.iter().find(|line| line.intent.command_id.is_some_and(|id| id.0 == *told));
            assert!(line.is_some_and(|line| line.outcome_json.is_some()), "action {told} was acknowledged and is lost");
        }
        let open = actions.iter().filter(|line| line.outcome_json.is_none()).count();
        let count = |taken: Taken| actions.iter().filter(|line| is_taken(line) == taken).count();
        let (taken, unknown) = (count(Taken::Yes), count(Taken::Unknown));
        assert!(taken <= writes && writes <= taken + unknown, "{taken} taken, {unknown} unknown, {writes} writes");
        assert!(open <= kills, "an action was left open without a crash");
        let open_deeds = deeds.iter().filter(|line| line.outcome_json.is_none()).count();
        assert!(open_deeds <= kills, "a deed was left open without a crash");
        assert!(deeds.len() >= notes.days_told.len() && deeds.len() <= notes.days_sent.len());
        // The last deed says what is so, unless nobody knows how it ended.
        if let Some(last) = deeds.first().filter(|line| line.outcome_json.is_some()) {
            assert!(last.intent.intent_json.contains(&format!("\"{kept}\"")), "{kept}: {}", last.intent.intent_json);
        }
        if let Some(told) = notes.days_told.last() {
            let is_known = *told == kept || notes.days_sent.last() == Some(&kept);
            assert!(is_known, "{kept} days are kept, and the last that was acknowledged is {told}");
        }
    }
}

fn store_url(folder: &Path) -> String {
    of_folder(folder).unwrap_or_else(|| format!("sqlite:{}?mode=rwc", folder.join("callboard.db").display()))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Taken {
    Yes,
    No,
    Unknown,
}

/// Whether the provider took it, as far as the log knows.
fn is_taken(line: &AuditEntry) -> Taken {
    let outcome = line.outcome_json.as_deref().map(|json| serde_json::from_str::<Outcome>(json).unwrap());
    match outcome {
        Some(Outcome::Confirmed | Outcome::AcceptedNotVisible | Outcome::AcceptedUnverifiable) => Taken::Yes,
        Some(Outcome::AlreadyDone | Outcome::Refused { .. }) => Taken::No,
        Some(Outcome::Unknown) | None => Taken::Unknown,
    }
}

/// Switches recording on and off until nobody answers any more.
async fn act(visitor: Visitor, notes: Arc<Mutex<Notes>>) {
    let agents = loop {
        let board = visitor.request("POST", "/api/board").header("sec-fetch-site", "same-origin");
        let Ok(answer) = board.form(&[("tenant", "acme"), ("query", "")]).send().await else { return };
        let Ok(paint) = answer.json::<FirstPaint>().await else { return };
        let agents: Vec<String> = paint.board.rows.values().map(|row| row.address()).collect();
        if !agents.is_empty() {
            break agents;
        }
        tokio::task::yield_now().await;
    };
    for agent in agents.iter().cycle() {
        let id = {
            let mut notes = notes.lock().unwrap();
            notes.actions_sent += 1;
            Uuid::from_u128(notes.actions_sent)
        };
        let (value, id_text) = (if id.as_u128() % 2 == 0 { "on" } else { "off" }, id.to_string());
        let form = [
            ("tenant", "acme"),
            ("agent", agent),
            ("wish[id]", &id_text),
            ("wish[action]", "set_recording"),
            ("wish[value]", value),
            ("wish[reason]", "a crash is coming"),
        ];
        let asked = visitor.request("POST", "/api/act").header("sec-fetch-site", "same-origin").form(&form);
        let Ok(answer) = asked.send().await else { return };
        if answer.status() == 200 && answer.json::<Outcome>().await.is_ok() {
            notes.lock().unwrap().actions_told.push(id);
        }
    }
}

/// Changes for how long the past is kept until nobody answers any more.
async fn change(visitor: Visitor, notes: Arc<Mutex<Notes>>) {
    loop {
        let days = {
            let mut notes = notes.lock().unwrap();
            let days = 7 + u32::try_from(notes.days_sent.len()).unwrap() % 720;
            notes.days_sent.push(days);
            days
        };
        let form = [("tenant", "acme"), ("history_days", &days.to_string())];
        let asked = visitor.request("POST", "/api/keep_history").header("sec-fetch-site", "same-origin").form(&form);
        let Ok(answer) = asked.send().await else { return };
        if answer.status() == 200 && answer.text().await.is_ok() {
            notes.lock().unwrap().days_told.push(days);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_it_starts_again_and_nothing_that_was_acknowledged_is_lost() {
    let mut world = tokio::task::block_in_place(World::new);
    let mut starts = Vec::new();
    for kill in 0..kills() {
        let begun = Instant::now();
        let (mut program, url) = tokio::task::block_in_place(|| world.start());
        assert_eq!(client().get(format!("{url}/readyz")).send().await.unwrap().status(), 200);
        starts.push(begun.elapsed());
        world.look(kill).await;
        let visitor = world.somebody(&url).await;
        let writers = [
            tokio::spawn(act(visitor.clone(), Arc::clone(&world.notes))),
            tokio::spawn(change(visitor.reconnected(), Arc::clone(&world.notes))),
        ];
        // Not a wait for something: the moment is the point.
        let after = Duration::from_millis(50 + u64::try_from(Uuid::new_v4().as_u128() % 700).unwrap());
        tokio::time::sleep(after).await;
        program.kill();
        for writer in writers {
            writer.await.unwrap();
        }
    }
    let (_program, url) = tokio::task::block_in_place(|| world.start());
    world.look(kills()).await;
    world.somebody(&url).await;

    let notes = world.notes.lock().unwrap();
    assert!(!notes.actions_told.is_empty() && !notes.days_told.is_empty(), "nothing was written: {notes:?}");
    starts.sort();
    let (median, slowest) = (starts[starts.len() / 2], starts[starts.len() - 1]);
    eprintln!(
        "{} kills, {} actions and {} deeds acknowledged; started within {} ms (median {} ms, goal {} s)",
        starts.len(),
        notes.actions_told.len(),
        notes.days_told.len(),
        slowest.as_millis(),
        median.as_millis(),
        START_GOAL.as_secs(),
    );
    assert!(slowest < START_LIMIT, "{slowest:?}");
}
