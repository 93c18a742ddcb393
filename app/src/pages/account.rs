//! A person's own account: name, password, sessions, companies, language and theme. Every form is a plain one.

mod sections;

use domain::form::Field;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use self::sections::Companies;
use self::sections::NameForm;
use self::sections::PasswordForm;
use self::sections::RegionalForm;
use self::sections::SecondFactor;
use self::sections::Sessions;
use self::sections::SingleKeys;
use super::FailurePage;
use super::entry::notice;
use crate::api::account::Account;
use crate::api::account::account;
use crate::components::Brand;
use crate::components::PageBar;
use crate::components::Section;
use crate::components::ThemeChoice;
use crate::components::lang;
use crate::i18n::Locale;

/// The account page. `done` in the address says what was just changed.
#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    let read = Resource::new_blocking(|| (), |()| account());
    let show = move || {
        Suspend::new(async move {
            match read.await {
                Ok(account) => view! { <AccountView account/> }.into_any(),
                Err(error) => view! { <FailurePage error/> }.into_any(),
            }
        })
    };
    view! { <Suspense fallback=|| ()>{show}</Suspense> }.into_any()
}

fn done_text(locale: Locale, done: &str) -> Option<&'static str> {
    Some(match done {
        "regional" => td_string!(locale, done_regional),
        "name" => td_string!(locale, done_name),
        "password" => td_string!(locale, done_password),
        "session" => td_string!(locale, done_session),
        "others" => td_string!(locale, done_others),
        _ => return None,
    })
}

#[component]
fn AccountView(
    /// All of it.
    account: Account,
) -> impl IntoView {
    let locale = lang();
    let draft = account.draft;
    let done = use_query_map().read_untracked().get("done").filter(|_| draft == crate::api::entry::Draft::default());
    let done = done
        .and_then(|done| done_text(locale, &done))
        .map(|text| view! { <p class="notice is-info account-notice" role="status">{text}</p> });
    let problem = notice(&draft).map(|notice| view! { <div class="account-notice">{notice}</div> });
    let bar = match account.me {
        Some(me) => view! { <PageBar me section=Section::Account/> }.into_any(),
        None => view! { <header class="app-bar"><Brand/></header> }.into_any(),
    };
    let name = draft.value(Field::Name).unwrap_or(account.name);
    let zone = draft.value(Field::Zone).or(account.own_zone).unwrap_or_default();
    let errors = Signal::stored(draft.errors);
    let through = account.through.as_ref().map(|company| {
        view! { <p class="notice is-info account-notice">{td_string!(locale, sso_account, company = company.clone())}</p> }
    });
    let own = (!account.is_fixed).then(|| {
        view! {
            <NameForm name errors/>
            <RegionalForm
                language=account.language
                zone
                company_zone=account.company_zone
                zones=account.zones
                errors
            />
        }
    });
    let secrets = account.through.is_none().then(|| {
        view! {
            <PasswordForm errors/>
            <SecondFactor on=account.has_second_factor/>
        }
    });
    view! {
        <Title text=format!("{} · Callboard", td_string!(locale, your_account))/>
        {bar}
        <div class="workspace">
            <main class="page settings account" id="content">
                <header class="page-head">
                    <h1>{td_string!(locale, your_account)}</h1>
                    <p>{account.email.clone()}</p>
                </header>
                {done}
                {problem}
                {through}
                {own}
                {secrets}
                <Sessions sessions=account.sessions zone=account.zone/>
                <Companies companies=account.companies/>
                <section class="settings-section">
                    <h2>{td_string!(locale, account_theme)}</h2>
                    <ThemeChoice/>
                </section>
                <SingleKeys on=account.single_keys/>
            </main>
        </div>
    }
    .into_any()
}
