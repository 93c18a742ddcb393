//! One agent with a day of theirs, following the floor.

use domain::view::View;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use leptos_router::hooks::use_query_map;

use super::FailurePage;
use crate::api::agent_day::AgentPaint;
use crate::api::agent_page;
use crate::components::AgentFile;
use crate::components::LinkBanner;
use crate::components::PageBar;
use crate::components::Section;
use crate::components::lang;
use crate::error::AppError;
use crate::live::Link;
use crate::live::LiveBoard;
use crate::live::follow;
use crate::row_model::Reader;

/// Fetches the agent and the day that the address names.
#[component]
pub(crate) fn AgentPage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let wanted = Memo::new(move |_| {
        let params = params.read();
        let date = query.read().get("day").unwrap_or_default();
        (params.get("tenant").unwrap_or_default(), params.get("key").unwrap_or_default(), date)
    });
    let first = Resource::new_blocking(move || wanted.get(), |(tenant, key, date)| agent_page(tenant, key, date));
    let show = move |first: Result<AgentPaint, AppError>| match first {
        Ok(paint) => view! { <LivePage paint date=wanted.get_untracked().2/> }.into_any(),
        Err(error) => view! { <FailurePage error/> }.into_any(),
    };
    let locale = lang();
    view! {
        <Transition fallback=move || view! { <main class="message-page"><p>{td_string!(locale, loading_page)}</p></main> }>
            {move || Suspend::new(async move { show(first.await) })}
        </Transition>
    }
}

#[component]
fn LivePage(paint: AgentPaint, date: String) -> impl IntoView {
    let locale = lang();
    let me = paint.first.me.clone();
    let live = LiveBoard::new(paint.first.clone());
    {
        let (live, url) = (live.clone(), format!("/t/{}/events", me.tenant.0));
        Effect::new(move |_| follow(live.clone(), url.clone()));
    }
    let (link, paused_at, seq) = (live.link, live.paused_at, live.seq);
    let state = move || match (paused_at.get(), link.get()) {
        (Some(_), _) => "paused",
        (None, Link::Connecting) => "connecting",
        (None, Link::Live) => "live",
        (None, Link::Lost) => "lost",
    };
    let title = format!("{} · {} · Callboard", paint.told.agent.display_name, me.tenant.1);
    let demo = me.demo.then(|| view! { <aside class="demo-banner">{td_string!(locale, demo_banner)}</aside> });
    let reader = Reader { locale, zone: paint.first.zone };
    let tenant = me.tenant.0.clone();
    view! {
        <Title text=title/>
        {demo}
        <PageBar me section=Section::Board board=live.clone()/>
        <LinkBanner tenant=tenant board=live.clone() view=Memo::new(|_| View::default()) reader/>
        <div class="workspace">
            <main class="page agent-page" id="content" data-live-seq=move || seq.get().to_string() data-live-state=state>
                <AgentFile paint board=live date/>
            </main>
        </div>
    }
    .into_any()
}
