//! What polls change reaches the store, and a store that fails holds up nothing and loses nothing.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::agent::AgentState;
use domain::health::HealthStatus;
use domain::time::UnixMs;

use crate::scripted::Answer;
use crate::scripted::Line;
use crate::scripted::minutes;

fn one(state: AgentState) -> Answer {
    Answer::Agents(vec![("a", state)])
}

#[tokio::test(start_paused = true)]
async fn changes_are_kept_and_an_unchanged_floor_is_not_written_again() {
    let mut line = Line::start([one(AgentState::Available), one(AgentState::Paused), one(AgentState::Paused)]);

    line.polls(20).await;

    let kept = line.sink.kept.lock().unwrap().clone();
    assert_eq!(
        kept.events.iter().map(|event| event.to).collect::<Vec<_>>(),
        [AgentState::Available, AgentState::Paused]
    );
    assert_eq!(kept.agents["a"].state, AgentState::Paused);
    assert_eq!(*line.sink.saves.lock().unwrap(), 2);
    let begins: BTreeSet<UnixMs> = kept.watched.iter().map(|span| span.from).collect();
    assert_eq!(begins.len(), 1, "one stretch without a gap");
}

#[tokio::test(start_paused = true)]
async fn a_broken_store_holds_up_no_board_and_gets_everything_once_it_is_mended() {
    let mut line = Line::start([
        one(AgentState::Available),
        one(AgentState::Paused),
        one(AgentState::OnCall),
        one(AgentState::WrapUp),
    ]);
    *line.sink.is_broken.lock().unwrap() = true;
    line.polls(6).await;

    assert_eq!(line.states(), [AgentState::WrapUp]);
    assert_eq!(line.health().status, HealthStatus::Ok);
    assert!(line.sink.kept.lock().unwrap().is_empty());
    *line.sink.is_broken.lock().unwrap() = false;
    line.polls(8).await;

    let kept = line.sink.kept.lock().unwrap().clone();
    let states = [AgentState::Available, AgentState::Paused, AgentState::OnCall, AgentState::WrapUp];
    assert_eq!(kept.events.iter().map(|event| event.to).collect::<Vec<_>>(), states);
    assert_eq!(kept.agents["a"].state, AgentState::WrapUp);
}

#[tokio::test(start_paused = true)]
async fn stopping_keeps_when_everybody_was_last_read() {
    let line = Line::start([one(AgentState::Available)]);
    minutes(3).await;
    let last_ok_at = line.health().last_ok_at;
    let sink = Arc::clone(&line.sink);

    line.poller.stop().await;

    assert_eq!(sink.kept.lock().unwrap().agents.get("a").map(|agent| agent.observed_at), last_ok_at);
}
