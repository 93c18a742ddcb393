//! The page of connections: the list, worst first, and at its side what is open: a connection, a form, or the choice of a
//! vendor. The list is fetched anew every few seconds; what somebody types stays where it is.

mod allowance;
mod checks;
mod confirm;
mod desk;
mod field;
mod form;
mod health;
mod panel;
mod roster;
mod row;
mod secret;
mod side;
mod ticks;
mod unmapped;
mod vendors;

use domain::form::FieldError;
use domain::id::ConnectionId;
use domain::report::ConnectionReport;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::hooks::use_query_map;

use self::desk::Desk;
use self::panel::ReportPanel;
use self::row::ConnectionRow;
use self::side::Side;
use self::ticks::TicksKey;
use self::vendors::VendorsPanel;
use super::bits::Icon;
use super::bits::lang;
use crate::api::connections::ConnectionsPage;
use crate::components::SettingsFrame;
use crate::components::SettingsTab;
use crate::components::connections::form::FormPanel;
use crate::error::AppError;
use crate::figures::counted;
use crate::row_model::Reader;
use crate::timing;

/// The page.
#[component]
pub(crate) fn ConnectionsDesk(
    /// What the server knew when the page was asked for.
    first: ConnectionsPage,
) -> impl IntoView {
    let locale = lang();
    let me = first.me.clone();
    let desk = Desk::new(first);
    let query = use_query_map();
    let side = Memo::new(move |_| {
        let query = query.read();
        Side::of(query.get("open").as_deref(), query.get("edit").as_deref())
    });
    desk.follow(side);
    let is_open = Memo::new(move |_| *side.read() != Side::Nothing);
    let count = move || desk.reports.read().len();
    let summary = Signal::derive(move || match count() {
        0 => td_string!(locale, connections_summary_none).to_owned(),
        count => counted!(locale, connections_summary, count),
    });
    let actions = move || view! { <PageActions desk/> };
    let panel = move || match side.get() {
        Side::Nothing => ().into_any(),
        Side::Report(id) => view! { <ReportPanel desk id/> }.into_any(),
        Side::Vendors => view! { <VendorsPanel desk/> }.into_any(),
        Side::Add(kind) => view! { <FormPanel desk id=None kind/> }.into_any(),
        Side::Edit(id) => {
            let kind =
                desk.reports.with_untracked(|reports| reports.iter().find(|one| one.id == id).map(|one| one.kind));
            match kind {
                Some(kind) => view! { <FormPanel desk id=Some(id) kind/> }.into_any(),
                None => view! { <ReportPanel desk id/> }.into_any(),
            }
        }
    };
    let stale = move || {
        let since = desk.stale_since.get()?;
        let time = timing::time_of_day(since, desk.reader.zone);
        Some(
            view! { <p class="notice is-attention" role="status">{td_string!(locale, connection_page_stale, time = time)}</p> },
        )
    };
    view! {
        <SettingsFrame
            me
            tab=SettingsTab::Connections
            title=td_string!(locale, connections_label)
            summary
            actions
            panel=Signal::from(is_open)
            panel_view=move || view! { {panel} }
        >
            {stale}
            <Show when=move || count() != 0 fallback=move || view! { <NoConnections desk/> }>
                <Rows desk side/>
            </Show>
        </SettingsFrame>
    }
    .into_any()
}

/// The list, and what its strips mean.
#[component]
fn Rows(desk: Desk, side: Memo<Side>) -> impl IntoView {
    let ids = Memo::new(move |_| desk.reports.read().iter().map(|report| report.id).collect::<Vec<_>>());
    view! {
        <ul class="connections">
            <For each=move || ids.get() key=|id| *id let:id>
                <ConnectionRow desk id side/>
            </For>
        </ul>
        <TicksKey/>
    }
    .into_any()
}

/// The list by itself with one of it open, for the page of all components.
#[cfg(feature = "ssr")]
#[component]
pub(crate) fn ConnectionRows(
    /// The page.
    page: ConnectionsPage,
    /// What is open.
    open: ConnectionId,
) -> impl IntoView {
    view! { <Rows desk=Desk::new(page) side=Memo::new(move |_| Side::Report(open))/> }
}

/// What can be done with all connections.
#[component]
fn PageActions(desk: Desk) -> impl IntoView {
    let locale = lang();
    let can_test = move || desk.reports.read().iter().any(|report| desk::may_be_tested(report.health.status));
    view! {
        <Show when=can_test>
            <button
                class="button"
                type="button"
                disabled=move || !desk.testing.read().is_empty()
                on:click=move |_| desk.test_all()
            >
                {move || if desk.testing.read().is_empty() {
                    td_string!(locale, test_all)
                } else {
                    td_string!(locale, connection_testing)
                }}
            </button>
        </Show>
        <a class="button is-primary" href=move || desk.href(&Side::Vendors)>
            <Icon name="i-plus"/>
            {td_string!(locale, connect_provider)}
        </a>
    }
    .into_any()
}

/// Nothing is connected yet, and what to do.
#[component]
fn NoConnections(desk: Desk) -> impl IntoView {
    let locale = lang();
    view! {
        <section class="empty-state">
            <h2>{td_string!(locale, no_connections_title)}</h2>
            <p>{td_string!(locale, no_connections_text)}</p>
            <a class="button is-primary" href=move || desk.href(&Side::Vendors)>
                <Icon name="i-plus"/>
                {td_string!(locale, connect_provider)}
            </a>
        </section>
    }
    .into_any()
}

/// What one part of a connection's report says, and changes only when that part does.
fn part<T: PartialEq + Send + Sync + 'static>(
    desk: Desk,
    id: ConnectionId,
    of: impl Fn(&ConnectionReport) -> T + Send + Sync + 'static,
) -> Memo<Option<T>> {
    Memo::new(move |_| desk.reports.with(|reports| reports.iter().find(|report| report.id == id).map(&of)))
}

/// What went wrong, as an alert.
fn failure(reader: Reader, error: &AppError) -> AnyView {
    let text = crate::words::error(reader.locale, error, reader.zone);
    view! { <p class="notice" role="alert">{text}</p> }.into_any()
}

/// The fields that a sent form had wrong.
fn mistakes<T>(answer: Option<Result<T, AppError>>) -> Vec<FieldError> {
    match answer {
        Some(Err(error)) => error.field_errors().to_vec(),
        Some(Ok(_)) | None => Vec::new(),
    }
}
