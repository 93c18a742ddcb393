//! The made-up floor: an agent in each state, over each limit, with each origin of a clock, beside connections that are
//! fresh, late, limited and lost.

use domain::agent::AgentState;
use domain::agent::Confidence;
use domain::agent::SubState;
use domain::alarm::Acknowledgement;
use domain::alarm::Alarm;
use domain::alarm::Alarms;
use domain::board::AgentRow;
use domain::board::Board;
use domain::board::CallView;
use domain::board::PendingView;
use domain::board::QueueView;
use domain::call::Direction;
use domain::clock::SinceSource;
use domain::command::ActionKind;
use domain::health::HealthStatus;
use domain::id::AlarmId;
use domain::id::ConnectionIndex;
use domain::id::RowId;
use domain::id::RuleId;
use domain::provider::ProviderKind;
use domain::queue::FigureScope;
use domain::queue::NamedRef;
use domain::queue::QueueSnapshot;
use domain::rule::AlarmLevel;
use domain::rule::Cause;
use domain::rule::Channels;
use domain::rule::Subject;
use domain::snapshot::ProviderTotals;

use super::fixtures::NOW;
use super::fixtures::agent;
use super::fixtures::connection;
use super::fixtures::connection_id;

fn call(direction: Direction, number: Option<&str>, lead: Option<&str>) -> Option<CallView> {
    Some(CallView { direction, number: number.map(str::to_owned), lead: lead.map(str::to_owned) })
}

fn agents() -> Vec<AgentRow> {
    let seen = |row: AgentRow| AgentRow { source: SinceSource::FirstSeen, ..row };
    vec![
        agent("101", "Nguyễn Thị Hồng Nhung", AgentState::Available, 42),
        AgentRow {
            pending: Some(PendingView { action: ActionKind::LogOut, since_s: NOW.whole_s() - 3 }),
            ..agent("102", "Trần Quốc Bảo", AgentState::Available, 410)
        },
        agent("103", "Lê Minh", AgentState::Ringing, 6),
        agent("104", "Phạm Thị Thanh Hương Giang", AgentState::Ringing, 18),
        agent("105", "Võ Hoàng Long", AgentState::Ringing, 47),
        seen(agent("106", "Đặng Thu Hà", AgentState::Dialing, 11)),
        AgentRow {
            call: call(Direction::Inbound, Some("•••• 412"), None),
            source: SinceSource::CallStart,
            ..agent("107", "Bùi Anh Tuấn", AgentState::OnCall, 185)
        },
        AgentRow {
            call: call(Direction::Outbound, Some("•••• 007"), None),
            ..agent("108", "Hồ Ngọc Hà", AgentState::OnCall, 912)
        },
        AgentRow {
            call: call(Direction::Inbound, None, Some("88213")),
            ..agent("109", "Ngô Bảo Châu", AgentState::OnCall, 2_450)
        },
        AgentRow {
            call: call(Direction::Internal, None, None),
            sub: Some(SubState::Parked),
            ..agent("110", "Đỗ Mỹ Linh", AgentState::OnHold, 95)
        },
        agent("111", "Dương Tử Quỳnh", AgentState::WrapUp, 22),
        agent("112", "Lý Nhã Kỳ", AgentState::WrapUp, 88),
        AgentRow { sub: Some(SubState::Dead), ..agent("113", "Mai Phương Thúy", AgentState::WrapUp, 75) },
        AgentRow {
            pause_reason: Some("Ăn trưa".to_owned()),
            ..agent("114", "Trương Mỹ Nhân", AgentState::Paused, 130)
        },
        AgentRow {
            pause_reason: Some("Họp với trưởng nhóm chăm sóc khách hàng".to_owned()),
            ..agent("115", "Cao Thái Sơn", AgentState::Paused, 640)
        },
        AgentRow { is_lower_bound: true, ..seen(agent("116", "Quách Tuấn Du", AgentState::Paused, 2_520)) },
        AgentRow { confidence: Confidence::Assumed, ..agent("117", "Tạ Minh Tâm", AgentState::Unavailable, 61) },
        AgentRow {
            raw_status: Some("XFER_PENDING_3".to_owned()),
            since_s: None,
            ..agent("118", "Âu Dương Ân", AgentState::Unknown, 0)
        },
        AgentRow { since_s: None, ..agent("119", "Khúc Thừa Dụ", AgentState::LoggedOut, 0) },
        AgentRow { connection: ConnectionIndex(2), ..agent("201", "Oanh Kiều Vũ", AgentState::OnCall, 260) },
        AgentRow { connection: ConnectionIndex(2), ..agent("202", "Phùng Khắc Khoan", AgentState::Paused, 1_900) },
    ]
}

fn queue(
    connection: u16,
    id: &str,
    name: &str,
    waiting: Option<u32>,
    longest_wait_s: Option<u32>,
) -> (String, QueueView) {
    let reported = QueueSnapshot {
        queue: NamedRef { id: id.to_owned(), name: Some(name.to_owned()) },
        waiting,
        longest_wait_s,
        calls_today: waiting.map(|_| 381),
        answered: waiting.map(|_| 352),
        dropped: waiting.map(|_| 17),
        dialable_leads: None,
        agents_reported: waiting.map(|_| 9),
        scope: FigureScope::Queue,
        as_of: NOW.plus_s(-4),
    };
    (format!("{connection}:{id}"), QueueView { connection: ConnectionIndex(connection), reported, agents_seen: 6 })
}

/// The floor at its busiest.
pub(super) fn floor() -> Board {
    let mut connections = [
        connection(0, ProviderKind::Alohub, "AloHub Đà Nẵng", HealthStatus::Ok, 3),
        connection(1, ProviderKind::Convoso, "Convoso US", HealthStatus::RateLimited { until: NOW.plus_s(158) }, 14),
        connection(2, ProviderKind::Vicidial, "VICIdial Nha Trang", HealthStatus::Unreachable, 190),
        connection(3, ProviderKind::Tel4vn, "TEL4VN", HealthStatus::AuthFailed, 7_300),
        connection(4, ProviderKind::Crocodial, "CrocoDial", HealthStatus::Disabled, 90_000),
    ];
    connections[0].1.totals = Some(ProviderTotals {
        agents: Some(19),
        in_call: Some(4),
        ready: Some(2),
        paused: Some(3),
        ..ProviderTotals::new(FigureScope::Account)
    });
    connections[1].1.totals =
        Some(ProviderTotals { calls: Some(1_204), dropped: Some(31), ..ProviderTotals::new(FigureScope::Campaign) });
    Board {
        epoch: 1,
        seq: 1,
        now: NOW,
        connections: connections.into(),
        rows: (0..).map(RowId).zip(agents()).collect(),
        queues: [
            queue(0, "1", "Chăm sóc khách hàng", Some(3), Some(48)),
            queue(0, "2", "Kỹ thuật", Some(0), None),
            queue(0, "3", "Khách hàng doanh nghiệp miền Trung", None, None),
            queue(2, "4", "SALES_IN", Some(12), Some(312)),
        ]
        .into(),
        ..Board::default()
    }
}

/// An alarm of each kind: new, seen by somebody, and one that nobody can tell.
pub(super) fn alarms() -> Alarms {
    let alarm = |number: u8, name: &str, level: AlarmLevel| Alarm {
        id: made_up(number, AlarmId),
        rule: made_up(number, RuleId),
        name: name.to_owned(),
        level,
        raised_at: NOW.plus_s(-i64::from(number) * 70),
        value: Some(4),
        count: 2,
        subjects: vec![
            Subject::Agent {
                connection: connection_id(0),
                external_id: "116".to_owned(),
                name: "Quách Tuấn Du".to_owned(),
            },
            Subject::Agent {
                connection: connection_id(0),
                external_id: "115".to_owned(),
                name: "Cao Thái Sơn".to_owned(),
            },
        ],
        unknown: None,
        acknowledged: None,
        channels: Channels { sound: true, notification: true, webhook: false },
    };
    let seen = Acknowledgement { by: "Lan Phạm".to_owned(), at: NOW.plus_s(-20) };
    Alarms::new(
        true,
        vec![
            alarm(1, "Tạm dừng quá lâu trong giờ cao điểm", AlarmLevel::Alarm),
            Alarm { acknowledged: Some(seen), ..alarm(2, "Ringing too long", AlarmLevel::Warning) },
            Alarm {
                unknown: Some(Cause::StaleConnection),
                subjects: Vec::new(),
                count: 0,
                ..alarm(3, "Available below 3", AlarmLevel::Warning)
            },
        ],
    )
}

fn made_up<Id>(number: u8, id: fn(uuid::Uuid) -> Id) -> Id {
    id(uuid::Uuid::from_bytes([number; 16]))
}
