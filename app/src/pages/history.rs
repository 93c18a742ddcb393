//! The past added up: who did what on some days, busy half hours, and all of it as files.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use leptos_router::hooks::use_query_map;

use super::FailurePage;
use crate::api::history::HistoryPage as Past;
use crate::api::history::history;
use crate::components::PageBar;
use crate::components::Section;
use crate::components::history::Days;
use crate::components::history::ExportMenu;
use crate::components::history::HeatMap;
use crate::components::history::HistoryFilter;
use crate::components::history::Sums;
use crate::components::history::TotalsTable;
use crate::components::lang;
use crate::error::AppError;
use crate::timing;

/// Fetches the days that the address asks for. While others are added up, the ones before stay.
#[component]
pub(crate) fn HistoryPage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let wanted = move || {
        let tenant = params.read().get("tenant").unwrap_or_default();
        (tenant, query.get().to_query_string().trim_start_matches('?').to_owned())
    };
    let page = Resource::new_blocking(wanted, |(tenant, query)| history(tenant, query));
    let (is_pending, set_pending) = signal(false);
    let show = |page: Result<Past, AppError>| match page {
        Ok(page) => view! { <Report page/> }.into_any(),
        Err(error) => view! { <FailurePage error/> }.into_any(),
    };
    let locale = lang();
    // What the server sends has waited already, and the browser must find the page as it was sent.
    let is_here = RwSignal::new(false);
    Effect::new(move |_| is_here.set(true));
    let adding_up = move || {
        (is_here.get() && is_pending.get()).then(|| {
            let text = td_string!(locale, history_adding_up);
            view! { <div class="adding-up" role="status"><progress aria-label=text></progress>{text}</div> }
        })
    };
    view! {
        <Transition
            set_pending
            fallback=move || view! { <main class="message-page"><p>{td_string!(locale, history_adding_up)}</p></main> }
        >
            {move || Suspend::new(async move { show(page.await) })}
        </Transition>
        {adding_up}
    }
}

#[component]
fn Report(page: Past) -> impl IntoView {
    let locale = lang();
    let me = page.me.clone();
    let path = format!("/t/{}/history", me.tenant.0);
    let title = format!("{} · {} · Callboard", td_string!(locale, history_title), me.tenant.1);
    let demo = me.demo.then(|| view! { <aside class="demo-banner">{td_string!(locale, demo_banner)}</aside> });
    let body = if page.total.total_ms() == 0 {
        view! {
            <section class="empty-state">
                <h2>{td_string!(locale, history_empty_title)}</h2>
                <p>{td_string!(locale, history_empty_text, count = page.kept_days)}</p>
            </section>
        }
        .into_any()
    } else {
        view! {
            <Sums page=page.clone()/>
            <Days page=page.clone()/>
            <HeatMap path=path.clone() page=page.clone()/>
            <TotalsTable path=path.clone() page=page.clone()/>
        }
        .into_any()
    };
    view! {
        <Title text=title/>
        {demo}
        <PageBar me section=Section::History/>
        <div class="workspace">
            <main class="page history" id="content">
                <header class="page-head">
                    <h1>{td_string!(locale, history_title)}</h1>
                    <p>{summary(&page)}</p>
                    <div class="page-actions"><ExportMenu path=path.clone() question=page.question.clone()/></div>
                </header>
                <HistoryFilter path=path.clone() page=page.clone()/>
                {body}
            </main>
        </div>
    }
    .into_any()
}

/// Which days these are, up to when, and since when anything is kept where that cuts them short.
fn summary(page: &Past) -> String {
    let locale = lang();
    let offset = page.zone;
    let mut parts = Vec::new();
    if let (Some(first), Some(last)) = (page.days.first(), page.days.last()) {
        let from = timing::weekday_date(locale, first.from, offset);
        let until = timing::weekday_date(locale, last.from, offset);
        parts.push(if from == until { from } else { format!("{from} – {until}") });
        if (last.from..last.until).contains(&page.now) {
            parts.push(td_string!(locale, history_up_to, time = timing::time_of_day(page.now, offset)));
        }
        if let Some(kept_from) = page.kept_from.filter(|kept_from| *kept_from > first.from) {
            parts.push(td_string!(locale, history_kept_since, time = timing::date_time(locale, kept_from, offset)));
        }
    }
    parts.join(" · ")
}
