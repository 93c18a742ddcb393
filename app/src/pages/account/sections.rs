//! The parts of the account page.

use domain::form::Field;
use domain::form::FieldError;
use domain::language::Language;
use domain::role::Role;
use domain::zone::Zone;
use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::api::account::OwnSession;
use crate::components::Preference;
use crate::components::RegionalFields;
use crate::components::TextField;
use crate::components::lang;
use crate::timing;
use crate::words;

/// The name others read.
#[component]
pub(super) fn NameForm(
    /// The name.
    name: String,
    /// What was wrong with the form as it was sent.
    errors: Signal<Vec<FieldError>>,
) -> impl IntoView {
    let locale = lang();
    view! {
        <section class="settings-section">
            <h2>{td_string!(locale, your_name)}</h2>
            <form class="form" method="post" action="/account">
                <input type="hidden" name="change" value="name"/>
                <TextField
                    field=Field::Name
                    label=td_string!(locale, your_name)
                    value=name
                    autocomplete="name"
                    hint=td_string!(locale, your_name_hint)
                    errors
                />
                <div class="form-actions">
                    <button class="button is-primary" type="submit">{td_string!(locale, save_name)}</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// Language and zone of time.
#[component]
pub(super) fn RegionalForm(
    /// The language that was chosen.
    language: Option<Language>,
    /// The zone that was chosen, or what was typed.
    zone: String,
    /// The zone that counts where none was chosen.
    company_zone: Option<String>,
    /// The zones there are.
    zones: Vec<String>,
    /// What was wrong with the form as it was sent.
    errors: Signal<Vec<FieldError>>,
) -> impl IntoView {
    let locale = lang();
    let company = company_zone.unwrap_or_else(|| td_string!(locale, regional_unnamed).to_owned());
    view! {
        <section class="settings-section">
            <h2>{td_string!(locale, regional_title)}</h2>
            <p>{td_string!(locale, account_regional_text)}</p>
            <form class="form" method="post" action="/account">
                <input type="hidden" name="change" value="regional"/>
                <RegionalFields
                    language
                    no_language=td_string!(locale, account_no_language)
                    language_hint=td_string!(locale, account_language_hint)
                    zone
                    zone_hint=td_string!(locale, account_zone_hint, zone = company)
                    zones
                    errors
                />
                <div class="form-actions">
                    <button class="button is-primary" type="submit">{td_string!(locale, account_save_regional)}</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// A new password, for whoever knows the current one.
#[component]
pub(super) fn PasswordForm(
    /// What was wrong with the form as it was sent.
    errors: Signal<Vec<FieldError>>,
) -> impl IntoView {
    let locale = lang();
    view! {
        <section class="settings-section">
            <h2>{td_string!(locale, password)}</h2>
            <p>{td_string!(locale, change_password_text)}</p>
            <form class="form" method="post" action="/account">
                <input type="hidden" name="change" value="password"/>
                <TextField
                    field=Field::CurrentPassword
                    label=td_string!(locale, current_password)
                    kind="password"
                    autocomplete="current-password"
                    errors
                />
                <TextField
                    field=Field::Password
                    label=td_string!(locale, new_password)
                    kind="password"
                    autocomplete="new-password"
                    hint=td_string!(locale, new_password_hint)
                    errors
                />
                <div class="form-actions">
                    <button class="button is-primary" type="submit">{td_string!(locale, change_password)}</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// Whether a code is asked for beside the password, and the page for it.
#[component]
pub(super) fn SecondFactor(
    /// Whether it is.
    on: bool,
) -> impl IntoView {
    let locale = lang();
    let (state, button) = if on {
        (td_string!(locale, factor_on_title), td_string!(locale, factor_manage))
    } else {
        (td_string!(locale, factor_off_title), td_string!(locale, factor_start))
    };
    view! {
        <section class="settings-section">
            <h2>{td_string!(locale, factor_title)}</h2>
            <p>{td_string!(locale, factor_account_text)}</p>
            <p><b>{state}</b></p>
            <div class="form-actions">
                <a class="button" href="/account/second-factor" rel="external">{button}</a>
            </div>
        </section>
    }
    .into_any()
}

/// What the person is signed in to.
#[component]
pub(super) fn Sessions(
    /// The sessions.
    sessions: Vec<OwnSession>,
    /// The zone in which times are shown.
    zone: Zone,
) -> impl IntoView {
    let locale = lang();
    let others = sessions.iter().filter(|session| !session.is_current).count();
    let end_others = (others > 0).then(|| {
        view! {
            <form class="form-actions" method="post" action="/account">
                <input type="hidden" name="change" value="others"/>
                <button class="button" type="submit">{td_string!(locale, end_other_sessions)}</button>
            </form>
        }
    });
    let rows = sessions.into_iter().map(|session| view! { <SessionRow session zone/> }).collect_view();
    view! {
        <section class="settings-section">
            <h2 id="sessions">{td_string!(locale, sessions)}</h2>
            <p>{td_string!(locale, sessions_text)}</p>
            <div class="table-scroll">
                <table class="list-table" aria-labelledby="sessions">
                    <thead>
                        <tr>
                            <th scope="col">{td_string!(locale, session_browser)}</th>
                            <th scope="col">{td_string!(locale, session_address)}</th>
                            <th scope="col">{td_string!(locale, session_first_seen)}</th>
                            <th scope="col">{td_string!(locale, session_last_seen)}</th>
                            <th scope="col" class="is-actions">
                                <span class="visually-hidden">{td_string!(locale, end_session)}</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {end_others}
        </section>
    }
    .into_any()
}

#[component]
fn SessionRow(
    /// The session.
    session: OwnSession,
    /// The zone in which times are shown.
    zone: Zone,
) -> impl IntoView {
    let locale = lang();
    let time = |at| timing::date_time(locale, at, zone);
    let unknown = td_string!(locale, not_known);
    let browser = session.browser.map_or_else(|| unknown.to_owned(), |browser| words::browser(locale, &browser));
    let action = if session.is_current {
        view! { <span>{td_string!(locale, this_session)}</span> }.into_any()
    } else {
        let label = format!("{}: {browser}, {}", td_string!(locale, end_session), time(session.first_seen));
        view! {
            <form method="post" action="/account">
                <input type="hidden" name="change" value="session"/>
                <input type="hidden" name="session" value=session.name/>
                <button class="button" type="submit" aria-label=label>{td_string!(locale, end_session)}</button>
            </form>
        }
        .into_any()
    };
    view! {
        <tr>
            <th scope="row">{browser}</th>
            <td>{session.remote.unwrap_or_else(|| unknown.to_owned())}</td>
            <td>{time(session.first_seen)}</td>
            <td>{time(session.last_seen)}</td>
            <td class="is-actions">{action}</td>
        </tr>
    }
    .into_any()
}

/// The companies the person belongs to.
#[component]
pub(super) fn Companies(
    /// Address word, name and part.
    companies: Vec<(String, String, Role)>,
) -> impl IntoView {
    let locale = lang();
    if companies.is_empty() {
        return view! {
            <section class="settings-section">
                <h2>{td_string!(locale, your_companies)}</h2>
                <p>{td_string!(locale, no_companies)}</p>
            </section>
        }
        .into_any();
    }
    let rows = companies
        .into_iter()
        .map(|(slug, name, role)| {
            view! {
                <tr>
                    <th scope="row"><a href=format!("/t/{slug}/board") rel="external">{name}</a></th>
                    <td>{words::role(locale, role)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="settings-section">
            <h2 id="companies">{td_string!(locale, your_companies)}</h2>
            <div class="table-scroll">
                <table class="list-table" aria-labelledby="companies">
                    <thead>
                        <tr>
                            <th scope="col">{td_string!(locale, company)}</th>
                            <th scope="col">{td_string!(locale, your_part)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// Whether the keys of one character do anything on the board.
#[component]
pub(super) fn SingleKeys(
    /// Whether they do now.
    on: bool,
) -> impl IntoView {
    let locale = lang();
    let (value, button, now) = if on {
        ("off", td_string!(locale, desk_keys_switch_off), td_string!(locale, desk_keys_are_on))
    } else {
        ("on", td_string!(locale, desk_keys_switch_on), td_string!(locale, desk_keys_are_off))
    };
    view! {
        <section class="settings-section">
            <h2>{td_string!(locale, desk_keys)}</h2>
            <p>{td_string!(locale, desk_single_text)}</p>
            <p><b>{now}</b></p>
            <Preference name="keys" value label=button>{button}</Preference>
        </section>
    }
    .into_any()
}
