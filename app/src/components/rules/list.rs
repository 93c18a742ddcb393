//! The rules by name, each with what it says, how it stands now and when it fired last.

use domain::id::RuleId;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::RuleDeed;
use crate::api::rules::RuleItem;
use crate::api::rules::RulesPage;
use crate::components::bits::Glyph;
use crate::row_model::Reader;
use crate::timing;
use crate::words::rules as words;

/// The table, or what to do when there is none.
#[component]
pub(super) fn RuleList(
    /// The page as last read.
    page: RwSignal<RulesPage>,
    /// Language and zone.
    reader: Reader,
    /// Whether the person may change rules.
    is_admin: bool,
    /// What was asked for, of which rule.
    on_deed: Callback<(RuleDeed, RuleItem)>,
) -> impl IntoView {
    let locale = reader.locale;
    let ids = Memo::new(move |_| page.with(|page| page.rules.iter().map(|item| item.rule.id).collect::<Vec<_>>()));
    let is_empty = move || ids.read().is_empty();
    let empty = move || {
        view! {
            <h2>{td_string!(locale, rules_none_title)}</h2>
            <p>{if is_admin { td_string!(locale, rules_none_text) } else { td_string!(locale, rules_none_for_you) }}</p>
        }
    };
    let deeds = move || {
        is_admin.then(|| {
            view! { <th scope="col"><span class="visually-hidden">{td_string!(locale, rule_deeds)}</span></th> }
        })
    };
    view! {
        <Show when=move || !is_empty() fallback=empty>
            <div class="table-scroll" role="region" tabindex="0" aria-label=td_string!(locale, rules)>
                <table class="list-table rule-table">
                    <caption class="visually-hidden">{td_string!(locale, rules)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{td_string!(locale, rule_name)}</th>
                            <th scope="col">{td_string!(locale, rule_level)}</th>
                            <th scope="col">{td_string!(locale, rule_now)}</th>
                            <th scope="col">{td_string!(locale, rule_last_raised)}</th>
                            {deeds()}
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || ids.get() key=|id| *id let:id>
                            <RuleRow id page reader is_admin on_deed/>
                        </For>
                    </tbody>
                </table>
            </div>
        </Show>
    }
    .into_any()
}

#[component]
fn RuleRow(
    id: RuleId,
    page: RwSignal<RulesPage>,
    reader: Reader,
    is_admin: bool,
    on_deed: Callback<(RuleDeed, RuleItem)>,
) -> impl IntoView {
    let locale = reader.locale;
    let first = page.with_untracked(|page| page.rules.iter().find(|item| item.rule.id == id).cloned())?;
    let item = Memo::new(move |last: Option<&RuleItem>| {
        let found = page.with(|page| page.rules.iter().find(|item| item.rule.id == id).cloned());
        found.or_else(|| last.cloned()).unwrap_or_else(|| first.clone())
    });
    let name = move || item.read().rule.spec.name.clone();
    let says = move || words::sentence(locale, &item.read().rule.spec);
    let level = move || item.read().rule.spec.level;
    let stands =
        Memo::new(move |_| item.with(|item| words::verdict(reader, item.rule.spec.is_on, item.verdict.as_ref())));
    let last = move || match item.read().last_raised {
        Some(at) => timing::date_time(locale, at, reader.zone),
        None => td_string!(locale, rule_never).to_owned(),
    };
    let deed = move |deed: RuleDeed| on_deed.run((deed, item.get_untracked()));
    let deeds = is_admin.then(|| {
        view! {
            <td class="is-actions">
                <button class="button is-tiny" type="button" on:click=move |_| deed(RuleDeed::Open)>
                    {td_string!(locale, rule_change)}
                    <span class="visually-hidden">{name}</span>
                </button>
                <button class="button is-tiny" type="button" on:click=move |_| deed(RuleDeed::Delete)>
                    {td_string!(locale, rule_delete)}
                    <span class="visually-hidden">{name}</span>
                </button>
            </td>
        }
    });
    let row = view! {
        <tr data-rule=name>
            <th scope="row">{name}<small>{says}</small></th>
            <td class="stands">
                <Glyph name=Signal::derive(move || words::glyph(level()))/>
                {move || words::level(locale, level())}
            </td>
            <td class="stands"><Glyph name=Signal::derive(move || stands.read().0)/>{move || stands.read().1.clone()}</td>
            <td class="is-time">{last}</td>
            {deeds}
        </tr>
    };
    Some(row.into_any())
}
