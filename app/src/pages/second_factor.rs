//! A person's second factor: setting it up with an app, keeping recovery codes, switching it off. Every form is a plain one.

mod codes;

use domain::form::Field;
use domain::form::FieldError;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use self::codes::FreshCodesSection;
use super::FailurePage;
use super::entry::notice;
use crate::api::second_factor::FactorStanding;
use crate::api::second_factor::QrPicture;
use crate::api::second_factor::SecondFactorPage as Page;
use crate::api::second_factor::second_factor;
use crate::components::Brand;
use crate::components::PageBar;
use crate::components::Section;
use crate::components::TextField;
use crate::components::lang;
use crate::timing;

const ACTION: &str = "/account/second-factor";

/// The page. `done` in the address says what was just changed.
#[component]
pub(crate) fn SecondFactorPage() -> impl IntoView {
    let read = Resource::new_blocking(|| (), |()| second_factor());
    let show = move || {
        Suspend::new(async move {
            match read.await {
                Ok(page) => view! { <PageView page/> }.into_any(),
                Err(error) => view! { <FailurePage error/> }.into_any(),
            }
        })
    };
    view! { <Suspense fallback=|| ()>{show}</Suspense> }.into_any()
}

#[component]
fn PageView(
    /// All of it.
    page: Page,
) -> impl IntoView {
    let locale = lang();
    let is_untouched = page.draft == crate::api::entry::Draft::default() && page.fresh_codes.0.is_empty();
    let was_switched_off = use_query_map().read_untracked().get("done").is_some_and(|done| done == "off");
    let done = (is_untouched && was_switched_off).then(
        || view! { <p class="notice is-info account-notice" role="status">{td_string!(locale, factor_done_off)}</p> },
    );
    let problem = notice(&page.draft).map(|notice| view! { <div class="account-notice">{notice}</div> });
    let is_on = matches!(page.standing, FactorStanding::On { .. });
    let needed = (!page.needed_by.is_empty() && !is_on).then(|| {
        let text = td_string!(locale, factor_needed_by, companies = page.needed_by.join(", "));
        view! { <p class="notice is-attention account-notice" role="status">{text}</p> }
    });
    let bar = match page.me.filter(|_| is_on || page.needed_by.is_empty()) {
        Some(me) => view! { <PageBar me section=Section::Account/> }.into_any(),
        None => view! { <header class="app-bar"><Brand/></header> }.into_any(),
    };
    let errors = Signal::stored(page.draft.errors);
    let has_codes = !page.fresh_codes.0.is_empty();
    let codes = has_codes.then(|| view! { <FreshCodesSection codes=page.fresh_codes.0/> });
    let body = match page.standing {
        FactorStanding::Off => view! { <Off/> }.into_any(),
        FactorStanding::Proposed { secret, picture } => view! { <Proposed secret picture errors/> }.into_any(),
        FactorStanding::On { since, recovery_codes } => {
            let since = timing::date_time(locale, since, page.zone);
            view! { <On since recovery_codes needed=!page.needed_by.is_empty() errors/> }.into_any()
        }
    };
    view! {
        <Title text=format!("{} · Callboard", td_string!(locale, factor_title))/>
        {bar}
        <div class="workspace">
            <main class="page settings account" id="content">
                <header class="page-head">
                    <h1>{td_string!(locale, factor_title)}</h1>
                    <p><a href="/account" rel="external">{td_string!(locale, your_account)}</a></p>
                </header>
                {done}
                {needed}
                {problem}
                {codes}
                {body}
            </main>
        </div>
    }
    .into_any()
}

/// There is none: what it is, and a way to begin.
#[component]
fn Off() -> impl IntoView {
    let locale = lang();
    view! {
        <section class="settings-section">
            <h2>{td_string!(locale, factor_off_title)}</h2>
            <p>{td_string!(locale, factor_off_text)}</p>
            <form class="form" method="post" action=ACTION>
                <input type="hidden" name="change" value="start"/>
                <div class="form-actions">
                    <button class="button is-primary" type="submit">{td_string!(locale, factor_start)}</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// The secret, as a picture and as text, and the field for the first code.
#[component]
fn Proposed(
    /// The secret in groups.
    secret: String,
    /// The same as a picture.
    picture: QrPicture,
    /// What was wrong with the form as it was sent.
    errors: Signal<Vec<FieldError>>,
) -> impl IntoView {
    let locale = lang();
    let side = picture.side;
    view! {
        <section class="settings-section">
            <h2>{td_string!(locale, factor_scan_title)}</h2>
            <p>{td_string!(locale, factor_scan_text)}</p>
            <svg class="qr-code" viewBox=format!("0 0 {side} {side}") role="img" aria-label=td_string!(locale, factor_picture)>
                <path d=picture.path/>
            </svg>
            <p class="factor-secret">
                <span id="factor-secret-label">{td_string!(locale, factor_type_it)}</span>
                <code aria-labelledby="factor-secret-label">{secret}</code>
            </p>
        </section>
        <section class="settings-section">
            <h2>{td_string!(locale, factor_confirm_title)}</h2>
            <p>{td_string!(locale, factor_confirm_text)}</p>
            <form class="form" method="post" action=ACTION>
                <input type="hidden" name="change" value="confirm"/>
                <TextField
                    field=Field::Code
                    label=td_string!(locale, factor_code)
                    autocomplete="one-time-code"
                    hint=td_string!(locale, factor_confirm_hint)
                    errors
                />
                <div class="form-actions">
                    <button class="button is-primary" type="submit">{td_string!(locale, factor_confirm)}</button>
                </div>
            </form>
            <form method="post" action=ACTION>
                <input type="hidden" name="change" value="start"/>
                <button class="button" type="submit">{td_string!(locale, factor_start_again)}</button>
            </form>
        </section>
    }
    .into_any()
}

/// It is on: recovery codes, and switching it off.
#[component]
fn On(
    /// Since when, in words.
    since: String,
    /// How many recovery codes are left.
    recovery_codes: u32,
    /// Whether a company asks for it.
    needed: bool,
    /// What was wrong with the form as it was sent.
    errors: Signal<Vec<FieldError>>,
) -> impl IntoView {
    let locale = lang();
    // Each form has a field for a code: a mistake belongs to the one that asked for the password too, or to the other.
    let is_of_off = errors.with_untracked(|errors| errors.iter().any(|error| error.field == Field::CurrentPassword));
    let none = Signal::stored(Vec::new());
    let (of_codes, of_off) = if is_of_off { (none, errors) } else { (errors, none) };
    let left = td_string!(locale, factor_codes_left, count = recovery_codes);
    let few = (recovery_codes < 3)
        .then(|| view! { <p class="notice is-attention">{td_string!(locale, factor_codes_few)}</p> });
    let warning = needed.then(|| view! { <p class="notice is-attention">{td_string!(locale, factor_off_warning)}</p> });
    view! {
        <section class="settings-section">
            <h2>{td_string!(locale, factor_on_title)}</h2>
            <p>{td_string!(locale, factor_on_since, time = since)}</p>
        </section>
        <section class="settings-section">
            <h2>{td_string!(locale, factor_codes_title)}</h2>
            <p>{td_string!(locale, factor_codes_text)}</p>
            <p><b>{left}</b></p>
            {few}
            <form class="form" method="post" action=ACTION>
                <input type="hidden" name="change" value="codes"/>
                <FactorCode id="codes" label=td_string!(locale, factor_code) errors=of_codes/>
                <div class="form-actions">
                    <button class="button" type="submit">{td_string!(locale, factor_make_codes)}</button>
                </div>
            </form>
        </section>
        <section class="settings-section">
            <h2>{td_string!(locale, factor_switch_off_title)}</h2>
            <p>{td_string!(locale, factor_switch_off_text)}</p>
            {warning}
            <form class="form" method="post" action=ACTION>
                <input type="hidden" name="change" value="off"/>
                <TextField
                    field=Field::CurrentPassword
                    label=td_string!(locale, current_password)
                    kind="password"
                    autocomplete="current-password"
                    errors=of_off
                />
                <FactorCode id="off" label=td_string!(locale, factor_code) errors=of_off/>
                <div class="form-actions">
                    <button class="button is-danger" type="submit">{td_string!(locale, factor_switch_off)}</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// The field for a code, on a page that has it twice.
#[component]
fn FactorCode(
    /// Which of them.
    id: &'static str,
    /// What it is called.
    label: &'static str,
    /// What was wrong with the form as it was sent.
    errors: Signal<Vec<FieldError>>,
) -> impl IntoView {
    let mistake = errors.with_untracked(|errors| crate::components::mistake_in(errors, Field::Code));
    let invalid = mistake.is_some().then_some("true");
    let (input, error) = (format!("field-code-{id}"), format!("field-code-{id}-error"));
    view! {
        <div class="field">
            <label for=input.clone()>{label}</label>
            <input
                id=input
                type="text"
                name=Field::Code.as_str()
                autocomplete="one-time-code"
                required
                aria-invalid=invalid
                aria-describedby=error.clone()
            />
            <span class="field-error" id=error>{mistake}</span>
        </div>
    }
    .into_any()
}
