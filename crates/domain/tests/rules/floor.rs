//! A small floor to look at.

use std::collections::BTreeMap;

use domain::agent::AgentState;
use domain::agent::Confidence;
use domain::audience::ScopeFilter;
use domain::board::AgentRow;
use domain::board::Board;
use domain::board::ConnectionView;
use domain::board::QueueView;
use domain::capability::Capabilities;
use domain::clock::SinceSource;
use domain::health::ConnectionHealth;
use domain::health::HealthStatus;
use domain::id::ConnectionId;
use domain::id::ConnectionIndex;
use domain::id::RowId;
use domain::provider::ProviderKind;
use domain::queue::FigureScope;
use domain::queue::NamedRef;
use domain::queue::QueueSnapshot;
use domain::rule::AlarmLevel;
use domain::rule::Bound;
use domain::rule::Channels;
use domain::rule::Clearing;
use domain::rule::Condition;
use domain::rule::Measure;
use domain::rule::RuleSpec;
use domain::rule::Who;
use domain::time::UnixMs;
use uuid::Uuid;

pub(crate) const NOW: UnixMs = UnixMs(1_795_226_832_000);

pub(crate) fn connection_id(index: u16) -> ConnectionId {
    ConnectionId(Uuid::from_u128(u128::from(index) + 1))
}

pub(crate) fn row(name: &str, state: AgentState, in_state_s: i64, connection: u16) -> AgentRow {
    AgentRow {
        connection: ConnectionIndex(connection),
        external_id: name.to_lowercase(),
        name: name.to_owned(),
        login: None,
        extension: None,
        group: None,
        campaign: None,
        queues: Vec::new(),
        skills: Vec::new(),
        state,
        sub: None,
        pause_reason: None,
        confidence: Confidence::Reported,
        raw_status: None,
        since_s: Some(NOW.whole_s() - in_state_s),
        source: SinceSource::ProviderDuration,
        is_lower_bound: false,
        precision_s: 0,
        call: None,
        calls_today: None,
        enabled: None,
        read_at_s: None,
        pending: None,
    }
}

pub(crate) fn connection(index: u16, read_ago_s: i64) -> ConnectionView {
    ConnectionView {
        id: connection_id(index),
        kind: ProviderKind::Tel4vn,
        name: format!("Floor {index}"),
        health: ConnectionHealth {
            status: HealthStatus::Ok,
            last_ok_at: Some(NOW.plus_s(-read_ago_s)),
            last_try_at: Some(NOW),
            poll_interval_ms: 5000,
            ..ConnectionHealth::default()
        },
        totals: None,
        capabilities: Capabilities::default(),
        allowance: None,
        unmapped: Vec::new(),
    }
}

pub(crate) fn queue(index: u16, id: &str, waiting: Option<u32>, read_ago_s: i64) -> (String, QueueView) {
    let named = NamedRef { id: id.to_owned(), name: Some(format!("Queue {id}")) };
    let reported = QueueSnapshot { waiting, ..QueueSnapshot::new(named, FigureScope::Queue, NOW.plus_s(-read_ago_s)) };
    (format!("{index}:{id}"), QueueView { connection: ConnectionIndex(index), reported, agents_seen: 0 })
}

/// Connection 0 was read two seconds ago.
pub(crate) fn board(rows: Vec<AgentRow>) -> Board {
    Board {
        now: NOW,
        connections: BTreeMap::from([(ConnectionIndex(0), connection(0, 2))]),
        rows: rows.into_iter().zip(0..).map(|(row, id)| (RowId(id), row)).collect(),
        ..Board::default()
    }
}

/// The same beside connection 1, which brings nothing any more.
pub(crate) fn half_blind(rows: Vec<AgentRow>) -> Board {
    let mut board = board(rows);
    board.connections.insert(ConnectionIndex(1), connection(1, 600));
    board
}

pub(crate) fn paused() -> Who {
    Who { states: vec![AgentState::Paused], pause_reason: None }
}

pub(crate) fn rule(condition: Condition) -> RuleSpec {
    RuleSpec {
        name: "Rule".to_owned(),
        is_on: true,
        condition,
        scope: ScopeFilter::default(),
        hold_s: 0,
        clearing: Clearing::default(),
        quiet_hours: None,
        level: AlarmLevel::Warning,
        channels: Channels::default(),
        mail_to: Vec::new(),
    }
}

pub(crate) fn at_least(threshold: u32) -> RuleSpec {
    rule(Condition::AgentCount { who: paused(), measure: Measure::Agents, bound: Bound::AtLeast, threshold })
}

pub(crate) fn paused_for_longer_than(longer_than_s: u32) -> RuleSpec {
    rule(Condition::AgentInState { who: paused(), longer_than_s })
}
