//! What waits behind a picture that is held still.

use std::collections::BTreeMap;

use domain::agent::AgentState;
use domain::agent::Confidence;
use domain::board::AgentRow;
use domain::board::Board;
use domain::clock::SinceSource;
use domain::id::ConnectionIndex;
use domain::id::RowId;
use domain::time::UnixMs;
use domain::waiting::MOST;
use domain::waiting::Waiting;
use domain::waiting::What;

const NOW: UnixMs = UnixMs(2_000_000);

fn agent(name: &str, state: AgentState) -> AgentRow {
    AgentRow {
        connection: ConnectionIndex(0),
        external_id: name.to_lowercase(),
        name: name.to_owned(),
        login: None,
        extension: None,
        group: None,
        campaign: None,
        queues: vec![],
        skills: vec![],
        state,
        sub: None,
        pause_reason: None,
        confidence: Confidence::Reported,
        raw_status: None,
        since_s: Some(1_990),
        source: SinceSource::ProviderTimestamp,
        is_lower_bound: false,
        precision_s: 0,
        call: None,
        calls_today: None,
        enabled: None,
        read_at_s: None,
        pending: None,
    }
}

fn board(epoch: u64, rows: &[(u32, AgentRow)]) -> Board {
    Board {
        epoch,
        seq: 1,
        now: NOW,
        rows: rows.iter().map(|(id, row)| (RowId(*id), row.clone())).collect(),
        ..Board::default()
    }
}

fn touched(ids: &[u32]) -> BTreeMap<RowId, UnixMs> {
    ids.iter().map(|id| (RowId(*id), NOW)).collect()
}

fn told(waiting: &Waiting) -> Vec<(&str, What)> {
    waiting.changes.iter().map(|change| (change.name.as_str(), change.what)).collect()
}

#[test]
fn who_changed_came_and_went_is_told_with_the_time() {
    let shown = board(1, &[(0, agent("An", AgentState::Available)), (1, agent("Bo", AgentState::Paused))]);
    let received = board(1, &[(0, agent("An", AgentState::OnCall)), (2, agent("Chi", AgentState::Ringing))]);

    let waiting = Waiting::between(&shown, &received, &touched(&[0, 1, 2]));

    assert_eq!(
        told(&waiting),
        [
            ("Bo", What::Went(AgentState::Paused)),
            ("Chi", What::Came(AgentState::Ringing)),
            ("An", What::State { from: AgentState::Available, to: AgentState::OnCall }),
        ]
    );
    assert_eq!(waiting.changes[0].at, NOW);
    assert_eq!(waiting.changes[2].at, UnixMs::from_s(1_990), "since when the provider says it is so");
    assert_eq!(waiting.count(), 3);
}

#[test]
fn who_is_back_in_the_state_that_is_shown_has_not_changed() {
    let shown = board(1, &[(0, agent("An", AgentState::Available))]);
    let mut later = agent("An", AgentState::Available);
    later.extension = Some("104".to_owned());

    let waiting = Waiting::between(&shown, &board(1, &[(0, later)]), &touched(&[0]));

    assert_eq!(waiting, Waiting::default());
}

#[test]
fn after_numbers_were_dealt_anew_agents_are_known_by_who_they_are() {
    let shown = board(1, &[(0, agent("An", AgentState::Available)), (1, agent("Bo", AgentState::Paused))]);
    let received = board(2, &[(0, agent("Bo", AgentState::Paused)), (1, agent("An", AgentState::OnCall))]);

    let waiting = Waiting::between(&shown, &received, &touched(&[0, 1]));

    assert_eq!(told(&waiting), [("An", What::State { from: AgentState::Available, to: AgentState::OnCall })]);
}

#[test]
fn a_hundred_are_told_and_the_rest_is_counted() {
    let rows = |state| (0..130).map(|id| (id, agent(&format!("Agent {id}"), state))).collect::<Vec<_>>();
    let ids: Vec<u32> = (0..130).collect();

    let waiting =
        Waiting::between(&board(1, &rows(AgentState::Available)), &board(1, &rows(AgentState::Paused)), &touched(&ids));

    assert_eq!(waiting.changes.len(), MOST);
    assert_eq!(waiting.more, 30);
    assert_eq!(waiting.count(), 130);
}
