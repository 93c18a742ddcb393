//! Made-up data in one place: a moment, a person, connections in every condition, agents in every state. Nobody is real.

use domain::agent::AgentState;
use domain::agent::Confidence;
use domain::alarm::Alarms;
use domain::arrange::arrange;
use domain::board::AgentRow;
use domain::board::Board;
use domain::board::ConnectionView;
use domain::capability::Capabilities;
use domain::clock::SinceSource;
use domain::counts::Counts;
use domain::exception::exceptions;
use domain::health::ConnectionHealth;
use domain::health::HealthStatus;
use domain::id::ConnectionId;
use domain::id::ConnectionIndex;
use domain::provider::ProviderKind;
use domain::role::Role;
use domain::time::UnixMs;
use domain::view::View;
use domain::zone::Zone;
use leptos::prelude::*;

use crate::api::FirstPaint;
use crate::api::Me;
use crate::components::lang;
use crate::live::LiveBoard;
use crate::live::Order;
use crate::row_model::Reader;

/// The moment at which everything stands still: 14:07:32 in the zone below.
pub(super) const NOW: UnixMs = UnixMs(1_763_708_852_000);
pub(super) const ZONE: Zone = Zone::fixed(7 * 3600);
pub(super) const TENANT: &str = "demo";

const POLL_INTERVAL_MS: u32 = 5_000;

/// Whoever reads the page, in the language it came in.
pub(super) fn reader() -> Reader {
    Reader { locale: lang(), zone: ZONE }
}

/// An admin of two companies.
pub(super) fn me() -> Me {
    let company = |slug: &str, name: &str| (slug.to_owned(), name.to_owned());
    Me {
        name: "Nguyễn Thị Hồng Nhung".to_owned(),
        role: Role::Admin,
        tenant: company(TENANT, "Trung tâm Chăm sóc Khách hàng Đà Nẵng"),
        tenants: vec![company(TENANT, "Trung tâm Chăm sóc Khách hàng Đà Nẵng"), company("demo-two", "Sông Hàn")],
        demo: true,
    }
}

/// A made-up identity.
pub(super) fn connection_id(index: u16) -> ConnectionId {
    format!("00000000-0000-7000-8000-00000000000{index}").parse().expect("a made-up identity has the form of one")
}

/// A connection that was last read so many seconds ago.
pub(super) fn connection(
    index: u16,
    kind: ProviderKind,
    name: &str,
    status: HealthStatus,
    age_s: i64,
) -> (ConnectionIndex, ConnectionView) {
    let health = ConnectionHealth {
        status,
        last_ok_at: Some(NOW.plus_s(-age_s)),
        // What is switched off is not tried, and therefore no exception.
        last_try_at: (status != HealthStatus::Disabled).then(|| NOW.plus_s(-2)),
        poll_interval_ms: POLL_INTERVAL_MS,
        consecutive_failures: if status.is_good() { 0 } else { 3 },
        agents_seen: 8,
        ..ConnectionHealth::default()
    };
    let view = ConnectionView {
        id: connection_id(index),
        kind,
        name: name.to_owned(),
        health,
        totals: None,
        capabilities: Capabilities::default(),
        allowance: None,
        unmapped: Vec::new(),
    };
    (ConnectionIndex(index), view)
}

/// An agent of the first connection who has been in a state for so many seconds, by the provider's word.
pub(super) fn agent(external_id: &str, name: &str, state: AgentState, for_s: i64) -> AgentRow {
    AgentRow {
        connection: ConnectionIndex(0),
        external_id: external_id.to_owned(),
        name: name.to_owned(),
        login: None,
        extension: Some(external_id.to_owned()),
        group: Some("Bán hàng".to_owned()),
        campaign: None,
        queues: vec!["Chăm sóc".to_owned(), "Kỹ thuật".to_owned()],
        skills: Vec::new(),
        state,
        sub: None,
        pause_reason: None,
        confidence: Confidence::Reported,
        raw_status: None,
        since_s: Some(NOW.whole_s() - for_s),
        source: SinceSource::ProviderDuration,
        is_lower_bound: false,
        precision_s: 5,
        call: None,
        calls_today: Some(12),
        pending: None,
        enabled: Some(true),
        read_at_s: None,
    }
}

/// A board as a page has it, with its rows in the order of `view`.
pub(super) fn live(board: Board, view: &View, alarms: Alarms) -> (LiveBoard, Memo<View>, Order) {
    let limits = board.limits.clone();
    let arrangement = arrange(&board, view, &limits, NOW);
    let live = LiveBoard::new(FirstPaint {
        me: me(),
        whole: true,
        counts: Counts::of(&board, &limits, NOW),
        exceptions: exceptions(&board, &limits, NOW),
        arrangement: arrangement.clone(),
        board,
        alarms,
        single_keys: true,
        zone: ZONE,
    });
    let view = view.clone();
    let view = Memo::new(move |_| view.clone());
    let order = Order::new(&live, view, arrangement);
    (live, view, order)
}
