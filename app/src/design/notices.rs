//! What is said when there is nothing to show, when something failed, and before something is done.

use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::agent::IdKind;
use domain::alarm::Alarms;
use domain::board::Board;
use domain::board::ConnectionView;
use domain::capability::Absence;
use domain::capability::Capabilities;
use domain::capability::Capability;
use domain::capability::Support;
use domain::command::ActionKind;
use domain::details::AgentDetails;
use domain::health::HealthStatus;
use domain::id::ConnectionIndex;
use domain::id::RowId;
use domain::provider::ProviderKind;
use domain::role::Role;
use domain::view::View;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::fixtures::NOW;
use super::fixtures::TENANT;
use super::fixtures::connection;
use super::fixtures::live;
use super::fixtures::me;
use super::fixtures::reader;
use super::floor::floor;
use super::parts::Section;
use super::parts::Specimen;
use crate::components::Actions;
use crate::components::Controls;
use crate::components::EmptyState;
use crate::components::KeyHelp;
use crate::components::LinkBanner;
use crate::components::Palette;
use crate::components::Unread;
use crate::components::lang;
use crate::error::AppError;
use crate::live::Link;
use crate::pages::Message;
use crate::pages::loading_rows;
use crate::words;

#[component]
pub(super) fn Notices() -> impl IntoView {
    let locale = lang();
    let tenant = || TENANT.to_owned();
    let (lost, view, _) = live(floor(), &View::default(), Alarms::default());
    lost.link.set(Link::Lost);
    let (held, _, _) = live(floor(), &View::default(), Alarms::default());
    held.toggle_pause();
    let limited = AppError::Provider { cause: HealthStatus::RateLimited { until: NOW.plus_s(158) } };
    let messages = [AppError::NotFound, AppError::Forbidden, AppError::SignedOut, AppError::Unavailable]
        .map(|error| view! { <div class="message-page"><Message error/></div> })
        .into_iter()
        .collect_view();
    let said = move |error: &AppError| words::error(locale, error, reader().zone);
    view! {
        <Section id="notices" title="Notices">
            <Specimen name="DemoBanner" bare=true><p class="demo-banner">{td_string!(locale, demo_banner)}</p></Specimen>
            <Specimen name="LinkBanner, lost" bare=true><LinkBanner tenant=tenant() board=lost view reader=reader()/></Specimen>
            <Specimen name="LinkBanner, paused" bare=true><LinkBanner tenant=tenant() board=held view reader=reader()/></Specimen>
            <Specimen name="Notice">
                <p class="notice">{said(&AppError::Unavailable)}</p>
                <p class="notice is-attention">{said(&limited)}</p>
                <p class="notice is-good">{td_string!(locale, demo_banner)}</p>
                <p class="notice is-info">{td_string!(locale, demo_banner)}</p>
            </Specimen>
            <Specimen name="Loading" bare=true><div class="page is-loading">{loading_rows(locale)}</div></Specimen>
            <Empty/>
            <Specimen name="Message: not found, forbidden, signed out, failed" bare=true>{messages}</Specimen>
        </Section>
    }
    .into_any()
}

#[component]
fn Empty() -> impl IntoView {
    let only = |connection: (ConnectionIndex, ConnectionView)| Board {
        now: NOW,
        connections: [connection].into(),
        ..Board::default()
    };
    let shown = |name: &'static str, board: Board, view: View| {
        let (board, view, order) = live(board, &view, Alarms::default());
        view! {
            <Specimen name bare=true><EmptyState tenant=TENANT.to_owned() board view order role=Role::Admin/></Specimen>
        }
    };
    let nobody = only(connection(0, ProviderKind::Alohub, "AloHub", HealthStatus::Ok, 3));
    let waiting = only(connection(0, ProviderKind::Alohub, "AloHub", HealthStatus::Unreachable, 900));
    view! {
        {shown("EmptyState: no connection", Board { now: NOW, ..Board::default() }, View::default())}
        {shown("EmptyState: nobody is listed", nobody, View::default())}
        {shown("EmptyState: not read", waiting, View::default())}
        {shown("EmptyState: filtered away", floor(), View { search: "zzz".to_owned(), ..View::default() })}
        <Specimen name="Unread" bare=true><Unread has_failed=true/></Specimen>
    }
    .into_any()
}

#[component]
pub(super) fn Questions() -> impl IntoView {
    let (board, view, order) = live(floor(), &View::default(), Alarms::default());
    view! {
        <Section id="dialogs" title="Questions">
            <Specimen name="Actions: buttons, their questions, and reasons where there is none"><Asked/></Specimen>
            <Specimen name="Palette" bare=true><Palette me=me() board view order controls=Controls::new(true)/></Specimen>
            <Specimen name="KeyHelp" bare=true><KeyHelp controls=Controls::new(true)/></Specimen>
        </Section>
    }
    .into_any()
}

#[component]
fn Asked() -> impl IntoView {
    let (index, mut aloha) = connection(0, ProviderKind::Alohub, "AloHub Đà Nẵng", HealthStatus::Ok, 3);
    aloha.capabilities = Capabilities(vec![
        (Capability::ReadAgent, Support::Yes),
        (Capability::SetCalloutQueue, Support::Yes),
        (Capability::SetRecording, Support::Yes),
        (Capability::LogOutAgent, Support::No(Absence::NotOffered)),
        (Capability::PauseAgent, Support::No(Absence::NotOffered)),
    ]);
    let details = AgentDetails {
        row: RowId(0),
        connection: index,
        agent: AgentSnapshot::new("101", IdKind::UserId, AgentState::Available, NOW),
        may: vec![ActionKind::LogOut, ActionKind::SetCalloutQueue, ActionKind::SetRecording],
        recording: None,
    };
    view! {
        <Actions
            tenant=TENANT.to_owned()
            open="0:101".to_owned()
            connection=Signal::stored(aloha)
            details=Signal::stored(details)
            now=Signal::stored(NOW)
            reread=ServerAction::new()
            act=ServerAction::new()
            reader=reader()
        />
    }
    .into_any()
}
