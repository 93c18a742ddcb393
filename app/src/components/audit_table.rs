//! The lines of the audit log as a table.

use domain::audit::AuditLine;
use domain::audit::DeedOutcome;
use domain::audit::Done;
use domain::audit::Ended;
use domain::audit::Matter;
use domain::command::Action;
use domain::command::Outcome;
use domain::zone::Zone;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::lang;
use crate::i18n::Locale;
use crate::timing;
use crate::words;

/// The table.
#[component]
pub(crate) fn AuditTable(
    /// Newest first.
    lines: Vec<AuditLine>,
    /// Offset of the installation's zone, in seconds.
    zone: Zone,
) -> impl IntoView {
    let locale = lang();
    let rows = lines.into_iter().map(|line| row(locale, line, zone)).collect_view();
    view! {
        <div class="table-scroll">
            <table class="list-table audit-table">
                <caption class="visually-hidden">{td_string!(locale, audit_log)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{td_string!(locale, audit_when)}</th>
                        <th scope="col">{td_string!(locale, audit_who)}</th>
                        <th scope="col">{td_string!(locale, audit_what)}</th>
                        <th scope="col">{td_string!(locale, audit_whom)}</th>
                        <th scope="col">{td_string!(locale, audit_change)}</th>
                        <th scope="col">{td_string!(locale, audit_outcome)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(locale: Locale, line: AuditLine, zone: Zone) -> impl IntoView + use<> {
    let what = done_words(locale, &line.done);
    let whom: Vec<String> =
        [Some(line.matter.subject.clone()).filter(|subject| !subject.is_empty()), line.agent.clone()]
            .into_iter()
            .flatten()
            .collect();
    let (glyph, ended) = ended_words(locale, line.ended.as_ref());
    view! {
        <tr>
            <td class="is-time">
                {timing::date(locale, line.at, zone)}
                <small>{timing::time_of_day(line.at, zone)}</small>
            </td>
            <th scope="row">{line.actor.clone()}<small>{line.remote.clone()}</small></th>
            <td>{what}</td>
            <td>{whom.join(" · ")}<small>{line.connection.clone()}</small></td>
            <td>{changes(&line)}</td>
            <td class="audit-end" data-end=glyph>{ended}</td>
        </tr>
    }
}

/// Each field with its old and its new value.
fn changes(line: &AuditLine) -> impl IntoView + use<> {
    if let Done::Command(action) = &line.done {
        let before = before_words(&line.matter);
        let before = before.map(|before| view! { <del>{before}</del>" → " });
        let asked = asked_words(action, &line.matter).join(" · ");
        return view! { <span class="change-list"><span>{before}<ins>{asked}</ins></span></span> }.into_any();
    }
    let matter = &line.matter;
    let items = matter
        .after
        .iter()
        .map(|(field, after)| {
            let before = matter.before.iter().find(|(name, _)| name == field).map(|(_, before)| before.clone());
            let before = before.map(|before| view! { <del>{or_dash(before)}</del>" → " });
            view! { <li><span class="quiet">{field.clone()}</span>" "{before}<ins>{or_dash(after.clone())}</ins></li> }
        })
        .collect_view();
    view! { <ul class="change-list">{items}</ul> }.into_any()
}

/// What a command asked of the provider, and why.
pub(crate) fn asked_words(action: &Action, matter: &Matter) -> Vec<String> {
    asked(action).into_iter().chain(matter.after.iter().map(|(_, reason)| format!("“{reason}”"))).collect()
}

/// How it was before a command, where that was read.
fn before_words(matter: &Matter) -> Option<String> {
    let word = |(field, value): &(String, String)| match (field.as_str(), value.as_str()) {
        ("on", "true") => words::on_off(lang(), true).to_owned(),
        ("on", "false") => words::on_off(lang(), false).to_owned(),
        (_, value) => or_dash(value.to_owned()),
    };
    let words: Vec<String> = matter.before.iter().map(word).collect();
    (!words.is_empty()).then(|| words.join(" · "))
}

/// What a command asked of the provider, in its own words.
fn asked(action: &Action) -> Option<String> {
    match action {
        Action::LogOut | Action::Pause | Action::Resume => None,
        Action::SetCallinQueues { queue_ids, priority } => {
            let priority = priority.map(|priority| format!(" · {priority}")).unwrap_or_default();
            Some(format!("{}{priority}", queue_ids.join(", ")))
        }
        Action::ChangeInGroups(change) => {
            let groups = change.groups.iter().cloned().collect::<Vec<_>>().join(", ");
            let dials = change.also_dials.then(|| format!(" · {}", td_string!(lang(), in_groups_dials_too)));
            Some(format!("{}: {groups}{}", words::in_group_edit(lang(), change.edit), dials.unwrap_or_default()))
        }
        Action::SetCalloutQueue { queue_id } => Some(queue_id.clone()),
        Action::SetRecording { on } => Some(words::on_off(lang(), *on).to_owned()),
    }
}

fn or_dash(text: String) -> String {
    if text.is_empty() { "–".to_owned() } else { text }
}

/// What was done.
pub(crate) fn done_words(locale: Locale, done: &Done) -> String {
    match done {
        Done::Deed(deed) => words::deed(locale, *deed).to_owned(),
        Done::Command(action) => words::action(locale, action.kind()).to_owned(),
        Done::Other(word) => word.clone(),
    }
}

/// The word of the outcome, and which of three marks it carries.
pub(crate) fn ended_words(locale: Locale, ended: Option<&Ended>) -> (&'static str, &'static str) {
    match ended {
        None => ("unknown", td_string!(locale, outcome_open)),
        Some(Ended::Deed(DeedOutcome::Done)) => ("good", td_string!(locale, outcome_done)),
        Some(Ended::Deed(DeedOutcome::Refused)) => ("bad", td_string!(locale, outcome_refused)),
        Some(Ended::Deed(DeedOutcome::Failed)) => ("bad", td_string!(locale, outcome_failed)),
        Some(Ended::Command(outcome)) => match outcome {
            Outcome::Confirmed => ("good", td_string!(locale, outcome_confirmed)),
            Outcome::AcceptedNotVisible => ("unknown", td_string!(locale, outcome_not_visible)),
            Outcome::AcceptedUnverifiable => ("good", td_string!(locale, outcome_unverifiable)),
            Outcome::AlreadyDone => ("good", td_string!(locale, outcome_already)),
            Outcome::Refused { .. } => ("bad", td_string!(locale, outcome_refused)),
            Outcome::Unknown => ("unknown", td_string!(locale, outcome_unknown)),
        },
    }
}
