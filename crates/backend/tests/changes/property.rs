//! Two admins, the provider's console, crashes and faults in any order: no membership is lost or invented but what a
//! person confirmed, or what the console changed between our last reading and the write, ten seconds at most; and every
//! set ends with a true account of every agent.
//!
//! `CALLBOARD_SOAK` makes it long, `CALLBOARD_SEED` tells one story again.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;
use std::time::SystemTime;

use backend::store::StoredChangeRow;
use domain::administration::Callin;
use domain::changes::Asked;
use domain::changes::CallinEdit;
use domain::changes::Change;
use domain::changes::RowState;
use domain::changes::Step;
use simulator::Fault;
use simulator::MembershipChange;
use simulator::Writer;

use crate::account::Account;
use crate::chance::Chance;
use crate::house::ALOHUB;
use crate::house::House;
use crate::house::QUEUES;

const CASES: u64 = 1_000;
const SOAK_CASES: u64 = 10_000;
/// Stories told side by side.
const SHARDS: u64 = 4;
/// What the console does within this before a write arrives may be lost, and nothing else.
const WINDOW_MS: i64 = 10_000;
/// Faults and the console go on for so long.
const WEATHER: Duration = Duration::from_secs(70);

fn tell_stories(shard: u64) {
    let told: Option<u64> = std::env::var("CALLBOARD_SEED").ok().and_then(|seed| seed.parse().ok());
    if let Some(seed) = told {
        drop(tell(seed));
        return;
    }
    let cases = if std::env::var_os("CALLBOARD_SOAK").is_some() { SOAK_CASES } else { CASES };
    let base = u64::try_from(SystemTime::UNIX_EPOCH.elapsed().unwrap().as_nanos() & 0xFFFF_FFFF).unwrap() * 1_000_000;
    eprintln!("seeds {base} to {}", base + cases - 1);
    let mut tally = Tally::default();
    for seed in (base..base + cases).filter(|seed| seed % SHARDS == shard) {
        tally.add(&tell(seed));
    }
    eprintln!("{tally:?}");
    tally.has_seen_everything();
}

/// How the agents of all stories ended: a story in which nothing happens proves nothing.
#[derive(Debug, Default)]
struct Tally {
    ended: BTreeMap<&'static str, u32>,
    writes: u32,
    at_the_console: u32,
}

impl Tally {
    fn of(journal: &[MembershipChange], accounts: &[Arc<Account>]) -> Self {
        let mut tally = Self::default();
        for row in accounts.iter().flat_map(|account| account.kept()) {
            *tally.ended.entry(row.state.slug()).or_default() += 1;
        }
        for change in journal {
            match change.by {
                Writer::Interface => tally.writes += 1,
                Writer::Console => tally.at_the_console += 1,
            }
        }
        tally
    }

    fn add(&mut self, other: &Self) {
        for (state, rows) in &other.ended {
            *self.ended.entry(state).or_default() += rows;
        }
        self.writes += other.writes;
        self.at_the_console += other.at_the_console;
    }

    fn has_seen_everything(&self) {
        for state in ["verified", "accepted_not_visible", "conflict", "refused", "unknown", "cancelled", "impossible"] {
            assert!(self.ended.contains_key(state), "no agent ended as {state}: {self:?}");
        }
        assert!(self.writes > 100 && self.at_the_console > 100, "{self:?}");
    }
}

#[test]
fn no_membership_is_lost_or_invented_first_quarter() {
    tell_stories(0);
}

#[test]
fn no_membership_is_lost_or_invented_second_quarter() {
    tell_stories(1);
}

#[test]
fn no_membership_is_lost_or_invented_third_quarter() {
    tell_stories(2);
}

#[test]
fn no_membership_is_lost_or_invented_fourth_quarter() {
    tell_stories(3);
}

fn tell(seed: u64) -> Tally {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let told = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| runtime.block_on(story(seed))));
    told.unwrap_or_else(|fault| {
        eprintln!("the story of CALLBOARD_SEED={seed}");
        std::panic::resume_unwind(fault)
    })
}

type Accounts = Arc<Mutex<Vec<Arc<Account>>>>;

async fn story(seed: u64) -> Tally {
    let mut chance = Chance::of(seed);
    let agents = usize::try_from(2 + chance.below(4)).unwrap();
    // A slow way lets a reading grow old; the write is still there within the window.
    let most_ms = chance.pick(&[60, 300, 1_200]);
    let house = House::new(seed, agents, most_ms);
    let started: BTreeMap<String, Stood> = house
        .agents()
        .into_iter()
        .map(|agent| {
            let (queues, priority) = house.world.console().callin(ALOHUB, &agent).unwrap();
            (agent, Stood { queues: owned(&queues), priority })
        })
        .collect();
    let accounts = Accounts::default();
    let admins: Vec<_> =
        (0..2).map(|_| tokio::spawn(admin(Arc::clone(&house), Arc::clone(&accounts), chance.fork()))).collect();
    let others = [
        tokio::spawn(console(Arc::clone(&house), chance.fork())),
        tokio::spawn(weather(Arc::clone(&house), chance.fork())),
    ];
    for task in admins.into_iter().chain(others) {
        task.await.unwrap();
    }
    // Whatever was accepted has taken effect by then.
    house.world.advance_to(house.clock.now().0 + 3_600_000);
    let (journal, accounts) = (house.world.console().journal(ALOHUB), accounts.lock().unwrap().clone());
    judge(&started, &journal, &accounts);
    Tally::of(&journal, &accounts)
}

/// Plans, confirms, watches; and now and then the process dies, or somebody cancels.
async fn admin(house: Arc<House>, accounts: Accounts, mut chance: Chance) {
    for _ in 0..=chance.below(2) {
        pause(&mut chance, 8_000).await;
        let asked = wishes(&house.agents(), &mut chance);
        let Ok(plan) = house.plan(&asked).await else { continue };
        pause(&mut chance, 15_000).await;
        let account = house.account(&plan);
        accounts.lock().unwrap().push(Arc::clone(&account));
        while account.ended().is_none() {
            let mut job = house.run(&account);
            let lives_ms = chance.below(20_000);
            let ended = tokio::time::timeout(Duration::from_millis(lives_ms), &mut job.task).await;
            match ended {
                Ok(ended) => drop(ended.unwrap()),
                Err(_) if chance.one_in(6) => {
                    job.cancel();
                    job.ended().await;
                }
                Err(_) if chance.one_in(2) => {
                    job.ended().await;
                }
                Err(_) => {
                    job.crash().await;
                    pause(&mut chance, 6_000).await;
                }
            }
        }
    }
}

fn wishes(agents: &[String], chance: &mut Chance) -> Vec<Asked> {
    let names = |chance: &mut Chance| chance.some(&QUEUES).into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    let edit = match chance.below(4) {
        0 => CallinEdit::Keep,
        1 => CallinEdit::Replace { queues: names(chance) },
        _ => {
            let add = names(chance);
            CallinEdit::Some { remove: names(chance).difference(&add).cloned().collect(), add }
        }
    };
    let priority = chance.one_in(3).then(|| i32::try_from(chance.below(5)).unwrap());
    Asked::for_each(&chance.some(agents), &Change::Callin { edit, priority })
}

async fn console(house: Arc<House>, mut chance: Chance) {
    let ends = tokio::time::Instant::now() + WEATHER;
    let agents = house.agents();
    while tokio::time::Instant::now() < ends {
        pause(&mut chance, 9_000).await;
        let agent = &agents[usize::try_from(chance.below(agents.len() as u64)).unwrap()];
        let priority = chance.one_in(4).then(|| i64::try_from(chance.below(5)).unwrap());
        house.console(agent, &chance.some(&QUEUES), priority);
    }
}

async fn weather(house: Arc<House>, mut chance: Chance) {
    let ends = tokio::time::Instant::now() + WEATHER;
    while tokio::time::Instant::now() < ends {
        pause(&mut chance, 6_000).await;
        let fault = match chance.below(8) {
            0 => Fault::Status500,
            1 => Fault::RateLimited { retry_after_s: 1 + chance.below(4) },
            2 => Fault::Stall,
            3 => Fault::Garbage,
            4 => Fault::AuthRevoked,
            _ => Fault::None,
        };
        house.world.set_fault(ALOHUB, fault);
        house.world.set_options(|options| {
            options.alohub.tenant_limit = chance.pick(&[30, 60, 200]);
            options.alohub.write_delay_ms = chance.pick(&[0, 0, 400, 1_500]);
            options.alohub.write_unanswered = chance.one_in(4);
            options.alohub.shifting_totals = chance.one_in(6);
            options.alohub.lost_scopes = if chance.one_in(8) { vec!["queue".to_owned()] } else { Vec::new() };
        });
        pause(&mut chance, 3_000).await;
        house.world.set_fault(ALOHUB, Fault::None);
        house.world.set_options(|options| options.alohub = simulator::AlohubOptions::default());
    }
}

async fn pause(chance: &mut Chance, most_ms: u64) {
    tokio::time::sleep(Duration::from_millis(chance.below(most_ms))).await;
}

/// How an agent stood.
#[derive(Clone, Debug, Default, PartialEq)]
struct Stood {
    queues: BTreeSet<String>,
    priority: Option<i64>,
}

fn owned(queues: &[&str]) -> BTreeSet<String> {
    queues.iter().map(|&queue| queue.to_owned()).collect()
}

/// What was planned for an agent that something was to be sent for.
struct Planned<'a> {
    before: &'a Callin,
    after: &'a Callin,
    change: &'a Change,
    state: &'a RowState,
}

fn planned_for<'a>(rows: &'a [StoredChangeRow], agent: &str) -> Vec<Planned<'a>> {
    let of = |row: &'a StoredChangeRow| match &row.row.step {
        Step::Callin { before, after } => Some(Planned { before, after, change: &row.row.change, state: &row.state }),
        Step::CallinUnseen { .. }
        | Step::Callout { .. }
        | Step::Recording { .. }
        | Step::Unchanged
        | Step::Impossible { .. } => None,
    };
    rows.iter().filter(|row| row.row.agent == agent).filter_map(of).collect()
}

fn judge(started: &BTreeMap<String, Stood>, journal: &[MembershipChange], accounts: &[Arc<Account>]) {
    let rows: Vec<StoredChangeRow> = accounts.iter().flat_map(|account| account.kept()).collect();
    for account in accounts {
        assert!(account.ended().is_some(), "set {} has no end", account.set);
        assert!(account.kept().iter().all(|row| row.state.is_final()), "{:?}", account.kept());
    }
    for (agent, start) in started {
        let changes: Vec<&MembershipChange> = journal.iter().filter(|change| change.external_id == *agent).collect();
        let planned = planned_for(&rows, agent);
        let mut stood = start.clone();
        for (at, change) in changes.iter().enumerate() {
            if change.by == Writer::Interface {
                let at_the_console: Vec<&MembershipChange> = changes[..at]
                    .iter()
                    .copied()
                    .filter(|other| other.by == Writer::Console && change.at_ms - other.at_ms <= WINDOW_MS)
                    .collect();
                is_as_confirmed(agent, &stood, change, &planned, &at_the_console);
            }
            stood = Stood { queues: owned(&change.after), priority: change.priority };
        }
        is_a_true_account(agent, &changes, &planned);
    }
}

/// A write is one that somebody confirmed for how the agent stood, but for what the console did a moment before.
fn is_as_confirmed(
    agent: &str,
    stood: &Stood,
    change: &MembershipChange,
    planned: &[Planned<'_>],
    at_the_console: &[&MembershipChange],
) {
    let console_touched = |queue: &String| {
        at_the_console
            .iter()
            .any(|other| other.before.contains(&queue.as_str()) != other.after.contains(&queue.as_str()))
    };
    let sent = owned(&change.after);
    let explains = |planned: &Planned<'_>| {
        let moved = stood.queues.symmetric_difference(&planned.before.queues);
        let priority = change.priority;
        let keeps_priority = priority == stood.priority || !at_the_console.is_empty();
        let asked = match planned.change {
            Change::Callin { priority, .. } => priority.map(i64::from),
            Change::Callout { .. } | Change::Recording { .. } => None,
        };
        planned.after.queues == sent
            && moved.into_iter().all(console_touched)
            && (keeps_priority || (asked.is_some() && asked == priority))
    };
    assert!(
        planned.iter().any(explains),
        "{agent} stood {stood:?} and was made {sent:?} ({:?}) at {}, which nobody confirmed; the console: {at_the_console:?}",
        change.priority,
        change.at_ms,
    );
}

/// What is said to have been sent was sent once, and what is said not to have been sent was not.
fn is_a_true_account(agent: &str, changes: &[&MembershipChange], planned: &[Planned<'_>]) {
    let count = |is: fn(&RowState) -> bool| planned.iter().filter(|planned| is(planned.state)).count();
    let sent = changes.iter().filter(|change| change.by == Writer::Interface).count();
    let accepted = count(|state| matches!(state, RowState::AcceptedNotVisible));
    let verified = count(|state| matches!(state, RowState::Verified));
    let unknown = count(|state| matches!(state, RowState::Unknown { .. }));
    assert!(sent >= accepted, "{agent}: {accepted} accepted, {sent} took effect");
    assert!(
        sent <= accepted + verified + unknown,
        "{agent}: {sent} took effect, and {accepted} + {verified} + {unknown} are accounted for"
    );
    for planned in planned.iter().filter(|planned| *planned.state == RowState::Verified) {
        let came_about = changes.iter().any(|change| owned(&change.after) == planned.after.queues);
        assert!(came_about, "{agent} never stood as {:?}, and is said to have been seen so", planned.after);
    }
}
