//! Signing in: a plain form that works without JavaScript.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::SignInForm;
use crate::api::sign_in::DemoAccount;
use crate::api::sign_in_form;
use crate::components::Brand;
use crate::components::Icon;
use crate::components::PageLinks;
use crate::components::lang;
use crate::components::query;
use crate::error::AppError;
use crate::i18n::Locale;

/// The sign-in page. `problem` in the address says why a try was refused, `next` where to go afterwards.
#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    let locale = lang();
    let form = Resource::new_blocking(|| (), |()| sign_in_form());
    let query = use_query_map();
    let problem = query.read_untracked().get("problem");
    let next = query.read_untracked().get("next").unwrap_or_default();
    let show = move |form: Result<SignInForm, AppError>| {
        let form = form.unwrap_or_default_form();
        view! { <SignInCard form problem=problem.clone() next=next.clone()/> }
    };
    view! {
        <Title text=td_string!(locale, sign_in)/>
        <main class="sign-in">
            <Suspense fallback=|| ()>{move || Suspend::new({ let show = show.clone(); async move { show(form.await) } })}</Suspense>
        </main>
    }
}

/// A form that could not be prepared is still a form.
trait OrEmptyForm {
    fn unwrap_or_default_form(self) -> SignInForm;
}

impl OrEmptyForm for Result<SignInForm, AppError> {
    fn unwrap_or_default_form(self) -> SignInForm {
        match self {
            Ok(form) => form,
            Err(error) => {
                leptos::logging::warn!("the sign-in form was not prepared: {error}");
                SignInForm::default()
            }
        }
    }
}

fn problem_text(locale: Locale, problem: &str) -> Option<&'static str> {
    Some(match problem {
        "refused" => td_string!(locale, sign_in_refused),
        "incomplete" => td_string!(locale, sign_in_incomplete),
        "unavailable" => td_string!(locale, sign_in_unavailable),
        "cookie" => td_string!(locale, sign_in_cookie),
        "signed-out" => td_string!(locale, signed_out_notice),
        _ => return None,
    })
}

#[component]
fn SignInCard(
    /// What is known of the visitor.
    form: SignInForm,
    /// Why the last try was refused.
    problem: Option<String>,
    /// Where to go afterwards.
    next: String,
) -> impl IntoView {
    let locale = lang();
    if form.first_run {
        return view! {
            <div class="card">
                <Brand/>
                <h1>{td_string!(locale, first_run_title)}</h1>
                <p>{td_string!(locale, first_run_text)}</p>
            </div>
            <PageLinks/>
        }
        .into_any();
    }
    let notice = problem.as_deref().and_then(|problem| problem_text(locale, problem)).map(|text| {
        view! { <p class="notice" role="alert">{text}</p> }
    });
    let accounts = (!form.demo_accounts.is_empty())
        .then(|| view! { <DemoAccounts accounts=form.demo_accounts next=next.clone()/> });
    let forgotten = if form.sends_mail {
        view! { <a href="/forgotten" rel="external">{td_string!(locale, forgotten_password)}</a> }.into_any()
    } else {
        view! {
            <details class="forgotten">
                <summary>{td_string!(locale, forgotten_password)} <Icon name="i-down"/></summary>
                <p>{td_string!(locale, forgotten_password_text)}</p>
            </details>
        }
        .into_any()
    };
    let company = form.single_sign_on.then(|| {
        let href = format!("/sign-in/sso{}", query([("next", next.clone())]));
        view! { <a class="button" href=href rel="external">{td_string!(locale, sso_link)}</a> }
    });
    view! {
        <form class="card" method="post" action="/sign-in">
            <Brand/>
            <h1>{td_string!(locale, sign_in_title)}</h1>
            {notice}
            <input type="hidden" name="next" value=next/>
            <label class="field">
                <span>{td_string!(locale, email)}</span>
                <input type="email" name="email" autocomplete="username" required value=form.email/>
            </label>
            <label class="field">
                <span>{td_string!(locale, password)}</span>
                <input type="password" name="password" autocomplete="current-password" required/>
            </label>
            <button class="button is-primary" type="submit">{td_string!(locale, sign_in)}</button>
            {company}
            {forgotten}
        </form>
        {accounts}
        <PageLinks/>
    }
    .into_any()
}

/// Each account is a form of its own: one press signs in, with or without JavaScript.
#[component]
fn DemoAccounts(
    /// The accounts.
    accounts: Vec<DemoAccount>,
    /// Where to go afterwards.
    next: String,
) -> impl IntoView {
    let locale = lang();
    let items = accounts
        .into_iter()
        .map(|account| {
            view! {
                <li>
                    <form method="post" action="/sign-in">
                        <input type="hidden" name="next" value=next.clone()/>
                        <input type="hidden" name="email" value=account.email.clone()/>
                        <input type="hidden" name="password" value=account.password.clone()/>
                        <button type="submit">
                            <b>{account.role}</b>
                            <small>{account.email}</small>
                            <small>{td_string!(locale, demo_password, password = account.password)}</small>
                        </button>
                    </form>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="demo-accounts" aria-label=td_string!(locale, demo_accounts)>
            <h2>{td_string!(locale, demo_accounts)}</h2>
            <ul>{items}</ul>
        </section>
    }
}
