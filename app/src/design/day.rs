//! The past: one agent's day, and everybody's half hours.

use domain::agent::AgentState;
use domain::agent_day::AgentDay;
use domain::agent_day::Day;
use domain::agent_day::Kept;
use domain::agent_day::Mark;
use domain::audit::Done;
use domain::clock::SinceSource;
use domain::command::Action;
use domain::health::HealthStatus;
use domain::history::StateEvent;
use domain::history::WatchSpan;
use domain::limits::LimitTable;
use domain::occupancy::Tally;
use domain::provider::ProviderKind;
use domain::time::UnixMs;
use domain::totals;
use domain::totals::By;
use domain::totals::Cell;
use domain::totals::Row;
use domain::totals::Subject;
use leptos::prelude::*;

use super::fixtures::NOW;
use super::fixtures::ZONE;
use super::fixtures::connection_id;
use super::fixtures::me;
use super::parts::Section;
use super::parts::Specimen;
use crate::api::history::HistoryPage;
use crate::api::history::Question;
use crate::components::DayGaps;
use crate::components::DayStrip;
use crate::components::DayTotals;
use crate::components::DayTotalsList;
use crate::components::history::Days;
use crate::components::history::HeatMap;
use crate::components::history::Sums;
use crate::components::history::TotalsTable;

/// Where the made-up days begin: midnight in the page's zone.
const MIDNIGHT: UnixMs = UnixMs(1_763_658_000_000);
const HOUR_S: i64 = 3_600;
const PATH: &str = "/t/demo/history";

#[component]
pub(super) fn Past() -> impl IntoView {
    let day = Memo::new(|_| agent_day());
    let path = || PATH.to_owned();
    view! {
        <Section id="past" title="Past">
            <Specimen name="DayStrip"><DayStrip day/></Specimen>
            <Specimen name="DayStrip, compact"><DayStrip day compact=true/></Specimen>
            <Specimen name="DayTotals"><DayTotals day/></Specimen>
            <Specimen name="DayTotalsList"><DayTotalsList day/></Specimen>
            <Specimen name="DayGaps"><div class="day-gaps"><DayGaps day kind=ProviderKind::Alohub/></div></Specimen>
            <Specimen name="Sums" bare=true><Sums page=history()/></Specimen>
            <Specimen name="Days" bare=true><Days page=history()/></Specimen>
            <Specimen name="HeatMap" bare=true><HeatMap path=path() page=history()/></Specimen>
            <Specimen name="TotalsTable" bare=true><TotalsTable path=path() page=history()/></Specimen>
        </Section>
    }
    .into_any()
}

fn event(hours: f64, to: AgentState, reason: Option<&str>) -> StateEvent {
    let at = UnixMs(MIDNIGHT.0 + (hours * 3_600_000.0) as i64);
    StateEvent {
        external_id: "101".to_owned(),
        from: None,
        to,
        at,
        seen_at: at,
        source: SinceSource::ProviderDuration,
        is_lower_bound: false,
        precision_s: 5,
        sub: None,
        raw_status: String::new(),
        pause_reason: reason.map(str::to_owned),
        direction: None,
        group: None,
        campaign: None,
        queue: None,
        calls_today: Some((hours * 4.0) as u32),
        gap_before: false,
    }
}

pub(super) fn agent_day() -> AgentDay {
    let day = Day {
        date: "2025-11-21".to_owned(),
        previous: "2025-11-20".to_owned(),
        next: None,
        zone: Some("Asia/Ho_Chi_Minh".to_owned()),
        clocks: ZONE,
        from: MIDNIGHT,
        until: MIDNIGHT.plus_s(24 * HOUR_S),
    };
    let span = |from_h: i64, until: UnixMs, cause| WatchSpan {
        from: MIDNIGHT.plus_s(from_h * HOUR_S),
        until,
        interval_ms: 5_000,
        cause,
    };
    let kept = Kept {
        events: vec![
            event(7.0, AgentState::LoggedOut, None),
            event(8.0, AgentState::Available, None),
            event(8.3, AgentState::Ringing, None),
            event(8.35, AgentState::OnCall, None),
            event(8.9, AgentState::WrapUp, None),
            event(9.0, AgentState::Paused, Some("Ăn trưa")),
            event(9.6, AgentState::Dialing, None),
            event(9.7, AgentState::OnHold, None),
            event(11.5, AgentState::Unavailable, None),
            event(12.2, AgentState::OnCall, None),
            event(13.4, AgentState::Available, None),
        ],
        spans: vec![span(7, MIDNIGHT.plus_s(10 * HOUR_S), Some(HealthStatus::Unreachable)), span(11, NOW, None)],
        marks: vec![Mark {
            at: MIDNIGHT.plus_s(9 * HOUR_S),
            actor: "Lan Phạm".to_owned(),
            done: Done::Command(Action::SetRecording { on: true }),
        }],
    };
    AgentDay::of(day, kept, &LimitTable::default(), NOW)
}

fn tally(work: i64) -> Tally {
    let mut tally = Tally { calls: u32::try_from(work).ok(), ..Tally::default() };
    let minutes = [
        (AgentState::Available, 90),
        (AgentState::Ringing, 6),
        (AgentState::OnCall, 2 * work),
        (AgentState::WrapUp, 20),
        (AgentState::Paused, 45),
        (AgentState::LoggedOut, 300),
    ];
    for (state, minutes) in minutes {
        tally.add_ms(Some(state), minutes * 60_000);
    }
    tally.add_ms(None, 25 * 60_000);
    tally
}

fn history() -> HistoryPage {
    let day = |back: i64| {
        let from = MIDNIGHT.plus_s(-back * 24 * HOUR_S);
        let cells = (16..40_u8).map(|place| {
            let mut cell = Cell::new(from.plus_s(i64::from(place) * 1_800), place, 1_800_000);
            cell.able_ms = 10_000_000;
            cell.busy_ms = (i64::from(place) * 7 % 23) * 420_000;
            cell.logged_in_ms = i64::from(place % 9) * 1_800_000;
            cell
        });
        totals::Day {
            date: format!("2025-11-{:02}", 21 - back),
            from,
            until: from.plus_s(24 * HOUR_S),
            tally: tally(40 * (4 - back)),
            cells: cells.collect(),
        }
    };
    let row = |number: i64, name: &str| Row {
        subject: Subject::Agent {
            name: name.to_owned(),
            connection: connection_id(0),
            connection_name: "AloHub Đà Nẵng".to_owned(),
            external_id: number.to_string(),
            group: Some("Bán hàng".to_owned()),
        },
        agents: 1,
        tally: tally(number),
        uncounted: if number > 150 { vec![ProviderKind::Tel4vn] } else { Vec::new() },
    };
    let rows =
        vec![row(101, "Nguyễn Thị Hồng Nhung"), row(120, "Bùi Anh Tuấn"), row(160, "Phạm Thị Thanh Hương Giang")];
    HistoryPage {
        me: me(),
        question: Question {
            first: "2025-11-18".to_owned(),
            last: "2025-11-21".to_owned(),
            by: By::Connection,
            page: 1,
            ..Question::default()
        },
        not_understood: Vec::new(),
        row_count: rows.len(),
        rows,
        total: tally(380),
        uncounted: vec![ProviderKind::Tel4vn],
        days: [3, 2, 1, 0].map(day).into(),
        kept_from: Some(MIDNIGHT.plus_s(-90 * 24 * HOUR_S)),
        kept_days: 90,
        now: NOW,
        zone: ZONE,
    }
}
