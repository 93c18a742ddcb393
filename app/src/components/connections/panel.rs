//! One connection beside the list: condition, allowance, words without a state, secret, last test, and what can be done.

use domain::health::HealthStatus;
use domain::id::ConnectionId;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::allowance::AllowanceSection;
use super::checks::Checks;
use super::confirm::DeleteDialog;
use super::desk::Desk;
use super::desk::may_be_tested;
use super::failure;
use super::health::HealthSection;
use super::part;
use super::secret::SecretSection;
use super::side::Side;
use super::unmapped::UnmappedSection;
use crate::api::connections::PauseConnection;
use crate::api::connections::ResumeConnection;
use crate::components::bits::Icon;
use crate::components::bits::lang;
use crate::timing;
use crate::words::connection as words;

/// The panel of a connection.
#[component]
pub(super) fn ReportPanel(desk: Desk, id: ConnectionId) -> impl IntoView {
    let locale = lang();
    let name = part(desk, id, |report| report.name.clone());
    let is_there = Memo::new(move |_| name.read().is_some());
    let label = move || td_string!(locale, connection_panel, name = name.get().unwrap_or_default());
    let about = part(desk, id, move |report| {
        let date = words::date(desk.reader, report.added_at, desk.now.get_untracked());
        (report.kind, report.place.clone(), date)
    });
    let about = move || {
        let (kind, place, date) = about.get()?;
        let text = format!("{} · {place} · {}", kind.label(), td_string!(locale, added_on, date = date));
        Some(view! { <p><span class="mark" aria-hidden="true">{kind.mark()}</span>" "{text}</p> })
    };
    view! {
        <aside class="side-panel" aria-label=label>
            <header class="panel-head">
                <h2>{move || name.get()}</h2>
                <div class="panel-tools">
                    <Show when=move || is_there.get()><Tools desk id name/></Show>
                    <CloseLink desk/>
                </div>
                {about}
            </header>
            <div class="panel-body">
                <Show
                    when=move || is_there.get()
                    fallback=move || {
                        view! { <section class="panel-section"><p>{td_string!(locale, connection_gone)}</p></section> }
                    }
                >
                    <HealthSection desk id/>
                    <AllowanceSection desk id/>
                    <UnmappedSection desk id/>
                    <SecretSection desk id/>
                    <LastTest desk id/>
                </Show>
            </div>
        </aside>
    }
    .into_any()
}

/// The way out of a panel.
#[component]
pub(super) fn CloseLink(desk: Desk) -> impl IntoView {
    let locale = lang();
    let close = td_string!(locale, close);
    view! {
        <a class="button is-plain is-icon" href=desk.href(&Side::Nothing) aria-label=close title=close>
            <Icon name="i-close"/>
        </a>
    }
    .into_any()
}

/// Edit, and what is done rarely.
#[component]
fn Tools(desk: Desk, id: ConnectionId, name: Memo<Option<String>>) -> impl IntoView {
    let locale = lang();
    let dialog = NodeRef::<leptos::html::Dialog>::new();
    let is_off = part(desk, id, |report| report.health.status == HealthStatus::Disabled);
    let may_test = part(desk, id, |report| may_be_tested(report.health.status));
    let pause = ServerAction::<PauseConnection>::new();
    let resume = ServerAction::<ResumeConnection>::new();
    Effect::new(move |_| {
        let failed = match (pause.value().get(), resume.value().get()) {
            (Some(Err(error)), _) | (_, Some(Err(error))) => Some((id, error)),
            (None, None) => return,
            (Some(Ok(())) | None, Some(Ok(())) | None) => None,
        };
        desk.trouble.set(failed);
        desk.refresh();
    });
    let fields = move || {
        view! {
            <input type="hidden" name="tenant" value=desk.tenant.get_value()/>
            <input type="hidden" name="id" value=id.to_string()/>
        }
    };
    let switch = move || {
        if is_off.get() == Some(true) {
            view! {
                <ActionForm action=resume>
                    {fields()}
                    <button type="submit"><Icon name="i-play"/>{td_string!(locale, connection_resume)}</button>
                </ActionForm>
            }
            .into_any()
        } else {
            view! {
                <ActionForm action=pause>
                    {fields()}
                    <button type="submit"><Icon name="i-pause"/>{td_string!(locale, connection_pause)}</button>
                </ActionForm>
            }
            .into_any()
        }
    };
    let open_dialog = move |_| {
        if let Some(dialog) = dialog.get()
            && dialog.show_modal().is_err()
        {
            dialog.set_open(true);
        }
    };
    let more = td_string!(locale, connection_more);
    view! {
        <a class="button is-plain" href=desk.href(&Side::Edit(id))>{td_string!(locale, connection_edit)}</a>
        <details class="menu">
            <summary class="button is-plain is-icon" aria-label=more title=more><Icon name="i-more"/></summary>
            <div class="menu-list is-end">
                <Show when=move || may_test.get() == Some(true)>
                    <button type="button" on:click=move |_| desk.test(id)>
                        <Icon name="i-refresh"/>
                        {td_string!(locale, connection_test)}
                    </button>
                </Show>
                {switch}
                <button type="button" class="is-danger" on:click=open_dialog>
                    <Icon name="i-close"/>
                    {td_string!(locale, connection_delete)}
                </button>
            </div>
        </details>
        <DeleteDialog desk id name dialog/>
    }
    .into_any()
}

/// What the last test found, and a button for the next one.
#[component]
fn LastTest(desk: Desk, id: ConnectionId) -> impl IntoView {
    let locale = lang();
    let note = part(desk, id, |report| report.last_test.clone());
    let status = part(desk, id, |report| report.health.status);
    let when = move || {
        let note = note.get().flatten()?;
        let time = timing::time_of_day(note.report.at, desk.reader.zone);
        let date = words::date(desk.reader, note.report.at, desk.now.get_untracked());
        let is_today = date == words::date(desk.reader, desk.now.get_untracked(), desk.now.get_untracked());
        let time = if is_today { time } else { date };
        Some(td_string!(locale, test_by, time = time, name = note.by))
    };
    let lines = move || match note.get().flatten() {
        Some(note) => view! { <Checks report=note.report/> }.into_any(),
        None => view! { <p class="help">{td_string!(locale, never_tested)}</p> }.into_any(),
    };
    let is_busy = move || desk.testing.read().contains(&id);
    let may_test = Memo::new(move |_| status.get().is_some_and(may_be_tested));
    let trouble = move || {
        let (of, error) = desk.trouble.get()?;
        (of == id).then(|| failure(desk.reader, &error))
    };
    view! {
        <section class="panel-section" aria-live="polite">
            <h3>{td_string!(locale, last_test)}<small>{when}</small></h3>
            {trouble}
            {lines}
            <Show when=move || may_test.get()>
                <div class="action-row">
                    <button class="button" type="button" disabled=is_busy on:click=move |_| desk.test(id)>
                        {move || if is_busy() {
                            td_string!(locale, connection_testing)
                        } else {
                            td_string!(locale, connection_test)
                        }}
                    </button>
                </div>
            </Show>
        </section>
    }
    .into_any()
}
