//! Words about connections: causes in our own words, what a test found, and what each provider wants.

use domain::form::Field;
use domain::freshness::Freshness;
use domain::freshness::freshness;
use domain::health::HealthStatus;
use domain::poll_log::PollOutcome;
use domain::probe::NotTried;
use domain::probe::ProbeCause;
use domain::probe::ProbeStep;
use domain::provider::ProviderKind;
use domain::report::ConnectionReport;
use domain::right::Right;
use domain::settings::SecretKind;
use domain::time::UnixMs;
use leptos_i18n::td_string;

use crate::figures::counted;
use crate::i18n::Locale;
use crate::row_model::Reader;
use crate::timing;
use crate::words;

/// The condition in as few words as a row has room for.
pub(crate) fn condition(reader: Reader, status: HealthStatus) -> String {
    match status {
        HealthStatus::AuthFailed => td_string!(reader.locale, connection_key_refused).to_owned(),
        HealthStatus::Starting
        | HealthStatus::Ok
        | HealthStatus::Degraded
        | HealthStatus::RateLimited { .. }
        | HealthStatus::Forbidden
        | HealthStatus::Unreachable
        | HealthStatus::ServerError
        | HealthStatus::BadBody
        | HealthStatus::Refused
        | HealthStatus::Misconfigured
        | HealthStatus::Disabled => words::health(reader.locale, status, reader.zone),
    }
}

/// The cause in one or two sentences, with the times that matter.
pub(crate) fn cause(reader: Reader, report: &ConnectionReport) -> String {
    let locale = reader.locale;
    let health = &report.health;
    let time = |at: Option<UnixMs>| at.map_or_else(|| "–".to_owned(), |at| timing::time_of_day(at, reader.zone));
    let tried = time(health.last_try_at);
    let provider = report.kind.label();
    let text = match health.status {
        HealthStatus::Starting => td_string!(locale, cause_starting).to_owned(),
        HealthStatus::Ok => {
            td_string!(locale, cause_ok, sweep = sweep(health.sweep_ms), requests = health.requests_last_sweep)
        }
        HealthStatus::Degraded => match health.agents_expected {
            Some(expected) if expected > health.agents_seen => {
                td_string!(locale, cause_degraded_rows, seen = health.agents_seen, expected = expected)
            }
            Some(_) | None => counted!(locale, cause_degraded, health.warnings.len()),
        },
        HealthStatus::RateLimited { .. } => td_string!(locale, cause_rate_limited, provider = provider),
        HealthStatus::AuthFailed if health.next_try_at.is_some() => td_string!(locale, cause_auth_again, time = tried),
        HealthStatus::AuthFailed => match report.secret_kind {
            SecretKind::Password => td_string!(locale, cause_password_refused, time = tried),
            SecretKind::ApiKey | SecretKind::Token => td_string!(locale, cause_key_refused, time = tried),
        },
        HealthStatus::Forbidden => td_string!(locale, cause_forbidden, time = tried, provider = provider),
        HealthStatus::Unreachable => {
            counted!(locale, cause_unreachable, health.consecutive_failures, time = tried)
        }
        HealthStatus::ServerError => {
            counted!(locale, cause_server_error, health.consecutive_failures, provider = provider, time = tried)
        }
        HealthStatus::BadBody => td_string!(locale, cause_bad_body, time = tried),
        HealthStatus::Refused => td_string!(locale, cause_refused, provider = provider, time = tried),
        HealthStatus::Misconfigured if report.secret.is_none() => td_string!(locale, cause_no_secret).to_owned(),
        HealthStatus::Misconfigured => td_string!(locale, cause_misconfigured).to_owned(),
        HealthStatus::Disabled => td_string!(locale, cause_disabled).to_owned(),
    };
    match health.next_try_at {
        Some(next) if !health.status.is_good() => {
            format!("{text} {}", td_string!(locale, next_try, time = time(Some(next))))
        }
        Some(_) | None => text,
    }
}

/// How old the rows are.
pub(crate) fn freshness_of(report: &ConnectionReport, now: UnixMs) -> Freshness {
    freshness(report.health.last_ok_at, report.health.poll_interval_ms, now)
}

/// `0.8 s`.
pub(crate) fn sweep(ms: u32) -> String {
    if ms < 1000 { format!("{ms} ms") } else { format!("{}.{} s", ms / 1000, ms % 1000 / 100) }
}

/// `2 Jun`, with the year where it is not this one.
pub(crate) fn date(reader: Reader, at: UnixMs, now: UnixMs) -> String {
    timing::short_date(reader.locale, at, now, reader.zone)
}

/// What a provider calls the secret.
pub(crate) fn secret(locale: Locale, kind: SecretKind) -> &'static str {
    match kind {
        SecretKind::ApiKey => td_string!(locale, secret_api_key),
        SecretKind::Token => td_string!(locale, secret_token),
        SecretKind::Password => td_string!(locale, secret_password),
    }
}

/// How a poll ended.
pub(crate) fn tick(locale: Locale, outcome: PollOutcome) -> &'static str {
    match outcome {
        PollOutcome::Answered => td_string!(locale, tick_answered),
        PollOutcome::Slow => td_string!(locale, tick_slow),
        PollOutcome::RefusedByLimit => td_string!(locale, tick_limit),
        PollOutcome::Failed => td_string!(locale, tick_failed),
        PollOutcome::NotTried => td_string!(locale, tick_not_tried),
    }
}

/// A step of a test.
pub(crate) fn step(locale: Locale, step: ProbeStep) -> &'static str {
    match step {
        ProbeStep::Reach => td_string!(locale, step_reach),
        ProbeStep::SignIn => td_string!(locale, step_sign_in),
        ProbeStep::Roster => td_string!(locale, step_roster),
        ProbeStep::Agents => td_string!(locale, step_agents),
        ProbeStep::Queues => td_string!(locale, step_queues),
        ProbeStep::QueueFigures => td_string!(locale, step_queue_figures),
        ProbeStep::LogOut => td_string!(locale, step_log_out),
        ProbeStep::SetQueues => td_string!(locale, step_set_queues),
        ProbeStep::Recording => td_string!(locale, step_recording),
    }
}

/// What a step counted.
pub(crate) fn found(locale: Locale, step: ProbeStep, count: u32) -> String {
    match step {
        ProbeStep::Queues | ProbeStep::QueueFigures | ProbeStep::SetQueues => {
            counted!(locale, n_queues, count)
        }
        ProbeStep::Roster => counted!(locale, n_users, count),
        ProbeStep::Reach | ProbeStep::SignIn | ProbeStep::Agents | ProbeStep::LogOut | ProbeStep::Recording => {
            counted!(locale, n_agents, count)
        }
    }
}

/// Why a step failed, as a sentence that says what to do.
pub(crate) fn probe_cause(locale: Locale, cause: ProbeCause) -> String {
    match cause {
        ProbeCause::NoAddress => td_string!(locale, probe_no_address).to_owned(),
        ProbeCause::NoConnection => td_string!(locale, probe_no_connection).to_owned(),
        ProbeCause::TimedOut => td_string!(locale, probe_timed_out).to_owned(),
        ProbeCause::NotSecure => td_string!(locale, probe_not_secure).to_owned(),
        ProbeCause::BrokeOff => td_string!(locale, probe_broke_off).to_owned(),
        ProbeCause::KeyRefused => td_string!(locale, probe_key_refused).to_owned(),
        ProbeCause::MissingRight { right: missing } => {
            td_string!(locale, probe_missing_right, right = right(locale, missing))
        }
        ProbeCause::RateLimited { retry_after_s: Some(seconds) } => {
            td_string!(locale, probe_rate_limited_for, seconds = seconds)
        }
        ProbeCause::RateLimited { retry_after_s: None } => td_string!(locale, probe_rate_limited).to_owned(),
        ProbeCause::Http { status } => td_string!(locale, probe_http, status = status),
        ProbeCause::TooLarge => td_string!(locale, probe_too_large).to_owned(),
        ProbeCause::NotJson => td_string!(locale, probe_not_json).to_owned(),
        ProbeCause::WebPage => td_string!(locale, probe_web_page).to_owned(),
        ProbeCause::OtherShape => td_string!(locale, probe_other_shape).to_owned(),
        ProbeCause::Empty => td_string!(locale, probe_empty).to_owned(),
        ProbeCause::Redirect => td_string!(locale, probe_redirect).to_owned(),
        ProbeCause::NoSuchPath => td_string!(locale, probe_no_such_path).to_owned(),
        ProbeCause::Refused => td_string!(locale, probe_refused).to_owned(),
        ProbeCause::Setting { error } => {
            format!("{}: {}", field(locale, error.field), words::problem(locale, error.problem))
        }
    }
}

/// Why a step was left alone.
pub(crate) fn not_tried(locale: Locale, why: NotTried) -> &'static str {
    match why {
        NotTried::WouldChange => td_string!(locale, not_tried_would_change),
        NotTried::AfterFailure => td_string!(locale, not_tried_after_failure),
        NotTried::NotConfigured => td_string!(locale, not_tried_not_configured),
    }
}

/// A right that an admin grants at the provider.
pub(crate) fn right(locale: Locale, right: Right) -> &'static str {
    match right {
        Right::ViewMonitor => td_string!(locale, right_view_monitor),
        Right::AgentMonitor => td_string!(locale, right_agent_monitor),
        Right::ScopeAgent => td_string!(locale, right_scope_agent),
        Right::ScopeQueue => td_string!(locale, right_scope_queue),
        Right::LevelSeven => td_string!(locale, right_level_seven),
        Right::ViewReports => td_string!(locale, right_view_reports),
        Right::ApiAccess => td_string!(locale, right_api_access),
        Right::FunctionLoggedInAgents => td_string!(locale, right_function_logged_in_agents),
        Right::FunctionAgentStatus => td_string!(locale, right_function_agent_status),
        Right::FunctionInGroupStatus => td_string!(locale, right_function_in_group_status),
        Right::AllowedAddress => td_string!(locale, right_allowed_address),
        Right::ReadAgents => td_string!(locale, right_read_agents),
        Right::ListUsers => td_string!(locale, right_list_users),
        Right::WebServer => td_string!(locale, right_web_server),
    }
}

/// What one needs to connect a provider, in one sentence.
pub(crate) fn vendor(locale: Locale, kind: ProviderKind) -> &'static str {
    match kind {
        ProviderKind::Tel4vn => td_string!(locale, vendor_tel4vn),
        ProviderKind::Convoso => td_string!(locale, vendor_convoso),
        ProviderKind::Alohub => td_string!(locale, vendor_alohub),
        ProviderKind::Vicidial => td_string!(locale, vendor_vicidial),
        ProviderKind::Crocodial => td_string!(locale, vendor_crocodial),
    }
}

/// The label of a setting. Fields of other forms have theirs where they stand.
pub(crate) fn field(locale: Locale, field: Field) -> &'static str {
    match field {
        Field::Name => td_string!(locale, field_name),
        Field::BaseUrl => td_string!(locale, field_base_url),
        Field::Secret => td_string!(locale, field_secret),
        Field::Zone => td_string!(locale, field_zone),
        Field::User => td_string!(locale, field_user),
        Field::Source => td_string!(locale, field_source),
        Field::Path => td_string!(locale, field_path),
        Field::Mode => td_string!(locale, field_mode),
        Field::AgentApi => td_string!(locale, field_agent_api),
        Field::AgentApiPath => td_string!(locale, field_agent_api_path),
        Field::Blended => td_string!(locale, field_blended),
        Field::Agents => td_string!(locale, field_agents),
        Field::InGroups => td_string!(locale, field_in_groups),
        Field::Method => td_string!(locale, field_method),
        Field::Auth => td_string!(locale, field_auth),
        Field::TokenIn => td_string!(locale, field_token_in),
        Field::CampaignId => td_string!(locale, field_campaign_id),
        Field::QueueId => td_string!(locale, field_queue_id),
        Field::UserId => td_string!(locale, field_user_id),
        Field::Skills => td_string!(locale, field_skills),
        Field::AuthStyle => td_string!(locale, field_auth_style),
        Field::TenantId => td_string!(locale, field_tenant_id),
        Field::TeamId => td_string!(locale, field_team_id),
        Field::Status => td_string!(locale, field_status),
        Field::Budget => td_string!(locale, field_budget),
        Field::StateMap => td_string!(locale, unmapped_states),
        Field::Certificates => td_string!(locale, field_certificates),
        Field::Email
        | Field::Issuer
        | Field::MailTo
        | Field::ClientId
        | Field::RoleClaim
        | Field::AdminValues
        | Field::SupervisorValues
        | Field::BreakGlass
        | Field::Company
        | Field::Password
        | Field::CurrentPassword
        | Field::Slug
        | Field::Role
        | Field::Scope
        | Field::Reason
        | Field::Queue
        | Field::Code
        | Field::Place
        | Field::Layout
        | Field::View
        | Field::HistoryDays
        | Field::Language
        | Field::Limit { .. }
        | Field::States
        | Field::LongerThan
        | Field::Threshold
        | Field::Hold
        | Field::Slack
        | Field::ClearAfter
        | Field::QuietHours => td_string!(locale, field_unnamed),
    }
}

/// One sentence below a setting.
pub(crate) fn help(locale: Locale, kind: ProviderKind, field: Field) -> Option<&'static str> {
    Some(match (field, kind) {
        (Field::BaseUrl, ProviderKind::Tel4vn) => td_string!(locale, help_base_url_tel4vn),
        (Field::BaseUrl, ProviderKind::Convoso) => td_string!(locale, help_base_url_convoso),
        (Field::BaseUrl, ProviderKind::Alohub) => td_string!(locale, help_base_url_alohub),
        (Field::BaseUrl, ProviderKind::Vicidial) => td_string!(locale, help_base_url_vicidial),
        (Field::BaseUrl, ProviderKind::Crocodial) => td_string!(locale, help_base_url_crocodial),
        (Field::Zone, ProviderKind::Vicidial) => td_string!(locale, help_zone_vicidial),
        (Field::Zone, _) => td_string!(locale, help_zone),
        (Field::User, _) => td_string!(locale, help_user),
        (Field::Source, _) => td_string!(locale, help_source),
        (Field::Path, _) => td_string!(locale, help_path),
        (Field::Mode, _) => td_string!(locale, help_mode),
        (Field::AgentApi, _) => td_string!(locale, help_agent_api),
        (Field::AgentApiPath, _) => td_string!(locale, help_agent_api_path),
        (Field::Blended, _) => td_string!(locale, help_blended),
        (Field::Agents, ProviderKind::Crocodial) => td_string!(locale, help_agents_crocodial),
        (Field::Agents, _) => td_string!(locale, help_agents),
        (Field::InGroups, _) => td_string!(locale, help_in_groups),
        (Field::Method, _) => td_string!(locale, help_method),
        (Field::Auth, _) => td_string!(locale, help_auth),
        (Field::CampaignId | Field::QueueId | Field::UserId | Field::Skills, _) => td_string!(locale, help_filter),
        (Field::AuthStyle, _) => td_string!(locale, help_auth_style),
        (Field::TenantId, _) => td_string!(locale, help_tenant_id),
        (Field::TeamId, _) => td_string!(locale, help_team_id),
        (Field::Budget, _) => td_string!(locale, help_budget),
        (
            Field::Name
            | Field::Secret
            | Field::TokenIn
            | Field::Status
            | Field::StateMap
            | Field::HistoryDays
            | Field::Language
            | Field::Certificates
            | Field::Email
            | Field::Issuer
            | Field::MailTo
            | Field::ClientId
            | Field::RoleClaim
            | Field::AdminValues
            | Field::SupervisorValues
            | Field::BreakGlass
            | Field::Company
            | Field::Password
            | Field::CurrentPassword
            | Field::Slug
            | Field::Role
            | Field::Scope
            | Field::Reason
            | Field::Queue
            | Field::Code
            | Field::Place
            | Field::Layout
            | Field::View
            | Field::Limit { .. }
            | Field::States
            | Field::LongerThan
            | Field::Threshold
            | Field::Hold
            | Field::Slack
            | Field::ClearAfter
            | Field::QuietHours,
            _,
        ) => return None,
    })
}

/// A word of a choice, as people read it; a word without a text stands for itself.
pub(crate) fn choice(locale: Locale, field: Field, word: &'static str) -> &'static str {
    match (field, word) {
        (Field::Auth, "static") => td_string!(locale, choice_auth_static),
        (Field::Auth, "v1") => td_string!(locale, choice_auth_v1),
        (Field::Auth, "v3") => td_string!(locale, choice_auth_v3),
        (Field::TokenIn, "query") => td_string!(locale, choice_token_query),
        (Field::TokenIn, "body") => td_string!(locale, choice_token_body),
        (Field::AuthStyle, "gateway") => td_string!(locale, choice_style_gateway),
        (Field::AuthStyle, "backend") => td_string!(locale, choice_style_backend),
        (Field::Status, "1") => td_string!(locale, choice_status_active),
        (Field::Status, "0") => td_string!(locale, choice_status_inactive),
        (Field::Mode, "list") => td_string!(locale, choice_mode_list),
        (Field::Mode, "agent") => td_string!(locale, choice_mode_agent),
        (Field::AgentApi, "off") => td_string!(locale, choice_agent_api_off),
        (Field::AgentApi, "on") => td_string!(locale, choice_agent_api_on),
        (Field::Blended, "no") => td_string!(locale, choice_blended_no),
        (Field::Blended, "yes") => td_string!(locale, choice_blended_yes),
        (Field::Method, "post") => td_string!(locale, choice_method_post),
        (Field::Method, "get") => td_string!(locale, choice_method_get),
        (_, word) => word,
    }
}
