//! Connections in every condition, worst first, each with the polls that led there.

use domain::budget::Budget;
use domain::budget::RequestCounts;
use domain::health::HealthStatus;
use domain::poll_log::PollOutcome;
use domain::poll_log::PollTick;
use domain::poll_log::TICKS;
use domain::poll_log::UnmappedWord;
use domain::provider::ProviderKind;
use domain::report::ConnectionReport;
use domain::report::SecretNote;
use domain::report::worst_first;
use domain::settings::SecretKind;
use domain::snapshot::Allowance;
use leptos::prelude::*;

use super::fixtures::NOW;
use super::fixtures::ZONE;
use super::fixtures::connection;
use super::fixtures::connection_id;
use super::fixtures::me;
use super::parts::Section;
use super::parts::Specimen;
use crate::api::connections::ConnectionsPage;
use crate::components::ConnectionRows;

const POLL_EVERY_S: i64 = 5;

#[component]
pub(super) fn Connections() -> impl IntoView {
    let page = ConnectionsPage { me: me(), now: NOW, zone: ZONE, reports: reports() };
    view! {
        <Section id="connections" title="Connections">
            <Specimen name="ConnectionRow, by condition; the second is open" bare=true>
                <ConnectionRows page open=connection_id(1)/>
            </Specimen>
        </Section>
    }
    .into_any()
}

fn reports() -> Vec<ConnectionReport> {
    let limited = HealthStatus::RateLimited { until: NOW.plus_s(158) };
    let told = Some(Allowance { limit: 20, remaining: 4, window_s: 10 });
    let counts = RequestCounts { polls: 58, reads: 10, writes: 28 };
    let mut reports = vec![
        ConnectionReport {
            budget: Budget::of(counts, told, None),
            allowance: told,
            ..report(0, ProviderKind::Alohub, "AloHub Đà Nẵng", HealthStatus::Ok, 3)
        },
        ConnectionReport {
            secret: None,
            ..report(1, ProviderKind::Tel4vn, "TEL4VN", HealthStatus::Misconfigured, 7_300)
        },
        report(2, ProviderKind::Vicidial, "VICIdial Nha Trang", HealthStatus::Unreachable, 190),
        report(3, ProviderKind::Convoso, "Convoso US", limited, 34),
        ConnectionReport {
            unmapped: vec![UnmappedWord { word: "XFER_PENDING_3".to_owned(), rows_now: 1, seen_today: 14 }],
            ..report(4, ProviderKind::Vicidial, "VICIdial Manila", HealthStatus::Degraded, 7)
        },
        report(5, ProviderKind::Crocodial, "CrocoDial", HealthStatus::AuthFailed, 1_260),
        report(6, ProviderKind::Convoso, "Convoso Sydney", HealthStatus::Starting, 0),
        report(7, ProviderKind::Crocodial, "CrocoDial Manila", HealthStatus::Disabled, 90_000),
    ];
    worst_first(&mut reports);
    reports
}

fn report(index: u16, kind: ProviderKind, name: &str, status: HealthStatus, age_s: i64) -> ConnectionReport {
    let (_, view) = connection(index, kind, name, status, age_s);
    let counts = RequestCounts { polls: 12, ..RequestCounts::default() };
    ConnectionReport {
        id: view.id,
        kind,
        name: view.name,
        place: "pbx.callcentre.example:8089/api".to_owned(),
        is_plain_http: index == 2,
        added_at: NOW.plus_s(-86_400 * 70),
        agents_kept: view.health.agents_seen,
        health: view.health,
        ticks: ticks(status),
        usual_ms: Some(420),
        budget: Budget::of(counts, None, (index == 5).then_some(150)),
        allowance: None,
        unmapped: Vec::new(),
        secret_kind: SecretKind::ApiKey,
        secret: Some(SecretNote { set_at: NOW.plus_s(-86_400 * 9), set_by: Some("Lan Phạm".to_owned()) }),
        last_test: None,
    }
}

/// Sixty polls that end as the condition says.
fn ticks(status: HealthStatus) -> Vec<PollTick> {
    let last = match status {
        HealthStatus::Ok | HealthStatus::Starting => PollOutcome::Answered,
        HealthStatus::Degraded => PollOutcome::Slow,
        HealthStatus::RateLimited { .. } => PollOutcome::RefusedByLimit,
        HealthStatus::Disabled => PollOutcome::NotTried,
        HealthStatus::AuthFailed
        | HealthStatus::Forbidden
        | HealthStatus::Unreachable
        | HealthStatus::ServerError
        | HealthStatus::BadBody
        | HealthStatus::Refused
        | HealthStatus::Misconfigured => PollOutcome::Failed,
    };
    let count = if status == HealthStatus::Starting { 1 } else { TICKS };
    (0..count)
        .rev()
        .map(|back| {
            let outcome = if back < 9 && back % 4 < 3 { last } else { PollOutcome::Answered };
            let back = i64::try_from(back).unwrap_or(i64::MAX);
            PollTick { at: NOW.plus_s(-POLL_EVERY_S * (back + 1)), outcome, took_ms: 420 }
        })
        .collect()
}
