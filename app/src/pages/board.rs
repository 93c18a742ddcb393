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
use crate::components::AgentArea;
use crate::components::AlarmBar;
use crate::components::AppBar;
use crate::components::ConnectionStrip;
use crate::components::ExceptionLane;
use crate::components::FilterBar;
use crate::components::KpiBand;
use crate::components::LinkBanner;
use crate::components::ProviderTotalsLine;
use crate::components::QueueStrip;
use crate::components::SidePanel;
use crate::components::TableFoot;
use crate::components::lang;
use crate::error::AppError;
use crate::live::Link;
use crate::live::LiveBoard;
use crate::live::Order;
use crate::live::follow;
use crate::row_model::Reader;

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
    view! {
        <Suspense fallback=move || view! { <main class="message-page"><p>{td_string!(locale, loading)}</p></main> }>
            {move || Suspend::new(async move { show(first.await) })}
        </Suspense>
    }
}

#[component]
fn LivePage(first: FirstPaint) -> impl IntoView {
    let locale = lang();
    let reader = Reader { locale, utc_offset_s: first.utc_offset_s };
    let me = first.me.clone();
    let (tenant, role) = (me.tenant.0.clone(), me.role);
    let query = use_query_map();
    let view = Memo::new(move |_| {
        let query = query.read();
        View::from_params(
            query
                .clone()
                .into_iter()
                .map(|(name, value)| (name.into_owned(), value))
                .collect::<Vec<_>>()
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        )
    });
    let arrangement = first.arrangement.clone();
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
    let open = Memo::new(move |_| view.read().open.clone());
    let panel = {
        let (tenant, live) = (tenant.clone(), live.clone());
        move || {
            open.get().map(|open| {
                view! { <SidePanel tenant=tenant.clone() board=live.clone() view open reader/> }
            })
        }
    };
    let title = format!("{} · {} · Callboard", td_string!(locale, board), me.tenant.1);
    let demo = me.demo.then(|| view! { <aside class="demo-banner">{td_string!(locale, demo_banner)}</aside> });
    view! {
        <Title text=title/>
        {demo}
        <AppBar me board=live.clone() view/>
        <LinkBanner board=live.clone() utc_offset_s=reader.utc_offset_s/>
        <div class="workspace" class:has-panel=move || open.read().is_some()>
            <main
                class="page board"
                aria-label=td_string!(locale, board)
                data-live-seq=move || seq.get().to_string()
                data-live-state=state
            >
                <h1 class="visually-hidden">{td_string!(locale, board)}</h1>
                <AlarmBar tenant=tenant.clone() board=live.clone() view reader/>
                <KpiBand tenant=tenant.clone() counts view/>
                <ProviderTotalsLine board=live.clone()/>
                <ConnectionStrip tenant=tenant.clone() board=live.clone() view reader/>
                <ExceptionLane tenant=tenant.clone() board=live.clone() exceptions view reader/>
                <QueueStrip board=live.clone() reader/>
                <FilterBar tenant=tenant.clone() board=live.clone() role view/>
                <AgentArea tenant=tenant.clone() board=live.clone() view order reader/>
                <TableFoot board=live order/>
            </main>
            {panel}
        </div>
    }
    .into_any()
}
