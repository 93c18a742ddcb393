//! Reading a floor agent by agent: who is due, how many at once, when to stop, and what is remembered in between.
//!
//! CrocoDial and VICIdial's per-agent mode read this way. It does not decide what absence means: it only says whether
//! everybody who was due has been read.

use std::collections::HashMap;
use std::collections::HashSet;

use domain::agent::AgentSnapshot;
use domain::snapshot::Warning;
use domain::time::UnixMs;
use futures::StreamExt;
use futures::stream::FuturesUnordered;

use crate::ProviderError;

/// Requests under way at once.
const AT_ONCE: usize = 4;
/// Logged-out agents are read again after this long.
const LOGGED_OUT_EVERY_MS: i64 = 60_000;
/// Agents that the provider does not know are asked for again after this long.
const UNKNOWN_EVERY_MS: i64 = 600_000;
/// So many unanswered requests end a sweep: one more than is in flight at once could be chance.
const FAILURES_TO_STOP: usize = 5;
/// As long as nothing was answered, the provider itself is in doubt.
const FAILURES_TO_STOP_AT_FIRST: usize = 2;

/// What the request for one agent brought.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    /// The row; none where the provider knows no such agent.
    pub(crate) agent: Option<AgentSnapshot>,
    /// What was odd about it.
    pub(crate) warnings: Vec<Warning>,
    /// When it was received.
    pub(crate) at: UnixMs,
}

/// The last reading of every agent.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    readings: HashMap<String, Reading>,
}

/// What one sweep brought.
#[derive(Debug, Default)]
pub(crate) struct Swept {
    /// Answers.
    pub(crate) read: Vec<(String, Reading)>,
    /// Agents that were asked for without success, and why.
    pub(crate) failed: Vec<(String, ProviderError)>,
    /// Agents that were due and not asked for, because the sweep was given up.
    pub(crate) left: usize,
    /// Requests sent.
    pub(crate) requests: u32,
}

impl Memory {
    /// Who is to be read now: agents that were logged in first, then new ones, then those out for a minute. At least one,
    /// because a poll without a request would call a provider healthy that nobody asked.
    pub(crate) fn due(&self, roster: &[String], now: UnixMs) -> Vec<String> {
        let mut due: Vec<(u8, i64, &String)> = Vec::new();
        let mut resting: Vec<(i64, &String)> = Vec::new();
        for agent in roster {
            match self.readings.get(agent) {
                None => due.push((1, 0, agent)),
                Some(reading) => {
                    let every_ms = match &reading.agent {
                        Some(row) if row.state.is_logged_in() => {
                            due.push((0, 0, agent));
                            continue;
                        }
                        Some(_) => LOGGED_OUT_EVERY_MS,
                        None => UNKNOWN_EVERY_MS,
                    };
                    if now.ms_since(reading.at) >= every_ms {
                        due.push((2, reading.at.0, agent));
                    } else {
                        resting.push((reading.at.0, agent));
                    }
                }
            }
        }
        // Stable, so that within a class the roster's order holds.
        due.sort_by_key(|(class, read_at, _)| (*class, *read_at));
        if due.is_empty() {
            return resting.into_iter().min().map(|(_, agent)| agent.clone()).into_iter().collect();
        }
        due.into_iter().map(|(_, _, agent)| agent.clone()).collect()
    }

    /// Keeps the answers of a sweep and forgets agents that left the roster.
    pub(crate) fn keep(&mut self, roster: &[String], read: Vec<(String, Reading)>) {
        let roster: HashSet<&String> = roster.iter().collect();
        self.readings.retain(|agent, _| roster.contains(agent));
        self.readings.extend(read.into_iter().filter(|(agent, _)| roster.contains(agent)));
    }

    /// The rows to show, in the order of their identifiers, each with its own time of reading, and what is odd about
    /// them. Agents of `failed` are left out: the board keeps what it last had of them.
    pub(crate) fn rows(&self, failed: &[(String, ProviderError)]) -> (Vec<AgentSnapshot>, Vec<Warning>) {
        let failed: HashSet<&String> = failed.iter().map(|(agent, _)| agent).collect();
        let mut known: Vec<(&String, &Reading)> =
            self.readings.iter().filter(|(agent, _)| !failed.contains(agent)).collect();
        known.sort_by_key(|(agent, _)| *agent);
        let mut rows = Vec::with_capacity(known.len());
        let mut warnings = Vec::new();
        for (agent, reading) in known {
            warnings.extend(reading.warnings.iter().cloned());
            match &reading.agent {
                Some(row) => rows.push(row.clone()),
                None => warnings.push(Warning::NoSuchAgent { external_id: agent.clone() }),
            }
        }
        (rows, warnings)
    }
}

impl Swept {
    /// Whether everybody who was due has been read.
    pub(crate) fn is_complete(&self) -> bool {
        self.failed.is_empty() && self.left == 0
    }

    /// One warning for each agent without an answer, and one for all that were not asked for.
    pub(crate) fn warnings(&self) -> Vec<Warning> {
        let part = |part: String, reason: String| Warning::PartFailed { part, reason };
        let failed = self.failed.iter().map(|(agent, error)| part(format!("agent {agent}"), error.to_string()));
        let left = (self.left > 0)
            .then(|| part(format!("{} more agents", self.left), "the provider stopped answering".to_owned()));
        failed.chain(left).collect()
    }
}

/// Asks for the agents that are due, the first one alone and then at most four at once.
///
/// Alone, because a refused password counts toward a lock of the account: it must show with one request, not with four.
///
/// # Errors
/// At once, and with nothing more sent, whatever concerns the account and not one agent; and the first failure when
/// nobody could be read.
pub(crate) async fn sweep<F>(due: Vec<String>, ask: impl Fn(String) -> F) -> Result<Swept, ProviderError>
where
    F: Future<Output = Result<Reading, ProviderError>>,
{
    let ask = &ask;
    let mut waiting = due.into_iter();
    let mut under_way = FuturesUnordered::new();
    let mut swept = Swept::default();
    let mut unanswered = 0;
    let mut at_once = 1;
    loop {
        // A refusal in unknown words may concern one agent or, as long as nobody could be read, everybody.
        let give_up = if swept.read.is_empty() {
            unanswered >= FAILURES_TO_STOP_AT_FIRST || swept.failed.len() >= FAILURES_TO_STOP
        } else {
            unanswered >= FAILURES_TO_STOP
        };
        while !give_up && under_way.len() < at_once {
            let Some(agent) = waiting.next() else { break };
            swept.requests += 1;
            under_way.push(async move { (agent.clone(), ask(agent).await) });
        }
        let Some((agent, result)) = under_way.next().await else { break };
        match result {
            Ok(reading) => {
                swept.read.push((agent, reading));
                at_once = AT_ONCE;
            }
            Err(error) if concerns_the_account(&error) => return Err(error),
            Err(error) => {
                unanswered += usize::from(!matches!(error, ProviderError::Refused { .. }));
                swept.failed.push((agent, error));
            }
        }
    }
    swept.left = waiting.len();
    match swept.failed.first() {
        Some((_, error)) if swept.read.is_empty() => Err(error.clone()),
        _ => Ok(swept),
    }
}

/// Whether the next agent's request would end the same way.
fn concerns_the_account(error: &ProviderError) -> bool {
    match error {
        ProviderError::AuthFailed
        | ProviderError::Forbidden { .. }
        | ProviderError::RateLimited { .. }
        | ProviderError::Misconfigured { .. }
        | ProviderError::NotOffered => true,
        ProviderError::Unreachable(_)
        | ProviderError::ServerError { .. }
        | ProviderError::BadBody(_)
        | ProviderError::Refused { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::AtomicUsize;
    use std::sync::atomic::Ordering;

    use domain::agent::AgentState;
    use domain::agent::IdKind;

    use super::*;
    use crate::error::Unreachable;

    const NOW: UnixMs = UnixMs::from_s(1_000_000);

    fn reading(agent: &str, state: AgentState, at: UnixMs) -> Reading {
        Reading { agent: Some(AgentSnapshot::new(agent, IdKind::Username, state, at)), warnings: Vec::new(), at }
    }

    fn roster(count: usize) -> Vec<String> {
        (0..count).map(|number| format!("a{number:02}")).collect()
    }

    #[test]
    fn v02_hot_agents_come_first_and_logged_out_ones_once_a_minute() {
        let roster = roster(4);
        let mut memory = Memory::default();
        memory.keep(
            &roster,
            vec![
                ("a00".to_owned(), reading("a00", AgentState::LoggedOut, NOW.plus_s(-60))),
                ("a01".to_owned(), reading("a01", AgentState::LoggedOut, NOW.plus_s(-59))),
                ("a03".to_owned(), reading("a03", AgentState::OnCall, NOW.plus_s(-1))),
            ],
        );

        assert_eq!(memory.due(&roster, NOW), ["a03", "a02", "a00"]);
        assert_eq!(memory.due(&roster, NOW.plus_s(1)), ["a03", "a02", "a00", "a01"]);
    }

    #[test]
    fn x02_when_everybody_rests_the_oldest_reading_is_renewed() {
        let roster = roster(2);
        let mut memory = Memory::default();
        memory.keep(
            &roster,
            vec![
                ("a00".to_owned(), reading("a00", AgentState::LoggedOut, NOW)),
                ("a01".to_owned(), reading("a01", AgentState::LoggedOut, NOW.plus_s(-5))),
            ],
        );

        assert_eq!(memory.due(&roster, NOW), ["a01"]);
    }

    #[test]
    fn agents_that_left_the_roster_are_forgotten() {
        let mut memory = Memory::default();
        memory.keep(&roster(2), vec![("a01".to_owned(), reading("a01", AgentState::OnCall, NOW))]);

        memory.keep(&roster(1), Vec::new());

        assert_eq!(memory.rows(&[]).0, []);
    }

    #[tokio::test]
    async fn x12_a_refused_password_ends_the_sweep_after_one_request() {
        let asked = AtomicUsize::new(0);

        let swept = sweep(roster(20), |_| {
            asked.fetch_add(1, Ordering::SeqCst);
            async { Err(ProviderError::AuthFailed) }
        })
        .await;

        assert_eq!(swept.unwrap_err(), ProviderError::AuthFailed);
        assert_eq!(asked.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn v02_at_most_four_requests_are_under_way() {
        let most = Mutex::new((0_usize, 0_usize));

        let swept = sweep(roster(20), |agent| {
            let most = &most;
            async move {
                {
                    let mut counts = most.lock().unwrap();
                    counts.0 += 1;
                    counts.1 = counts.1.max(counts.0);
                }
                tokio::task::yield_now().await;
                most.lock().unwrap().0 -= 1;
                Ok(reading(&agent, AgentState::Available, NOW))
            }
        })
        .await
        .unwrap();

        assert_eq!(swept.read.len(), 20);
        assert_eq!(swept.requests, 20);
        assert!(swept.is_complete());
        assert_eq!(most.lock().unwrap().1, 4);
    }

    #[tokio::test]
    async fn x03_one_failed_agent_makes_the_sweep_partial_and_no_more() {
        let swept = sweep(roster(6), |agent| async move {
            if agent == "a03" {
                Err(ProviderError::ServerError { status: 500 })
            } else {
                Ok(reading(&agent, AgentState::Available, NOW))
            }
        })
        .await
        .unwrap();

        assert!(!swept.is_complete());
        assert_eq!((swept.read.len(), swept.failed.len(), swept.left), (5, 1, 0));
        assert!(matches!(&swept.warnings()[..], [Warning::PartFailed { part, .. }] if part == "agent a03"));
    }

    #[tokio::test]
    async fn x03_a_provider_that_stops_answering_is_not_asked_for_everybody() {
        let swept = sweep(roster(40), |agent| async move {
            if agent.as_str() < "a04" {
                Ok(reading(&agent, AgentState::Available, NOW))
            } else {
                Err(ProviderError::Unreachable(Unreachable::Timeout))
            }
        })
        .await
        .unwrap();

        assert!(!swept.is_complete());
        assert!(swept.left >= 27, "{} left", swept.left);
    }

    #[tokio::test]
    async fn x12_refusals_in_unknown_words_are_not_repeated_for_everybody() {
        let asked = AtomicUsize::new(0);

        let swept = sweep(roster(40), |_| {
            asked.fetch_add(1, Ordering::SeqCst);
            async { Err(ProviderError::Refused { code: None, reason: "new".to_owned() }) }
        })
        .await;

        assert!(matches!(swept, Err(ProviderError::Refused { .. })));
        assert_eq!(asked.load(Ordering::SeqCst), 5);
    }

    #[tokio::test]
    async fn a_sweep_without_one_answer_is_an_error() {
        let asked = AtomicUsize::new(0);

        let swept = sweep(roster(40), |_| {
            asked.fetch_add(1, Ordering::SeqCst);
            async { Err(ProviderError::Unreachable(Unreachable::Connect)) }
        })
        .await;

        assert_eq!(swept.unwrap_err(), ProviderError::Unreachable(Unreachable::Connect));
        assert_eq!(asked.load(Ordering::SeqCst), 2);
    }
}
