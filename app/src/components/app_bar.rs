//! The bar above every page: company, pages, search, the link, theme and account.

use domain::role::Role;
use domain::view::View;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::Brand;
use super::bits::Icon;
use super::bits::Preference;
use super::bits::board_href;
use super::bits::lang;
use super::board_keys::Controls;
use super::filter_bar::SearchBox;
use super::live_switch::LiveSwitch;
use super::theme_choice::ThemeMenu;
use crate::api::Me;
use crate::i18n::Locale;
use crate::live::LiveBoard;
use crate::words;

/// Which page of the main navigation is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    /// The live board.
    Board,
    /// Which agents are in which queues.
    Queues,
    /// Whose calls are recorded.
    Recording,
    /// The past added up.
    History,
    /// The tenant's alarm rules.
    Rules,
    /// The board of a moment of the past.
    Replay,
    /// The tenant's screens.
    Displays,
    /// Connections, people, audit log.
    Settings,
    /// None of them: the person's own account.
    Account,
}

/// The bar above a board: with the search and, above the live one, the state of the link.
#[component]
pub(crate) fn AppBar(
    /// Who is looking.
    me: Me,
    /// The board's feed, where it is live.
    #[prop(optional)]
    board: Option<LiveBoard>,
    /// The view, for the search.
    view: Memo<View>,
    /// Which page is open.
    #[prop(default = Section::Board)]
    section: Section,
    /// What keys open, where there are keys.
    #[prop(optional)]
    controls: Option<Controls>,
) -> impl IntoView {
    let locale = lang();
    let tenant = me.tenant.0.clone();
    view! {
        <a class="visually-hidden skip-link" href="#agents">{td_string!(locale, skip_to_content)}</a>
        <header class="app-bar">
            <BarStart me=me.clone() section/>
            <span class="spacer"></span>
            <SearchBox tenant view controls/>
            {board.map(|board| view! { <LiveSwitch board/> })}
            <BarEnd me/>
        </header>
    }
    .into_any()
}

/// The bar above every other page.
#[component]
pub(crate) fn PageBar(
    /// Who is looking.
    me: Me,
    /// Which page is open.
    section: Section,
    /// The feed of a page that follows the floor.
    #[prop(optional)]
    board: Option<LiveBoard>,
) -> impl IntoView {
    let locale = lang();
    view! {
        <a class="visually-hidden skip-link" href="#content">{td_string!(locale, skip_to_page)}</a>
        <header class="app-bar">
            <BarStart me=me.clone() section/>
            <span class="spacer"></span>
            {board.map(|board| view! { <LiveSwitch board/> })}
            <BarEnd me/>
        </header>
    }
    .into_any()
}

/// Whose floor, and which pages there are for the role.
#[component]
fn BarStart(
    /// Who is looking.
    me: Me,
    /// Which page is open.
    section: Section,
) -> impl IntoView {
    let locale = lang();
    let slug = me.tenant.0.clone();
    let is_admin = me.role == Role::Admin;
    let link = move |to: Section, href: String, text: &'static str| {
        let current = (to == section).then_some("page");
        view! { <a href=href aria-current=current>{text}</a> }
    };
    let settings = is_admin
        .then(|| link(Section::Settings, format!("/t/{slug}/settings/connections"), td_string!(locale, settings)));
    let queues = is_admin.then(|| link(Section::Queues, format!("/t/{slug}/queues"), td_string!(locale, queues_label)));
    let recording =
        is_admin.then(|| link(Section::Recording, format!("/t/{slug}/recording"), td_string!(locale, recording)));
    view! {
        <Brand/>
        <TenantSwitch me/>
        <nav class="main-nav" aria-label=td_string!(locale, main_nav)>
            {link(Section::Board, board_href(&slug, &View::default()), td_string!(locale, board))}
            {queues}
            {recording}
            {link(Section::History, format!("/t/{slug}/history"), td_string!(locale, history_title))}
            {link(Section::Rules, format!("/t/{slug}/rules"), td_string!(locale, rules))}
            {link(Section::Replay, format!("/t/{slug}/replay"), td_string!(locale, replay))}
            {link(Section::Displays, format!("/t/{slug}/displays"), td_string!(locale, displays))}
            {settings}
        </nav>
    }
    .into_any()
}

/// The theme, and who is signed in.
#[component]
fn BarEnd(
    /// Who is looking.
    me: Me,
) -> impl IntoView {
    view! {
        <ThemeMenu/>
        <Account me/>
    }
    .into_any()
}

/// The company; a menu when the person belongs to several.
#[component]
fn TenantSwitch(
    /// Who is looking.
    me: Me,
) -> impl IntoView {
    let locale = lang();
    let (slug, name) = me.tenant;
    if me.tenants.len() < 2 {
        return view! { <span class="tenant-switch">{name}</span> }.into_any();
    }
    let items = me
        .tenants
        .into_iter()
        .map(|(word, name)| {
            let current = (word == slug).then_some("true");
            view! { <li><a href=format!("/t/{word}/board") rel="external" aria-current=current>{name}</a></li> }
        })
        .collect_view();
    view! {
        <details class="menu">
            <summary class="tenant-switch" title=td_string!(locale, switch_tenant)>
                <span>{name}</span>
                <Icon name="i-down"/>
            </summary>
            <div class="menu-list"><ul>{items}</ul></div>
        </details>
    }
    .into_any()
}

/// Who is signed in, the language, and the way out.
#[component]
fn Account(
    /// Who is looking.
    me: Me,
) -> impl IntoView {
    let locale = lang();
    let other = match locale {
        Locale::en => "vi",
        Locale::vi => "en",
    };
    let initials: String =
        me.name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect::<String>().to_uppercase();
    view! {
        <details class="menu">
            // The name holds what is seen, for people who speak to their computer.
            <summary
                class="avatar"
                aria-label=format!("{initials} · {}", td_string!(locale, your_account))
                title=td_string!(locale, your_account)
            >
                {initials.clone()}
            </summary>
            <div class="menu-list is-end">
                <p><b>{me.name}</b><small>{words::role(locale, me.role)}</small></p>
                <a class="button is-plain" href="/account">
                    <Icon name="i-account"/>
                    {td_string!(locale, your_account)}
                </a>
                <Preference name="lang" value=other label=td_string!(locale, switch_language)>
                    <Icon name="i-globe"/>
                    {td_string!(locale, switch_language)}
                </Preference>
                <form method="post" action="/sign-out">
                    <button class="button is-plain" type="submit">
                        <Icon name="i-logout"/>
                        {td_string!(locale, sign_out)}
                    </button>
                </form>
            </div>
        </details>
    }
    .into_any()
}
