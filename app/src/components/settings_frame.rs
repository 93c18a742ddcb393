//! The frame of the settings pages: bar, title, tabs, the page, and a panel at its side where one is open.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

use super::app_bar::PageBar;
use super::app_bar::Section;
use super::bits::lang;
use crate::api::Me;

/// Which settings page is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SettingsTab {
    /// Provider accounts.
    Connections,
    /// How long is too long.
    Limits,
    /// Members and invitations.
    People,
    /// Its language and zone of time.
    Company,
    /// Its own identity provider.
    SignIn,
    /// For how long the past is kept.
    History,
    /// Who did what.
    Audit,
}

impl SettingsTab {
    const fn path(self) -> &'static str {
        match self {
            Self::Connections => "connections",
            Self::Limits => "limits",
            Self::People => "people",
            Self::Company => "company",
            Self::SignIn => "sign-in",
            Self::History => "history",
            Self::Audit => "audit",
        }
    }
}

/// The frame. `actions` stand beside the title, `panel` at the side of the page.
#[component]
pub(crate) fn SettingsFrame(
    /// Who is looking.
    me: Me,
    /// Which page is open.
    tab: SettingsTab,
    /// Its title.
    title: &'static str,
    /// One sentence beside the title.
    #[prop(into)]
    summary: Signal<String>,
    /// What can be done on the page as a whole.
    #[prop(optional, into)]
    actions: ViewFn,
    /// What is open at the side.
    #[prop(optional, into)]
    panel: Option<Signal<bool>>,
    /// What the panel shows.
    #[prop(optional, into)]
    panel_view: ViewFn,
    /// The page.
    children: Children,
) -> impl IntoView {
    let locale = lang();
    let slug = me.tenant.0.clone();
    let document = format!("{title} · {} · Callboard", me.tenant.1);
    let demo = me.demo.then(|| view! { <aside class="demo-banner">{td_string!(locale, demo_banner)}</aside> });
    let tabs = [
        (SettingsTab::Connections, td_string!(locale, connections_label)),
        (SettingsTab::Limits, td_string!(locale, limits_title)),
        (SettingsTab::People, td_string!(locale, people)),
        (SettingsTab::Company, td_string!(locale, company_title)),
        (SettingsTab::SignIn, td_string!(locale, sso_settings_title)),
        (SettingsTab::History, td_string!(locale, history_title)),
        (SettingsTab::Audit, td_string!(locale, audit_log)),
    ]
    .map(|(of, text)| {
        let current = (of == tab).then_some("page");
        view! { <a href=format!("/t/{slug}/settings/{}", of.path()) aria-current=current>{text}</a> }
    });
    let is_open = move || panel.is_some_and(|panel| panel.get());
    view! {
        <Title text=document/>
        {demo}
        <PageBar me section=Section::Settings/>
        <div class="workspace" class:has-panel=is_open>
            <main class="page settings" id="content">
                <header class="page-head">
                    <h1>{title}</h1>
                    <p>{summary}</p>
                    <div class="page-actions">{actions.run()}</div>
                </header>
                <nav class="tabs" aria-label=td_string!(locale, settings)>{tabs}</nav>
                {children()}
            </main>
            {move || is_open().then(|| panel_view.run())}
        </div>
    }
    .into_any()
}
