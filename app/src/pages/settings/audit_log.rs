//! The audit log: who did what, when, from where, and how it ended. A filter that works without JavaScript, and an export.

use std::collections::BTreeMap;

use domain::audit::Deed;
use domain::command::ActionKind;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::hooks::use_params_map;
use leptos_router::hooks::use_query_map;

use crate::api::AuditPage;
use crate::api::audit::AUDIT_PARAMS;
use crate::api::audit_log;
use crate::components::AuditTable;
use crate::components::Icon;
use crate::components::SettingsFrame;
use crate::components::SettingsTab;
use crate::components::lang;
use crate::components::query;
use crate::error::AppError;
use crate::i18n::Locale;
use crate::pages::FailurePage;
use crate::words;

/// Fetches the page of the log that the address asks for.
#[component]
pub(crate) fn AuditLogPage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let wanted = move || {
        let tenant = params.read().get("tenant").unwrap_or_default();
        (tenant, query.get().to_query_string().trim_start_matches('?').to_owned())
    };
    let page = Resource::new_blocking(wanted, |(tenant, query)| audit_log(tenant, query));
    let show = |page: Result<AuditPage, AppError>| match page {
        Ok(page) => view! { <Log page/> }.into_any(),
        Err(error) => view! { <FailurePage error/> }.into_any(),
    };
    let locale = lang();
    view! {
        <Transition fallback=move || view! { <main class="message-page"><p>{td_string!(locale, loading_page)}</p></main> }>
            {move || Suspend::new(async move { show(page.await) })}
        </Transition>
    }
}

#[component]
fn Log(page: AuditPage) -> impl IntoView {
    let locale = lang();
    let path = format!("/t/{}/settings/audit", page.me.tenant.0);
    let export = address(&format!("{path}/export.csv"), &page.filter, None);
    let older = page.older.as_ref().map(|older| {
        let href = address(&path, &page.filter, Some(older));
        view! { <a class="button" href=href>{td_string!(locale, audit_older)}<Icon name="i-right"/></a> }
    });
    let is_filtered = !page.filter.is_empty();
    let body = if page.lines.is_empty() {
        let (title, text) = if is_filtered {
            (td_string!(locale, audit_none_title), td_string!(locale, audit_none_text))
        } else {
            (td_string!(locale, audit_empty_title), td_string!(locale, audit_empty_text))
        };
        view! { <section class="empty-state"><h2>{title}</h2><p>{text}</p></section> }.into_any()
    } else {
        view! { <AuditTable lines=page.lines.clone() zone=page.zone/> }.into_any()
    };
    let actions = move || {
        view! {
            <a class="button" href=export.clone() rel="external">
                <Icon name="i-table"/>
                {td_string!(locale, audit_export)}
            </a>
        }
    };
    view! {
        <SettingsFrame
            me=page.me.clone()
            tab=SettingsTab::Audit
            title=td_string!(locale, audit_log)
            summary=td_string!(locale, audit_summary)
            actions=actions
        >
            <Filter path=path.clone() page=page.clone()/>
            {body}
            <p class="page-turn">{older}</p>
        </SettingsFrame>
    }
    .into_any()
}

fn address(path: &str, filter: &BTreeMap<String, String>, older: Option<&str>) -> String {
    let filter = filter.iter().map(|(name, value)| (name.as_str(), value.clone()));
    path.to_owned() + &query(filter.chain(older.map(|older| ("older", older.to_owned()))))
}

/// A form that only reads: it works without JavaScript and keeps everything in the address.
#[component]
fn Filter(path: String, page: AuditPage) -> impl IntoView {
    let locale = lang();
    let [actor, action, text, from, until] =
        AUDIT_PARAMS.map(|name| page.filter.get(name).cloned().unwrap_or_default());
    let people = page
        .actors
        .iter()
        .map(|name| view! { <option value=name.clone() selected=*name == actor>{name.clone()}</option> })
        .collect_view();
    let actions = action_choices(locale)
        .into_iter()
        .map(|(word, text)| view! { <option value=word selected=word == action>{text}</option> })
        .collect_view();
    let invalid = page
        .not_understood
        .iter()
        .map(|name| {
            view! { <span class="chip is-invalid" role="status">{td_string!(locale, invalid_parameter, parameter = name.clone())}</span> }
        })
        .collect_view();
    let clear = (!page.filter.is_empty()).then(|| {
        view! { <a class="chip is-on" href=path.clone()>{td_string!(locale, clear_filters)}<Icon name="i-close"/></a> }
    });
    view! {
        <form class="filter-bar audit-filter" method="get" action=path aria-label=td_string!(locale, filters_label)>
            <label class="chip">
                <span class="visually-hidden">{td_string!(locale, audit_who)}</span>
                <select name="actor">
                    <option value="">{td_string!(locale, audit_anybody)}</option>
                    {people}
                </select>
            </label>
            <label class="chip">
                <span class="visually-hidden">{td_string!(locale, audit_what)}</span>
                <select name="action">
                    <option value="">{td_string!(locale, audit_anything)}</option>
                    {actions}
                </select>
            </label>
            <label class="date-field">
                <span>{td_string!(locale, audit_from)}</span>
                <input class="input" type="date" name="from" value=from/>
            </label>
            <label class="date-field">
                <span>{td_string!(locale, audit_until)}</span>
                <input class="input" type="date" name="until" value=until/>
            </label>
            <label class="search-box">
                <Icon name="i-search"/>
                <span class="visually-hidden">{td_string!(locale, audit_search)}</span>
                <input type="search" name="text" value=text placeholder=td_string!(locale, audit_search)/>
            </label>
            <button class="button" type="submit">{td_string!(locale, apply)}</button>
            {clear}
            {invalid}
        </form>
    }
    .into_any()
}

/// Every word that the log may hold, in the order of what people read.
fn action_choices(locale: Locale) -> Vec<(&'static str, &'static str)> {
    let deeds = Deed::ALL.iter().map(|deed| (deed.as_str(), words::deed(locale, *deed)));
    let commands = ActionKind::ALL.iter().map(|kind| (kind.slug(), words::action(locale, *kind)));
    let mut choices: Vec<_> = deeds.chain(commands).collect();
    choices.sort_by_key(|(_, text)| *text);
    choices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_goes_along_to_the_next_page() {
        let filter = BTreeMap::from([("actor".to_owned(), "Lan Phạm".to_owned())]);

        assert_eq!(address("/x", &filter, Some("1-a")), "/x?actor=Lan%20Ph%E1%BA%A1m&older=1-a");
        assert_eq!(address("/x", &BTreeMap::new(), None), "/x");
    }
}
