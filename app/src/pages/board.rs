//! The live board of a tenant.

use domain::view::View;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use leptos_router::hooks::use_query_map;

use super::FailurePage;
use crate::api::FirstPaint;
use crate::api::board;
use crate::components::ActiveFilters;
use crate::components::AgentArea;
use crate::components::AlarmBar;
use crate::components::AppBar;
use crate::components::BoardKeys;
use crate::components::ConnectionStrip;
use crate::components::Controls;
use crate::components::ExceptionLane;
use crate::components::FilterBar;
use crate::components::KeyHelp;
use crate::components::KpiBand;
use crate::components::LinkBanner;
use crate::components::Palette;
use crate::components::ProviderTotalsLine;
use crate::components::QueueStrip;
use crate::components::Refresh;
use crate::components::SelectionBar;
use crate::components::SidePanel;
use crate::components::TableFoot;
use crate::components::lang;
use crate::components::view_of;
use crate::error::AppError;
use crate::i18n::Locale;
use crate::live::Link;
use crate::live::LiveBoard;
use crate::live::Order;
use crate::live::follow;
use crate::row_model::Reader;
use crate::timing;

/// Fetches the first paint and shows it, or says what is wrong.
#[component]
pub(crate) fn BoardPage() -> impl IntoView {
    let params = use_params_map();
    let tenant = move || params.read().get("tenant").unwrap_or_default();
    let query = use_query_map();
    // Only the first paint depends on the server's reading of the address; later the browser arranges the rows itself.
    let first = Resource::new_blocking(tenant, move |tenant| {
        let query = query.get_untracked().to_query_string();
        board(tenant, query.trim_start_matches('?').to_owned())
    });
    let show = |first: Result<FirstPaint, AppError>| match first {
        Ok(first) => view! { <LivePage first/> }.into_any(),
        Err(error) => view! { <FailurePage error/> }.into_any(),
    };
    let locale = lang();
    // A transition, because what is fetched later within the page, for an agent beside it, is no reason to take it away.
    view! {
        <Transition fallback=move || loading_view(locale)>
            {move || Suspend::new(async move { show(first.await) })}
        </Transition>
    }
}

/// The board while it is on its way.
fn loading_view(locale: Locale) -> AnyView {
    view! {
        <main class="page board is-loading" aria-busy="true" aria-label=td_string!(locale, board)>
            <h1 class="visually-hidden">{td_string!(locale, board)}</h1>
            {loading_rows(locale)}
        </main>
    }
    .into_any()
}

/// The shape of its rows.
pub(crate) fn loading_rows(locale: Locale) -> AnyView {
    let rows = (0..12)
        .map(|_| view! { <div class="agent-row skeleton"><div></div><div></div><div></div><div></div></div> })
        .collect_view();
    view! {
        <p role="status" class="loading-word">{td_string!(locale, loading)}</p>
        <div class="agent-scroll" aria-hidden="true"><div class="agent-table">{rows}</div></div>
    }
    .into_any()
}

#[component]
fn LivePage(first: FirstPaint) -> impl IntoView {
    let locale = lang();
    let reader = Reader { locale, zone: first.zone };
    let me = first.me.clone();
    let (tenant, role) = (me.tenant.0.clone(), me.role);
    let query = use_query_map();
    let view = Memo::new(move |_| {
        // A moment is for the replay; here it means nothing.
        View { at: None, ..view_of(&query.read()) }
    });
    let arrangement = first.arrangement.clone();
    let controls = Controls::new(first.single_keys);
    let live = LiveBoard::new(first);
    let order = Order::new(&live, view, arrangement);
    {
        let (live, url) = (live.clone(), format!("/t/{tenant}/events"));
        Effect::new(move |_| follow(live.clone(), url.clone()));
    }
    let counting = live.clone();
    let counts = Memo::new(move |_| counting.counts());
    let finding = live.clone();
    let exceptions = Memo::new(move |_| finding.exceptions());
    let (link, paused_at, seq) = (live.link, live.paused_at, live.seq);
    let state = move || match (paused_at.get(), link.get()) {
        (Some(_), _) => "paused",
        (None, Link::Connecting) => "connecting",
        (None, Link::Live) => "live",
        (None, Link::Lost) => "lost",
    };
    let stood_at = Signal::derive(move || paused_at.get().map(|at| timing::time_of_day(at, reader.zone)));
    let open = Memo::new(move |_| view.read().open.clone());
    let panel = {
        let (tenant, live) = (tenant.clone(), live.clone());
        move || {
            open.get().map(|open| {
                view! { <SidePanel tenant=tenant.clone() board=live.clone() view open reader/> }
            })
        }
    };
    let lost = td_string!(locale, lost_banner, time = timing::time_of_day(live.heard_at.get_untracked(), reader.zone));
    let title = format!("{} · {} · Callboard", td_string!(locale, board), me.tenant.1);
    let demo = me.demo.then(|| view! { <aside class="demo-banner">{td_string!(locale, demo_banner)}</aside> });
    view! {
        <Title text=title/>
        {demo}
        <AppBar me=me.clone() board=live.clone() view controls/>
        <LinkBanner tenant=tenant.clone() board=live.clone() view reader/>
        <div class="workspace" class:has-panel=move || open.read().is_some()>
            <main
                class="page board"
                aria-label=td_string!(locale, board)
                data-live-seq=move || seq.get().to_string()
                data-live-state=state
            >
                <h1 class="visually-hidden">{td_string!(locale, board)}</h1>
                <AlarmBar tenant=tenant.clone() board=live.clone() view reader/>
                <KpiBand tenant=tenant.clone() counts view stood_at/>
                <ProviderTotalsLine board=live.clone()/>
                <ConnectionStrip tenant=tenant.clone() board=live.clone() view reader/>
                <ExceptionLane tenant=tenant.clone() board=live.clone() exceptions view reader/>
                <QueueStrip tenant=tenant.clone() board=live.clone() view reader/>
                <FilterBar tenant=tenant.clone() board=live.clone() role view/>
                <ActiveFilters tenant=tenant.clone() view/>
                <AgentArea tenant=tenant.clone() board=live.clone() view order reader/>
                <SelectionBar tenant=tenant.clone() board=live.clone() view order/>
                <TableFoot board=live.clone() order controls/>
            </main>
            {panel}
        </div>
        <BoardKeys tenant board=live.clone() view order controls/>
        <Palette me board=live view order controls/>
        <KeyHelp controls/>
        <Refresh seconds=60 lost/>
    }
    .into_any()
}
