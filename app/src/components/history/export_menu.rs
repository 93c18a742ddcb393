//! The report and every change behind it as files.

use leptos::prelude::*;
use leptos_i18n::td_string;

use super::href;
use crate::api::history::Question;
use crate::components::bits::Icon;
use crate::components::bits::lang;

/// A menu of four files.
#[component]
pub(crate) fn ExportMenu(
    /// The page's own path.
    path: String,
    /// What is shown.
    question: Question,
) -> impl IntoView {
    let locale = lang();
    let file = |ending: &str, is_events: bool, text: &'static str| {
        let address = href(&format!("{path}/export.{ending}"), &Question { page: 1, ..question.clone() });
        let mark = if address.contains('?') { '&' } else { '?' };
        let address = if is_events { format!("{address}{mark}what=events") } else { address };
        view! { <li><a href=address rel="external">{text}</a></li> }
    };
    view! {
        <details class="menu">
            <summary class="button">
                <Icon name="i-table"/>
                {td_string!(locale, history_export)}
                <Icon name="i-down"/>
            </summary>
            <div class="menu-list is-end">
                <ul>
                    {file("xlsx", false, td_string!(locale, history_totals_xlsx))}
                    {file("csv", false, td_string!(locale, history_totals_csv))}
                    {file("xlsx", true, td_string!(locale, history_events_xlsx))}
                    {file("csv", true, td_string!(locale, history_events_csv))}
                </ul>
            </div>
        </details>
    }
    .into_any()
}
