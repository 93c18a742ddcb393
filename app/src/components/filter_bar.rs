//! Filters, grouping, order and layout. A plain form: without JavaScript its button loads the chosen view.

use std::collections::BTreeSet;

use domain::board::AgentRow;
use domain::counts::Kpi;
use domain::role::Role;
use domain::view::GroupBy;
use domain::view::Layout;
use domain::view::Show as Shown;
use domain::view::SortBy;
use domain::view::View;
use leptos::ev::Event;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::Icon;
use super::bits::board_href;
use super::bits::board_path;
use super::bits::export_href;
use super::bits::lang;
use super::bits::use_replace;
use super::board_keys::Controls;
use super::saved_views::SavedViews;
use crate::i18n::Locale;
use crate::live::LiveBoard;
use crate::words;

/// Goes to a view without a new entry in the browser's history.
pub(super) fn navigator(tenant: String) -> impl Fn(View) + Clone + Send + Sync + 'static {
    let replace = use_replace();
    move |view: View| replace.run(board_href(&tenant, &View { invalid: Vec::new(), ..view }))
}

/// One choice of a list: its word in the address and its label.
type Choice = (String, String);

/// The bar.
#[component]
pub(crate) fn FilterBar(
    /// Address word of the tenant.
    tenant: String,
    /// The board's feed, for what there is to choose from.
    board: LiveBoard,
    /// The reader's part in the tenant, for the saved views; none in a replay, which neither keeps views nor exports rows.
    #[prop(optional)]
    role: Option<Role>,
    /// The view.
    view: Memo<View>,
) -> impl IntoView {
    let locale = lang();
    let go = navigator(tenant.clone());
    let action = board_path(&tenant, &view.read_untracked());
    let names = |pick: fn(&AgentRow) -> &[String]| {
        let board = board.clone();
        Memo::new(move |_| {
            board.roster.track();
            board.with_board(|board| {
                let names: BTreeSet<&String> = board.rows.values().flat_map(pick).collect();
                names.into_iter().map(|name| (name.clone(), name.clone())).collect::<Vec<Choice>>()
            })
        })
    };
    let connections = {
        let connections = board.connections;
        Memo::new(move |_| {
            connections.read().values().map(|item| (item.name.clone(), item.name.clone())).collect::<Vec<Choice>>()
        })
    };
    let queues = names(|row| &row.queues);
    let campaigns = names(|row| row.campaign.as_slice());
    let groups = names(|row| row.group.as_slice());
    let shows = Memo::new(move |_| show_choices(locale));
    let groupings = Memo::new(move |_| {
        GroupBy::ALL.iter().map(|by| (by.slug().to_owned(), words::group_by(locale, *by).to_owned())).collect()
    });
    let orders = Memo::new(move |_| {
        SortBy::ALL.iter().map(|by| (by.slug().to_owned(), words::sort_by(locale, *by).to_owned())).collect()
    });
    let set = move |name: &'static str| {
        let go = go.clone();
        move |value: String| {
            let mut params = view.get_untracked().to_params();
            params.retain(|(known, _)| *known != name);
            params.push((name, value));
            go(View::from_params(params.iter().map(|(name, value)| (*name, value.as_str()))));
        }
    };
    let current = move |name: &'static str| {
        Signal::derive(move || {
            view.get()
                .to_params()
                .into_iter()
                .find(|(known, _)| *known == name)
                .map_or(String::new(), |(_, value)| value)
        })
    };
    let csv = {
        let tenant = tenant.clone();
        let href = move || export_href(&tenant, &view.get());
        role.map(|_| {
            view! {
                <a class="button" href=href rel="external" title=td_string!(locale, desk_csv_title)>
                    {td_string!(locale, desk_csv)}
                </a>
            }
        })
    };
    let saved = role.map(|role| view! { <SavedViews tenant=tenant.clone() role view/> });
    // Set as text: with scripts on, a browser does not parse what stands in `noscript`, and hydration would miss it.
    let apply = format!(r#"<button class="button" type="submit">{}</button>"#, td_string!(locale, apply));
    view! {
        <form class="filter-bar" method="get" action=action aria-label=td_string!(locale, filters_label)>
            {hidden_moment(view)}
            <SelectChip name="show" label=td_string!(locale, show_label) any=None choices=shows value=current("show") choose=set.clone()("show")/>
            <SelectChip name="connection" label=td_string!(locale, connection) any=Some(td_string!(locale, connection)) choices=connections value=current("connection") choose=set.clone()("connection")/>
            <SelectChip name="queue" label=td_string!(locale, queue) any=Some(td_string!(locale, queue)) choices=queues value=current("queue") choose=set.clone()("queue")/>
            <SelectChip name="campaign" label=td_string!(locale, campaign) any=Some(td_string!(locale, campaign)) choices=campaigns value=current("campaign") choose=set.clone()("campaign")/>
            <SelectChip name="group" label=td_string!(locale, group) any=Some(td_string!(locale, group)) choices=groups value=current("group") choose=set.clone()("group")/>
            <span class="spacer"></span>
            {saved}
            <SelectChip name="by" label=td_string!(locale, group_by) any=None choices=groupings value=current("by") choose=set.clone()("by")/>
            <SelectChip name="sort" label=td_string!(locale, sort_by) any=None choices=orders value=current("sort") choose=set.clone()("sort")/>
            {csv}
            <LayoutSwitch tenant view/>
            <noscript inner_html=apply></noscript>
        </form>
    }
    .into_any()
}

/// Takes the moment of a replay along where a form loads the page.
fn hidden_moment(view: Memo<View>) -> Option<impl IntoView> {
    let at = move || view.read().at.map(|at| at.0.to_string());
    view.read_untracked().at.is_some().then(|| view! { <input type="hidden" name="at" value=at/> })
}

fn show_choices(locale: Locale) -> Vec<Choice> {
    let mut choices = vec![
        (Shown::LoggedIn.slug().to_owned(), td_string!(locale, logged_in).to_owned()),
        (Shown::Everyone.slug().to_owned(), td_string!(locale, show_everyone).to_owned()),
        (Shown::OverLimit.slug().to_owned(), td_string!(locale, show_over_limit).to_owned()),
    ];
    choices.extend(
        Kpi::ALL
            .into_iter()
            .filter(|kpi| *kpi != Kpi::LoggedIn)
            .map(|kpi| (kpi.slug().to_owned(), words::kpi(locale, kpi).to_owned())),
    );
    choices
}

/// A native list that looks like a chip.
#[component]
fn SelectChip(
    /// Parameter in the address.
    name: &'static str,
    /// Name for screen readers.
    label: &'static str,
    /// The choice that leaves the filter out, where there is one.
    any: Option<&'static str>,
    /// The choices.
    choices: Memo<Vec<Choice>>,
    /// The present one.
    value: Signal<String>,
    /// Called with a new choice.
    choose: impl Fn(String) + 'static,
) -> impl IntoView {
    let chosen = move |word: &str| {
        let value = value.get();
        value == word
            || (value.is_empty()
                && any.is_none()
                && choices.read().first().is_some_and(|(first, _)| is_default(name, first, word)))
    };
    view! {
        <label class="chip" class:is-set=move || !value.read().is_empty()>
            <span class="visually-hidden">{label}</span>
            <select name=name on:change=move |event: Event| choose(event_target_value(&event))>
                {any.map(|any| view! { <option value="" selected=move || value.read().is_empty()>{any}</option> })}
                {move || {
                    choices
                        .get()
                        .into_iter()
                        .map(|(word, text)| {
                            let selected = chosen(&word);
                            view! { <option value=word.clone() selected=selected>{text}</option> }
                        })
                        .collect_view()
                }}
            </select>
        </label>
    }
    .into_any()
}

/// The word a closed choice has when the address does not name one.
fn is_default(name: &str, first: &str, word: &str) -> bool {
    match name {
        "by" => word == GroupBy::default().slug(),
        "sort" => word == SortBy::default().slug(),
        _ => word == first,
    }
}

/// Table or tiles.
#[component]
fn LayoutSwitch(tenant: String, view: Memo<View>) -> impl IntoView {
    let locale = lang();
    let link = |layout: Layout, label: &'static str, icon: &'static str| {
        let tenant = tenant.clone();
        view! {
            <a
                class="button is-icon"
                href=move || board_href(&tenant, &View { layout, invalid: Vec::new(), ..view.get() })
                aria-current=move || (view.read().layout == layout).then_some("true")
                aria-label=label
                title=label
            >
                <Icon name=icon/>
            </a>
        }
    };
    view! {
        <span class="segmented" role="group" aria-label=td_string!(locale, layout)>
            {link(Layout::Table, td_string!(locale, layout_table), "i-table")}
            {link(Layout::Grid, td_string!(locale, layout_grid), "i-grid")}
        </span>
    }
    .into_any()
}

/// The search of the bar: typing filters, Escape empties it.
#[component]
pub(crate) fn SearchBox(
    /// Address word of the tenant.
    tenant: String,
    /// The view.
    view: Memo<View>,
    /// What its keys open, where there are keys.
    controls: Option<Controls>,
) -> impl IntoView {
    let locale = lang();
    let go = navigator(tenant.clone());
    let search = {
        let go = go.clone();
        move |text: String| go(View { search: text, ..view.get_untracked() })
    };
    let typed = search.clone();
    let escaped = search;
    let field = controls.map_or_else(NodeRef::new, |controls| controls.search);
    let keys = controls.map(|controls| {
        view! {
            <kbd class="kbd is-single" aria-hidden="true" hidden=move || !controls.single_keys.get()>"/"</kbd>
            <button
                type="button"
                class="kbd"
                aria-label=td_string!(locale, desk_open_palette)
                title=td_string!(locale, desk_open_palette)
                aria-haspopup="dialog"
                on:click=move |_| controls.open_palette()
            >
                "Ctrl K"
            </button>
        }
    });
    view! {
        <form
            class="search-box"
            role="search"
            method="get"
            action=board_path(&tenant, &view.read_untracked())
            on:submit=move |event: SubmitEvent| event.prevent_default()
        >
            {hidden_moment(view)}
            <Icon name="i-search"/>
            <input
                type="search"
                name="q"
                node_ref=field
                aria-label=td_string!(locale, find_label)
                placeholder=td_string!(locale, find_agent)
                value=view.get_untracked().search
                prop:value=move || view.get().search
                on:input=move |event: Event| typed(event_target_value(&event))
                on:keydown=move |event| {
                    if event.key() == "Escape" {
                        escaped(String::new());
                    }
                }
            />
            {keys}
        </form>
    }
    .into_any()
}
