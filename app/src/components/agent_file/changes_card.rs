//! What sets of changes did to the agent's queues and recording, for admins: by whom, what came and went, and how it ended.

use domain::administration::Priority;
use domain::board::ConnectionView;
use domain::changes::About;
use domain::changes::Step;
use domain::role::Role;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::File;
use crate::api::agents::AgentChangeLine;
use crate::api::agents::agent_changes;
use crate::error::AppError;
use crate::i18n::Locale;
use crate::row_model::Reader;
use crate::timing;
use crate::words;
use crate::words::queues::queue_name;

/// The card, where the connection can be administered and the reader may.
#[component]
pub(super) fn ChangesCard(file: File) -> impl IntoView {
    let File { tenant, key, connection, board, agent, reader, .. } = file;
    if board.role() != Role::Admin || !connection.kind.has_administration() {
        return ().into_any();
    }
    let locale = reader.locale;
    let slug = tenant.clone();
    // A change shows in the agent's queues once the provider tells of it.
    let turn = Memo::new(move |_| {
        let agent = agent.read();
        (agent.callin.clone().items, agent.callout.clone(), agent.recording.clone())
    });
    let lines = Resource::new(move || turn.get(), move |_| agent_changes(tenant.clone(), key.clone()));
    let note = td_string!(locale, agents_admin_changes_note, provider = connection.kind.label());
    let show = move |lines: Result<Vec<AgentChangeLine>, AppError>| match lines {
        Ok(lines) if lines.is_empty() => {
            view! { <p class="card-note">{td_string!(locale, agents_admin_changes_none)}</p> }.into_any()
        }
        Ok(lines) => table(lines, &slug, &connection, reader).into_any(),
        Err(error) => {
            view! { <p class="card-note" role="alert">{words::error(locale, &error, reader.zone)}</p> }.into_any()
        }
    };
    view! {
        <section class="file-card is-day" aria-labelledby="agent-changes">
            <header>
                <h2 id="agent-changes">{td_string!(locale, agents_admin_changes)}</h2>
                <small>{note}</small>
            </header>
            <Transition fallback=move || {
                view! { <p class="card-note" aria-busy="true">{td_string!(locale, loading_page)}</p> }
            }>{move || {
                let show = show.clone();
                Suspend::new(async move { show(lines.await) })
            }}</Transition>
        </section>
    }
    .into_any()
}

fn table(
    lines: Vec<AgentChangeLine>,
    tenant: &str,
    connection: &ConnectionView,
    reader: Reader,
) -> impl IntoView + use<> {
    let locale = reader.locale;
    let rows = lines.into_iter().map(|line| row(line, tenant, connection, reader)).collect_view();
    view! {
        <div class="table-scroll">
            <table class="list-table agent-changes">
                <caption class="visually-hidden">{td_string!(locale, agents_admin_changes)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{td_string!(locale, audit_when)}</th>
                        <th scope="col">{td_string!(locale, audit_who)}</th>
                        <th scope="col">{td_string!(locale, audit_change)}</th>
                        <th scope="col">{td_string!(locale, audit_outcome)}</th>
                        <th scope="col"><span class="visually-hidden">{td_string!(locale, agents_admin_changes_set)}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(line: AgentChangeLine, tenant: &str, connection: &ConnectionView, reader: Reader) -> AnyView {
    let locale = reader.locale;
    let about = About { queues: line.queues.clone(), ..About::default() };
    let (mark, ended) = words::queues::row_state(locale, &line.state, &about, connection.kind);
    let end = match mark {
        "good" | "same" | "waiting" | "writing" => "good",
        "alarm" | "lock" => "bad",
        _ => "unknown",
    };
    let changes = changes(locale, &line.step, &about).into_iter().map(Change::view).collect_view();
    let reason = line.reason.map(|reason| format!("“{reason}”"));
    let href = format!("/t/{tenant}/queues?connection={}&job={}", connection.id, line.set);
    view! {
        <tr>
            <td class="is-time">
                {timing::date(locale, line.at, reader.zone)}
                <small>{timing::time_of_day(line.at, reader.zone)}</small>
            </td>
            <th scope="row">{line.by.clone()}<small>{reason}</small></th>
            <td><ul class="change-list">{changes}</ul></td>
            <td class="change-end" data-end=end>{ended}</td>
            <td class="is-actions"><a class="button is-tiny" href=href>{td_string!(locale, agents_admin_changes_set)}</a></td>
        </tr>
    }
    .into_any()
}

/// One thing that a change did.
#[derive(Debug, PartialEq, Eq)]
enum Change {
    Added(String, &'static str),
    Removed(String, &'static str),
    Said(String),
}

impl Change {
    fn view(self) -> AnyView {
        let of = |word: &'static str| view! { <span class="visually-hidden">{word}" "</span> };
        match self {
            Self::Added(name, word) => view! { <li><ins>{of(word)}"+ "{name}</ins></li> }.into_any(),
            Self::Removed(name, word) => view! { <li><del>{of(word)}"− "{name}</del></li> }.into_any(),
            Self::Said(text) => view! { <li>{text}</li> }.into_any(),
        }
    }
}

/// What came, what went and what became another.
fn changes(locale: Locale, step: &Step, about: &About) -> Vec<Change> {
    let added = |name: String| Change::Added(name, td_string!(locale, agents_admin_added));
    let removed = |name: String| Change::Removed(name, td_string!(locale, agents_admin_removed));
    match step {
        Step::Callin { before, after } => {
            let figure =
                |priority: Priority| priority.figure().map_or_else(|| "–".to_owned(), |figure| figure.to_string());
            let priority = (before.priority != after.priority).then(|| {
                let (from, to) = (figure(before.priority), figure(after.priority));
                Change::Said(td_string!(locale, queues_priority_change, from = from, to = to))
            });
            let came = step.added().into_iter().map(|id| added(queue_name(about, id)));
            let went = step.removed().into_iter().map(|id| removed(queue_name(about, id)));
            came.chain(went).chain(priority).collect()
        }
        Step::CallinUnseen { after } => {
            let queues: Vec<String> = after.queues.iter().map(|id| queue_name(about, id)).collect();
            vec![Change::Said(td_string!(locale, agents_admin_whole, queues = queues.join(", ")))]
        }
        Step::Callout { before, after } => {
            let callout = |id: &str| format!("{} {id}", td_string!(locale, callout));
            before.iter().map(|id| removed(callout(id))).chain([added(callout(after))]).collect()
        }
        Step::Recording { before, on } => {
            let was = before.map_or("?", |on| words::on_off(locale, on));
            let recording = td_string!(locale, recording);
            vec![Change::Said(format!("{recording} {was} → {}", words::on_off(locale, *on)))]
        }
        Step::Unchanged | Step::Impossible { .. } => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use domain::administration::Callin;
    use domain::queue::NamedRef;

    use super::*;

    #[test]
    fn a_change_names_what_came_and_what_went_and_nothing_that_stayed() {
        let callin = |queues: &[&str], priority| Callin {
            queues: queues.iter().map(|&queue| queue.to_owned()).collect(),
            priority,
        };
        let step = Step::Callin {
            before: callin(&["1", "2"], Priority::NotTold),
            after: callin(&["2", "3"], Priority::Is(4)),
        };
        let queues = vec![NamedRef { id: "3".to_owned(), name: Some("Sales".to_owned()) }];

        let told = changes(Locale::en, &step, &About { queues, ..About::default() });

        assert_eq!(
            told,
            [
                Change::Added("Sales".to_owned(), "added"),
                Change::Removed("1".to_owned(), "taken away"),
                Change::Said("Priority – → 4".to_owned()),
            ]
        );
    }
}
