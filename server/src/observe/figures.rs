//! The figures: their names, what they mean, and how they stand now. Names and labels are described for operators in
//! `docs/operate.md`; a test compares the two.

use backend::poller::POLL_SECONDS;
use backend::poller::POLLS;
use backend::store::Waiting;
use backend::vitals::TenantVitals;
use backend::vitals::Vitals;
use domain::time::UnixMs;
use metrics::Unit;
use metrics::describe_counter;
use metrics::describe_gauge;
use metrics::describe_histogram;
use metrics::gauge;

pub(super) const REQUEST_SECONDS: &str = "callboard_http_request_seconds";
pub(super) const REQUESTS: &str = "callboard_http_requests_total";
/// From a page that is made at once to one that a long history has to be read for.
pub(super) const REQUEST_BUCKETS_S: [f64; 10] = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];
/// From a provider in the next room to one that is given up.
pub(super) const POLL_BUCKETS_S: [f64; 10] = [0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0];

const BUILD: &str = "callboard_build_info";
const DATABASE_UP: &str = "callboard_database_up";
const TENANT: &str = "callboard_tenant_info";
const VIEWERS: &str = "callboard_viewers";
const DISPLAYS: &str = "callboard_displays";
const JOBS: &str = "callboard_jobs";
const ALARMS: &str = "callboard_alarms_open";
const CONNECTION_UP: &str = "callboard_connection_up";
const CONNECTION_AGE: &str = "callboard_connection_age_seconds";
const CONNECTION_FAILURES: &str = "callboard_connection_failures";
const CONNECTION_INTERVAL: &str = "callboard_connection_interval_seconds";
const CONNECTION_AGENTS: &str = "callboard_connection_agents";
const MAIL: &str = "callboard_mail_waiting";
const MAIL_AGE: &str = "callboard_mail_oldest_seconds";
const DELIVERIES: &str = "callboard_webhook_deliveries_waiting";
const DELIVERIES_AGE: &str = "callboard_webhook_deliveries_oldest_seconds";

/// Says what each figure is.
pub(super) fn describe() {
    describe_histogram!(POLL_SECONDS, Unit::Seconds, "How long a poll of a connection took, whatever came of it");
    describe_counter!(POLLS, Unit::Count, "Polls of a connection by what came of them");
    describe_histogram!(REQUEST_SECONDS, Unit::Seconds, "Time until an answer began, by route");
    describe_counter!(REQUESTS, Unit::Count, "Answers by method, route and status");
    describe_gauge!(BUILD, "The version that runs; always 1");
    describe_gauge!(DATABASE_UP, "Whether the database answers: 1 or 0");
    describe_gauge!(TENANT, "The slug of a tenant; always 1");
    describe_gauge!(VIEWERS, "Open streams of boards, displays' too");
    describe_gauge!(DISPLAYS, "Displays that were seen within the last 150 seconds");
    describe_gauge!(JOBS, "Jobs of changes that are under way or wait for their turn");
    describe_gauge!(ALARMS, "Alarms that are open");
    describe_gauge!(CONNECTION_UP, "Whether the last poll of a connection brought rows: 1 or 0");
    describe_gauge!(CONNECTION_AGE, Unit::Seconds, "Time since the last poll that brought rows");
    describe_gauge!(CONNECTION_FAILURES, "Polls that failed in a row");
    describe_gauge!(CONNECTION_INTERVAL, Unit::Seconds, "Planned time between polls");
    describe_gauge!(CONNECTION_AGENTS, "Agents of a connection on the board");
    describe_gauge!(MAIL, "Messages that wait to be mailed");
    describe_gauge!(MAIL_AGE, Unit::Seconds, "Age of the oldest message that waits to be mailed; 0 where none waits");
    describe_gauge!(DELIVERIES, "Messages that wait to be sent to webhooks");
    describe_gauge!(
        DELIVERIES_AGE,
        Unit::Seconds,
        "Age of the oldest message that waits for a webhook; 0 where none waits"
    );
}

/// Sets what is true of the process whatever the database says.
pub(super) fn set_process(is_database_up: bool) {
    gauge!(BUILD, "version" => env!("CARGO_PKG_VERSION")).set(1);
    gauge!(DATABASE_UP).set(if is_database_up { 1 } else { 0 });
}

/// Sets how it stands.
pub(super) fn set(vitals: &Vitals) {
    set_waiting(MAIL, MAIL_AGE, vitals.mail, vitals.at);
    set_waiting(DELIVERIES, DELIVERIES_AGE, vitals.deliveries, vitals.at);
    for tenant in &vitals.tenants {
        set_tenant(tenant, vitals.at);
    }
}

fn set_waiting(count: &'static str, age: &'static str, waiting: Waiting, at: UnixMs) {
    gauge!(count).set(number(waiting.count));
    gauge!(age).set(waiting.oldest_at.map_or(0.0, |oldest| seconds(at.ms_since(oldest))));
}

fn set_tenant(vitals: &TenantVitals, at: UnixMs) {
    let tenant = vitals.id.to_string();
    gauge!(TENANT, "tenant" => tenant.clone(), "slug" => vitals.slug.clone()).set(1);
    for (name, value) in [
        (VIEWERS, number(u64::try_from(vitals.viewers).unwrap_or(u64::MAX))),
        (DISPLAYS, number(vitals.displays)),
        (JOBS, number(vitals.jobs)),
        (ALARMS, number(vitals.alarms)),
    ] {
        gauge!(name, "tenant" => tenant.clone()).set(value);
    }
    for connection in &vitals.connections {
        let health = &connection.health;
        let labels = [
            ("tenant", tenant.clone()),
            ("connection", connection.id.to_string()),
            ("provider", connection.kind.as_str().to_owned()),
        ];
        gauge!(CONNECTION_UP, &labels).set(if health.status.is_good() { 1 } else { 0 });
        gauge!(CONNECTION_FAILURES, &labels).set(health.consecutive_failures);
        gauge!(CONNECTION_INTERVAL, &labels).set(f64::from(health.poll_interval_ms) / 1000.0);
        gauge!(CONNECTION_AGENTS, &labels).set(number(u64::try_from(connection.agents).unwrap_or(u64::MAX)));
        // One that has never answered has no age: nobody is told that it answered just now.
        if let Some(last_ok_at) = health.last_ok_at {
            gauge!(CONNECTION_AGE, &labels).set(seconds(at.ms_since(last_ok_at)));
        }
    }
}

/// A gauge holds whole numbers of up to 2^53.
#[allow(clippy::cast_precision_loss, reason = "no count comes near 2^53")]
fn number(count: u64) -> f64 {
    count as f64
}

#[allow(clippy::cast_precision_loss, reason = "no age comes near 2^53 milliseconds")]
fn seconds(ms: i64) -> f64 {
    ms.max(0) as f64 / 1000.0
}
