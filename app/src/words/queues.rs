//! The words of change sets and of a provider's administration, in the reader's language.

use domain::administration::Trouble;
use domain::administration::TroubleKind;
use domain::changes::About;
use domain::changes::CannotUndo;
use domain::changes::Danger;
use domain::changes::Doing;
use domain::changes::ImportFault;
use domain::changes::ImportField;
use domain::changes::ImportProblem;
use domain::changes::RowRefusal;
use domain::changes::RowState;
use domain::changes::WhyNot;
use domain::provider::ProviderKind;
use leptos_i18n::td_string;

use super::connection;
use crate::figures::counted;
use crate::i18n::Locale;

/// What a request went wrong with, on which route, and what to do.
pub(crate) fn trouble(locale: Locale, trouble: Trouble) -> String {
    let route = trouble.route.as_written();
    match trouble.kind {
        TroubleKind::KeyRefused => td_string!(locale, queues_trouble_key, route = route),
        TroubleKind::MissingRight { right } => {
            td_string!(locale, queues_trouble_right, route = route, right = connection::right(locale, right))
        }
        TroubleKind::BadInput { field: Some(field) } => {
            td_string!(locale, queues_trouble_field, route = route, field = connection::field(locale, field))
        }
        TroubleKind::BadInput { field: None } => td_string!(locale, queues_trouble_input, route = route),
        TroubleKind::NotFound => td_string!(locale, queues_trouble_not_found, route = route),
        TroubleKind::RateLimited { retry_after_s } => {
            td_string!(locale, queues_trouble_limit, route = route, seconds = retry_after_s)
        }
        TroubleKind::NotEnabled => td_string!(locale, queues_trouble_not_enabled, route = route),
        TroubleKind::Failed => td_string!(locale, queues_trouble_failed, route = route),
        TroubleKind::NoAnswer => td_string!(locale, queues_trouble_no_answer, route = route),
        TroubleKind::NotOffered => td_string!(locale, queues_trouble_not_offered).to_owned(),
    }
}

/// The name of a queue of a set, else its identifier.
pub(crate) fn queue_name(about: &About, id: &str) -> String {
    about.queues.iter().find(|queue| queue.id == id).map_or(id, |queue| queue.label()).to_owned()
}

/// Why nothing can be sent for an agent.
pub(crate) fn why_not(locale: Locale, why: &WhyNot, about: &About, provider: &'static str) -> String {
    let name = |queue: &str| queue_name(about, queue);
    match why {
        WhyNot::LastQueue => td_string!(locale, queues_why_last, provider = provider),
        WhyNot::NoQueue => td_string!(locale, queues_why_none).to_owned(),
        WhyNot::ScanIncomplete => td_string!(locale, queues_why_incomplete).to_owned(),
        WhyNot::QueuesUnseen => td_string!(locale, queues_why_unseen).to_owned(),
        WhyNot::UnknownQueue { queue } => {
            td_string!(locale, queues_why_unknown, provider = provider, queue = name(queue))
        }
        WhyNot::Contradiction { queue } => td_string!(locale, queues_why_contradiction, queue = name(queue)),
        WhyNot::PriorityUnclear => td_string!(locale, queues_why_priority).to_owned(),
        WhyNot::NoSuchAgent => super::refusal(locale, domain::command::Refusal::NoSuchAgent, None, provider),
        WhyNot::AgentUnseen => td_string!(locale, queues_why_agent_unseen).to_owned(),
        WhyNot::LeadingZeroMayBeLost => td_string!(locale, queues_why_zero).to_owned(),
        WhyNot::AskedTwice => td_string!(locale, queues_why_twice).to_owned(),
        WhyNot::NothingAsked => td_string!(locale, queues_why_nothing).to_owned(),
        WhyNot::NotTaken { reason } => super::refusal(locale, *reason, None, provider),
    }
}

/// What a person shall know before they confirm.
pub(crate) fn danger(locale: Locale, danger: &Danger, about: &About) -> String {
    match danger {
        Danger::QueueLeftEmpty { queue } => {
            td_string!(locale, queues_danger_empty, queue = queue_name(about, queue))
        }
        Danger::ListsUnseen { agents } => {
            counted!(locale, queues_danger_unseen, *agents)
        }
        Danger::RecordingOff { agents } => {
            counted!(locale, queues_danger_recording, *agents)
        }
        Danger::MembershipsReplaced { memberships } => {
            td_string!(locale, queues_danger_replaced, memberships = *memberships)
        }
    }
}

/// Why an undo leaves something as it is.
pub(crate) fn cannot_undo(locale: Locale, why: CannotUndo) -> &'static str {
    match why {
        CannotUndo::NotKnownBefore => td_string!(locale, queues_stays_unknown),
        CannotUndo::NoPriorityBefore => td_string!(locale, queues_stays_priority),
        CannotUndo::NoCalloutBefore => td_string!(locale, queues_stays_callout),
    }
}

/// How an agent of a running set stands: the mark before it and a sentence.
pub(crate) fn row_state(locale: Locale, state: &RowState, about: &About, kind: ProviderKind) -> (&'static str, String) {
    let provider = kind.label();
    let list = |callin: &domain::administration::Callin| {
        callin.queues.iter().map(|queue| queue_name(about, queue)).collect::<Vec<_>>().join(", ")
    };
    match state {
        RowState::Unchanged => ("same", td_string!(locale, queues_row_unchanged).to_owned()),
        RowState::Impossible => ("lock", td_string!(locale, queues_row_impossible).to_owned()),
        RowState::Planned => ("waiting", td_string!(locale, queues_row_waiting).to_owned()),
        RowState::Sending => ("writing", td_string!(locale, queues_row_writing).to_owned()),
        RowState::Verified => ("good", td_string!(locale, queues_row_verified).to_owned()),
        RowState::AcceptedNotVisible => ("attention", td_string!(locale, queues_row_not_visible).to_owned()),
        RowState::AcceptedUnverifiable => ("good", td_string!(locale, act_unverifiable, provider = provider)),
        RowState::Conflict { now: Some(now), .. } => {
            ("attention", td_string!(locale, queues_row_conflict, now = list(now)))
        }
        RowState::Conflict { now: None, callout } => {
            let now = callout.clone().unwrap_or_else(|| "–".to_owned());
            ("attention", td_string!(locale, queues_row_conflict, now = now))
        }
        RowState::Refused { reason, code } => {
            ("alarm", td_string!(locale, queues_row_refused, why = refused(locale, *reason, code.as_deref(), provider)))
        }
        RowState::Unknown { now: Some(now) } => {
            ("unknown", td_string!(locale, queues_row_unknown_now, now = list(now)))
        }
        RowState::Unknown { now: None } => ("unknown", td_string!(locale, queues_row_unknown).to_owned()),
        RowState::Cancelled => ("same", td_string!(locale, queues_row_cancelled).to_owned()),
    }
}

fn refused(locale: Locale, reason: RowRefusal, code: Option<&str>, provider: &'static str) -> String {
    match reason {
        RowRefusal::Provider { reason } => super::refusal(locale, reason, code, provider),
        RowRefusal::NotReadAgain { trouble: kind } => trouble(locale, kind),
        RowRefusal::ReadTooSlow => td_string!(locale, queues_refused_slow).to_owned(),
        RowRefusal::ReadIncomplete => td_string!(locale, queues_refused_incomplete).to_owned(),
        RowRefusal::UnderWay => td_string!(locale, queues_refused_under_way).to_owned(),
        RowRefusal::SwitchedOff => td_string!(locale, health_disabled).to_owned(),
    }
}

/// What a running set is busy with; `left_s` are the seconds of a wait. Empty when it is at nothing.
pub(crate) fn doing(locale: Locale, doing: Doing, left_s: Option<i64>, provider: &'static str) -> String {
    let seconds = left_s.unwrap_or(0).max(0);
    match doing {
        Doing::Nothing => String::new(),
        Doing::Reading { progress } => {
            td_string!(locale, queues_doing_reading, done = progress.done, of = progress.of)
        }
        Doing::Sending => td_string!(locale, queues_row_writing).to_owned(),
        Doing::Verifying => td_string!(locale, queues_doing_verifying).to_owned(),
        Doing::WaitingForAllowance { .. } => {
            td_string!(locale, queues_doing_allowance, provider = provider, seconds = seconds)
        }
        Doing::WaitingForTurn => td_string!(locale, queues_doing_turn).to_owned(),
        Doing::TryingAgain { .. } => {
            td_string!(locale, queues_doing_again, provider = provider, seconds = seconds)
        }
    }
}

/// A line of an import that cannot be used.
pub(crate) fn import_problem(locale: Locale, problem: &ImportProblem) -> String {
    let field = match problem.field {
        ImportField::Line => td_string!(locale, queues_field_line),
        ImportField::Agent => td_string!(locale, column_agent),
        ImportField::Queues => td_string!(locale, queues_label),
        ImportField::Priority => td_string!(locale, queues_priority),
    };
    let fault = match &problem.fault {
        ImportFault::Missing => td_string!(locale, problem_required).to_owned(),
        ImportFault::TooLong { most } => td_string!(locale, problem_too_long, most = *most),
        ImportFault::NotANumber => td_string!(locale, queues_fault_number).to_owned(),
        ImportFault::Duplicate { of } => td_string!(locale, queues_fault_duplicate, line = *of),
        ImportFault::UnknownQueue { queue } => td_string!(locale, queues_fault_unknown, queue = queue.clone()),
        ImportFault::SeveralQueues { queue } => td_string!(locale, queues_fault_several, queue = queue.clone()),
        ImportFault::OpenQuote => td_string!(locale, queues_fault_quote).to_owned(),
        ImportFault::TooManyColumns => td_string!(locale, queues_fault_columns).to_owned(),
        ImportFault::TooManyLines { most } => td_string!(locale, queues_fault_lines, most = *most),
    };
    format!("{field}: {fault}")
}
