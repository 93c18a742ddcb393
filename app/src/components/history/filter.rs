//! Which days, and what a row stands for: links and a form that only reads, so that it works without JavaScript.

use domain::totals::By;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::href;
use crate::api::history::HistoryPage;
use crate::api::history::Question;
use crate::api::history::Span;
use crate::components::bits::lang;
use crate::words;

/// The bar above the report.
#[component]
pub(crate) fn HistoryFilter(
    /// The page's own path.
    path: String,
    /// What is shown.
    page: HistoryPage,
) -> impl IntoView {
    let locale = lang();
    let question = page.question.clone();
    let link = |to: Question, is_current: bool, text: &'static str| {
        let href = href(&path, &Question { page: 1, ..to });
        view! { <a href=href aria-current=is_current.then_some("true")>{text}</a> }
    };
    let spans = [
        (Span::Today, td_string!(locale, history_today)),
        (Span::Yesterday, td_string!(locale, history_yesterday)),
        (Span::Week, td_string!(locale, history_week)),
    ]
    .map(|(span, text)| link(Question { span, ..question.clone() }, question.span == span, text));
    let bys = By::ALL.map(|by| link(Question { by, ..question.clone() }, question.by == by, words::by(locale, by)));
    let hidden = |name: &'static str, value: Option<&'static str>| {
        value.map(|value| view! { <input type="hidden" name=name value=value/> })
    };
    let invalid = page
        .not_understood
        .iter()
        .map(|name| {
            view! { <span class="chip is-invalid" role="status">{td_string!(locale, invalid_parameter, parameter = name.clone())}</span> }
        })
        .collect_view();
    view! {
        <div class="filter-bar history-filter">
            <nav class="segmented" aria-label=td_string!(locale, history_days)>{spans}</nav>
            <form class="history-days" method="get" action=path.clone() aria-label=td_string!(locale, history_pick)>
                {hidden("by", (question.by != By::default()).then_some(question.by.slug()))}
                {hidden("sort", Some(question.column.slug()))}
                {hidden("order", question.falling.then_some("falling"))}
                {hidden("heat", Some(question.heat.slug()))}
                <label class="date-field">
                    <span>{td_string!(locale, history_from)}</span>
                    <input class="input" type="date" name="from" value=question.first.clone()/>
                </label>
                <label class="date-field">
                    <span>{td_string!(locale, history_until)}</span>
                    <input class="input" type="date" name="until" value=question.last.clone()/>
                </label>
                <button class="button" type="submit">{td_string!(locale, history_show)}</button>
            </form>
            {invalid}
            <nav class="segmented" aria-label=td_string!(locale, history_by)>{bys}</nav>
        </div>
    }
    .into_any()
}
