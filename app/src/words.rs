//! Domain words in the reader's language: one function for each enum, all of them exhaustive.

mod audit;
mod command;
pub(crate) mod connection;
mod mail;
pub(crate) mod program;
pub(crate) mod queues;
pub(crate) mod rules;
mod single_sign_on;

use domain::agent::AgentState;
use domain::agent::SubState;
use domain::audience::ScopeFilter;
use domain::call::Direction;
use domain::counts::Kpi;
use domain::display::WallLayout;
use domain::exception::ExceptionKind;
use domain::form::Problem;
use domain::health::HealthStatus;
use domain::limits::Limited;
use domain::queue::FigureScope;
use domain::role::Role;
use domain::totals::By;
use domain::totals::Column;
use domain::view::GroupBy;
use domain::view::SortBy;
use domain::wall::WallGroup;
use domain::wall::figure::WallFigure;
use domain::zone::Zone;
use leptos_i18n::td_string;

pub(crate) use self::audit::deed;
pub(crate) use self::command::action;
pub(crate) use self::command::in_group_edit;
pub(crate) use self::command::on_off;
pub(crate) use self::command::recording;
pub(crate) use self::command::refusal;
pub(crate) use self::command::under_way;
pub(crate) use self::mail::mail;
pub(crate) use self::single_sign_on::provider_problem;
pub(crate) use self::single_sign_on::sign_on_problem;
use crate::api::ScopeChoices;
use crate::error::AppError;
use crate::i18n::Locale;
use crate::timing;

/// A state.
pub(crate) fn state(locale: Locale, state: AgentState) -> &'static str {
    match state {
        AgentState::Available => td_string!(locale, available),
        AgentState::Ringing => td_string!(locale, ringing),
        AgentState::Dialing => td_string!(locale, dialing),
        AgentState::OnCall => td_string!(locale, on_call),
        AgentState::OnHold => td_string!(locale, on_hold),
        AgentState::WrapUp => td_string!(locale, wrap_up),
        AgentState::Paused => td_string!(locale, paused),
        AgentState::Unavailable => td_string!(locale, unavailable),
        AgentState::LoggedOut => td_string!(locale, logged_out),
        AgentState::Unknown => td_string!(locale, unknown),
    }
}

/// The glyph of a state.
pub(crate) const fn glyph(state: AgentState) -> &'static str {
    match state {
        AgentState::Available => "available",
        AgentState::Ringing => "ringing",
        AgentState::Dialing => "dialing",
        AgentState::OnCall => "oncall",
        AgentState::OnHold => "onhold",
        AgentState::WrapUp => "wrapup",
        AgentState::Paused => "paused",
        AgentState::Unavailable => "unavailable",
        AgentState::LoggedOut => "loggedout",
        AgentState::Unknown => "unknown",
    }
}

/// A sub-state.
pub(crate) fn sub_state(locale: Locale, sub: SubState) -> &'static str {
    match sub {
        SubState::Dead => td_string!(locale, sub_dead),
        SubState::Disposition => td_string!(locale, sub_disposition),
        SubState::ThreeWay => td_string!(locale, sub_three_way),
        SubState::Parked => td_string!(locale, sub_parked),
        SubState::RingingPhone => td_string!(locale, sub_ringing_phone),
        SubState::Preview => td_string!(locale, sub_preview),
        SubState::ManualDial => td_string!(locale, sub_manual_dial),
        SubState::Transfer => td_string!(locale, sub_transfer),
    }
}

/// A figure of the count band.
pub(crate) fn kpi(locale: Locale, kpi: Kpi) -> &'static str {
    match kpi {
        Kpi::LoggedIn => td_string!(locale, logged_in),
        Kpi::Available => td_string!(locale, available),
        Kpi::Ringing => td_string!(locale, ringing),
        Kpi::OnCall => td_string!(locale, on_call),
        Kpi::WrapUp => td_string!(locale, wrap_up),
        Kpi::Paused => td_string!(locale, paused),
        Kpi::Unavailable => td_string!(locale, unavailable),
        Kpi::Unknown => td_string!(locale, unknown),
    }
}

/// The glyph of a figure; "logged in" has none.
pub(crate) const fn kpi_glyph(kpi: Kpi) -> Option<&'static str> {
    match kpi {
        Kpi::LoggedIn => None,
        Kpi::Available => Some("available"),
        Kpi::Ringing => Some("ringing"),
        Kpi::OnCall => Some("oncall"),
        Kpi::WrapUp => Some("wrapup"),
        Kpi::Paused => Some("paused"),
        Kpi::Unavailable => Some("unavailable"),
        Kpi::Unknown => Some("unknown"),
    }
}

/// A direction.
pub(crate) fn direction(locale: Locale, direction: Direction) -> &'static str {
    match direction {
        Direction::Inbound => td_string!(locale, inbound),
        Direction::Outbound => td_string!(locale, outbound),
        Direction::Internal => td_string!(locale, internal),
        Direction::Unknown => td_string!(locale, call_unknown),
    }
}

/// The cause of a connection's condition.
pub(crate) fn health(locale: Locale, status: HealthStatus, zone: Zone) -> String {
    match status {
        HealthStatus::Starting => td_string!(locale, health_starting).to_owned(),
        HealthStatus::Ok => td_string!(locale, health_ok).to_owned(),
        HealthStatus::Degraded => td_string!(locale, health_degraded).to_owned(),
        HealthStatus::RateLimited { until } => {
            td_string!(locale, health_rate_limited, time = timing::time_of_day(until, zone))
        }
        HealthStatus::AuthFailed => td_string!(locale, health_auth_failed).to_owned(),
        HealthStatus::Forbidden => td_string!(locale, health_forbidden).to_owned(),
        HealthStatus::Unreachable => td_string!(locale, health_unreachable).to_owned(),
        HealthStatus::ServerError => td_string!(locale, health_server_error).to_owned(),
        HealthStatus::BadBody => td_string!(locale, health_bad_body).to_owned(),
        HealthStatus::Refused => td_string!(locale, health_refused).to_owned(),
        HealthStatus::Misconfigured => td_string!(locale, health_misconfigured).to_owned(),
        HealthStatus::Disabled => td_string!(locale, health_disabled).to_owned(),
    }
}

/// A kind of exception; a stale connection is named by its own sentence.
pub(crate) fn exception(locale: Locale, kind: ExceptionKind) -> &'static str {
    match kind {
        ExceptionKind::StaleConnection => td_string!(locale, connection),
        ExceptionKind::DeadCall => td_string!(locale, exception_dead_call),
        ExceptionKind::LongRing => td_string!(locale, exception_long_ring),
        ExceptionKind::PauseOverLimit => td_string!(locale, exception_pause),
        ExceptionKind::StuckWrapUp => td_string!(locale, exception_wrap_up),
        ExceptionKind::LongUnavailable => td_string!(locale, exception_unavailable),
        ExceptionKind::LongCall => td_string!(locale, exception_long_call),
        ExceptionKind::LongIdle => td_string!(locale, exception_idle),
    }
}

/// What may last too long.
pub(crate) fn limited(locale: Locale, limited: Limited) -> &'static str {
    match limited {
        Limited::Ringing => state(locale, AgentState::Ringing),
        Limited::Paused => state(locale, AgentState::Paused),
        Limited::Unavailable => state(locale, AgentState::Unavailable),
        Limited::WrapUp => state(locale, AgentState::WrapUp),
        Limited::OnCall => state(locale, AgentState::OnCall),
        Limited::Available => state(locale, AgentState::Available),
        Limited::Dead => td_string!(locale, limits_dead),
        Limited::Stale => td_string!(locale, limits_stale),
    }
}

/// What a provider's figure covers.
pub(crate) fn scope(locale: Locale, scope: FigureScope) -> &'static str {
    match scope {
        FigureScope::Queue => td_string!(locale, scope_queue),
        FigureScope::Campaign => td_string!(locale, scope_campaign),
        FigureScope::Account => td_string!(locale, scope_account),
    }
}

/// A layout of a wall.
pub(crate) fn wall_layout(locale: Locale, layout: WallLayout) -> &'static str {
    match layout {
        WallLayout::Floor => td_string!(locale, layout_floor),
        WallLayout::Queues => td_string!(locale, queues_label),
        WallLayout::Figures => td_string!(locale, layout_figures),
        WallLayout::Exceptions => td_string!(locale, exceptions_label),
        WallLayout::Mixed => td_string!(locale, layout_mixed),
    }
}

/// A group of a wall.
pub(crate) fn wall_group(locale: Locale, group: WallGroup) -> &'static str {
    match group {
        WallGroup::OverLimit => td_string!(locale, wall_over_limit),
        WallGroup::NotReady => td_string!(locale, wall_not_ready),
        WallGroup::Unknown => td_string!(locale, unknown),
        WallGroup::Available => td_string!(locale, available),
        WallGroup::OnCall => td_string!(locale, on_call),
        WallGroup::Offline => td_string!(locale, wall_offline),
    }
}

/// A hero figure of a wall, in about twelve letters.
pub(crate) fn wall_figure(locale: Locale, figure: WallFigure) -> &'static str {
    match figure {
        WallFigure::Waiting => td_string!(locale, queue_waiting),
        WallFigure::LongestWait => td_string!(locale, wall_longest_wait),
        WallFigure::OverLimit => td_string!(locale, wall_over_limit),
        WallFigure::Available => td_string!(locale, available),
        WallFigure::Ringing => td_string!(locale, ringing),
        WallFigure::OnCall => td_string!(locale, on_call),
        WallFigure::WrapUp => td_string!(locale, wrap_up),
        WallFigure::Paused => td_string!(locale, paused),
        WallFigure::Unavailable => td_string!(locale, unavailable),
        WallFigure::Unknown => td_string!(locale, unknown),
        WallFigure::LoggedIn => td_string!(locale, logged_in),
    }
}

/// The glyph of a group of a wall: five coarse shapes, and dashes for what nobody knows.
pub(crate) const fn wall_glyph(group: WallGroup) -> &'static str {
    match group {
        WallGroup::OverLimit => "alarm",
        WallGroup::NotReady => "attention",
        WallGroup::Unknown => "unknown",
        WallGroup::Available => "available",
        WallGroup::OnCall => "oncall",
        WallGroup::Offline => "loggedout",
    }
}

/// A role.
pub(crate) fn role(locale: Locale, role: Role) -> &'static str {
    match role {
        Role::Admin => td_string!(locale, role_admin),
        Role::Supervisor => td_string!(locale, role_supervisor),
        Role::Display => td_string!(locale, role_display),
    }
}

/// A grouping.
pub(crate) fn group_by(locale: Locale, group_by: GroupBy) -> &'static str {
    match group_by {
        GroupBy::None => td_string!(locale, group_none),
        GroupBy::State => td_string!(locale, by_state),
        GroupBy::Queue => td_string!(locale, by_queue),
        GroupBy::Campaign => td_string!(locale, by_campaign),
        GroupBy::Connection => td_string!(locale, by_connection),
        GroupBy::Skill => td_string!(locale, by_skill),
        GroupBy::Group => td_string!(locale, by_group),
    }
}

/// Browser and system of a sign-in, as the store keeps them.
pub(crate) fn browser(locale: Locale, browser: &str) -> String {
    match browser.split_once(" on ") {
        Some((browser, system)) => td_string!(locale, browser_on_system, browser = browser, system = system),
        None => browser.to_owned(),
    }
}

/// An order.
pub(crate) fn sort_by(locale: Locale, sort_by: SortBy) -> &'static str {
    match sort_by {
        SortBy::Worst => td_string!(locale, sort_worst),
        SortBy::Name => td_string!(locale, sort_name),
        SortBy::Longest => td_string!(locale, sort_longest),
        SortBy::State => td_string!(locale, sort_state),
        SortBy::Extension => td_string!(locale, sort_extension),
    }
}

/// An error, as a sentence that says what to do.
pub(crate) fn error(locale: Locale, error: &AppError, zone: Zone) -> String {
    match error {
        AppError::SignedOut => td_string!(locale, error_signed_out).to_owned(),
        AppError::NotFound => td_string!(locale, error_not_found).to_owned(),
        AppError::Forbidden => td_string!(locale, error_forbidden).to_owned(),
        AppError::NeedsSecondFactor => td_string!(locale, factor_error_needed).to_owned(),
        AppError::NeedsProof { .. } => td_string!(locale, proof_error_needed).to_owned(),
        AppError::TooSoon { retry_after_s } => td_string!(locale, error_too_soon, seconds = *retry_after_s),
        AppError::NotOffered => td_string!(locale, error_not_offered).to_owned(),
        AppError::Provider { cause } => {
            td_string!(locale, error_provider, cause = health(locale, *cause, zone))
        }
        AppError::Administration { trouble } => queues::trouble(locale, *trouble),
        AppError::Unavailable => td_string!(locale, error_unavailable).to_owned(),
        AppError::Invalid { errors } => match errors.first() {
            Some(error) => problem(locale, error.problem),
            None => td_string!(locale, error_internal).to_owned(),
        },
        AppError::Conflict => td_string!(locale, error_conflict).to_owned(),
        AppError::BadRequest | AppError::Internal => td_string!(locale, error_internal).to_owned(),
        AppError::Network => td_string!(locale, error_network).to_owned(),
    }
}

/// What is wrong with a field, as a sentence that says what to do.
pub(crate) fn problem(locale: Locale, problem: Problem) -> String {
    match problem {
        Problem::Required => td_string!(locale, problem_required).to_owned(),
        Problem::TooLong { most } => td_string!(locale, problem_too_long, most = most),
        Problem::TooShort { least } => td_string!(locale, problem_too_short, least = least),
        Problem::NotAnEmail => td_string!(locale, problem_not_an_email).to_owned(),
        Problem::Taken => td_string!(locale, problem_taken).to_owned(),
        Problem::NotASlug => td_string!(locale, problem_not_a_slug).to_owned(),
        Problem::Guessable => td_string!(locale, problem_guessable).to_owned(),
        Problem::Wrong => td_string!(locale, problem_wrong).to_owned(),
        Problem::NotOffered => td_string!(locale, problem_not_offered).to_owned(),
        Problem::NotAnAddress => td_string!(locale, problem_not_an_address).to_owned(),
        Problem::PlainHttp => td_string!(locale, problem_plain_http).to_owned(),
        Problem::PrivateAddress => td_string!(locale, problem_private_address).to_owned(),
        Problem::LeaveOutLogin => td_string!(locale, problem_leave_out_login).to_owned(),
        Problem::LeaveOutQuery => td_string!(locale, problem_leave_out_query).to_owned(),
        Problem::LeaveOutFragment => td_string!(locale, problem_leave_out_fragment).to_owned(),
        Problem::LeaveOutPath => td_string!(locale, problem_leave_out_path).to_owned(),
        Problem::NotALabel => td_string!(locale, problem_not_a_label).to_owned(),
        Problem::NotAPath => td_string!(locale, problem_not_a_path).to_owned(),
        Problem::NotAZone => td_string!(locale, problem_not_a_zone).to_owned(),
        Problem::DigitsOnly => td_string!(locale, problem_digits_only).to_owned(),
        Problem::LettersDigitsOnly => td_string!(locale, problem_letters_digits_only).to_owned(),
        Problem::ShortWord { least, most } => td_string!(locale, problem_short_word, least = least, most = most),
        Problem::NotBetween { least, most } => td_string!(locale, problem_not_between, least = least, most = most),
        Problem::Stripped => td_string!(locale, problem_stripped).to_owned(),
        Problem::NotAsShown => td_string!(locale, problem_not_as_shown).to_owned(),
        Problem::NoneNamed => td_string!(locale, problem_none_named).to_owned(),
        Problem::NotAPair => td_string!(locale, problem_not_a_pair).to_owned(),
        Problem::UnknownThere => td_string!(locale, problem_unknown_there).to_owned(),
        Problem::LacksRequest => td_string!(locale, problem_lacks_request).to_owned(),
        Problem::OtherSystem => td_string!(locale, problem_other_system).to_owned(),
        Problem::Illegible => td_string!(locale, problem_illegible).to_owned(),
        Problem::NotInstalled => td_string!(locale, problem_not_installed).to_owned(),
        Problem::NotADuration => td_string!(locale, problem_not_a_duration).to_owned(),
        Problem::NotWithinADay => td_string!(locale, problem_not_within_a_day).to_owned(),
        Problem::NotBeforeAlarm => td_string!(locale, problem_not_before_alarm).to_owned(),
        Problem::TooMany { most } => td_string!(locale, problem_too_many, most = most),
        Problem::LastAdmin => td_string!(locale, problem_last_admin).to_owned(),
        Problem::NobodyLeft => td_string!(locale, problem_nobody_left).to_owned(),
        Problem::Expired => td_string!(locale, problem_expired).to_owned(),
    }
}

/// What a row of totals stands for.
pub(crate) fn by(locale: Locale, by: By) -> &'static str {
    match by {
        By::Agent => td_string!(locale, history_agents),
        By::Group => td_string!(locale, scope_groups),
        By::Connection => td_string!(locale, connections_label),
    }
}

/// A column of totals.
pub(crate) fn totals_column(locale: Locale, column: Column) -> &'static str {
    match column {
        Column::Name => td_string!(locale, history_name),
        Column::LoggedIn => td_string!(locale, logged_in),
        Column::State(of) => state(locale, of),
        Column::NotObserved => td_string!(locale, texture_not_observed),
        Column::Occupancy => td_string!(locale, history_occupancy),
        Column::Calls => td_string!(locale, history_calls),
    }
}

/// What somebody or something is limited to, a line for each list.
pub(crate) fn limits(locale: Locale, scope: &ScopeFilter, choices: &ScopeChoices) -> Vec<String> {
    let named = |id| choices.connections.iter().find(|(known, _)| known == id).map(|(_, name)| name.clone());
    let gone = td_string!(locale, scope_gone);
    let connections: Vec<String> =
        scope.connections.iter().map(|id| named(id).unwrap_or_else(|| gone.to_owned())).collect();
    let lists = [
        (td_string!(locale, connections_label), &connections),
        (td_string!(locale, scope_groups), &scope.groups),
        (td_string!(locale, queues_label), &scope.queues),
    ];
    let lists: Vec<String> = lists
        .into_iter()
        .filter(|(_, words)| !words.is_empty())
        .map(|(name, words)| format!("{name}: {}", words.join(", ")))
        .collect();
    if lists.is_empty() { vec![td_string!(locale, whole_floor).to_owned()] } else { lists }
}
