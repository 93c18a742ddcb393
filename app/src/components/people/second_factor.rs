//! The second factor of members: whether everybody needs one, and taking one away whose phone is lost.

use domain::id::UserId;
use domain::zone::Zone;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::Ask;
use super::Desk;
use super::confirm::Confirm;
use crate::api::people::Member;
use crate::components::lang;
use crate::words;

/// Whether everybody needs one, below the tables.
#[component]
pub(crate) fn SecondFactorRule(
    /// The page.
    desk: Desk,
) -> impl IntoView {
    let locale = lang();
    let needed = Memo::new(move |_| desk.page.read().needs_second_factor);
    let i_have_one = desk.page.with_untracked(|page| page.i_have_second_factor);
    let without =
        Memo::new(move |_| desk.page.read().members.iter().filter(|member| !member.has_second_factor).count());
    let failure = move || {
        let answer = desk.answer(|ask| matches!(ask, Ask::RequireSecondFactor(_)))?;
        answer.outcome.err().map(|error| words::error(locale, &error, Zone::UTC))
    };
    let state = move || {
        if needed.get() { td_string!(locale, factor_rule_on) } else { td_string!(locale, factor_rule_off) }
    };
    let count = move || td_string!(locale, factor_rule_without, count = without.get());
    let require = Callback::new(move |()| {
        desk.action.dispatch(Ask::RequireSecondFactor(true));
    });
    let release = move |_| {
        desk.action.dispatch(Ask::RequireSecondFactor(false));
    };
    let switch = move || {
        if needed.get() {
            return view! { <button class="button" type="button" on:click=release>{td_string!(locale, factor_rule_release)}</button> }
                .into_any();
        }
        if !i_have_one {
            return view! {
                <p>{td_string!(locale, factor_rule_own_first)}</p>
                <a class="button" href="/account/second-factor" rel="external">{td_string!(locale, factor_start)}</a>
            }
            .into_any();
        }
        view! {
            <Confirm
                label=td_string!(locale, factor_rule_require)
                title=Signal::derive(move || td_string!(locale, factor_rule_title).to_owned())
                text=td_string!(locale, factor_rule_warning)
                button=td_string!(locale, factor_rule_require)
                run=require
            />
        }
        .into_any()
    };
    view! {
        <section class="settings-section" aria-labelledby="second-factor-rule">
            <h2 id="second-factor-rule">{td_string!(locale, factor_title)}</h2>
            <p>{td_string!(locale, factor_rule_text)}</p>
            <p class="notice" role="alert">{failure}</p>
            <p><b>{state}</b>" "{count}</p>
            <div class="panel-stack">{switch}</div>
        </section>
    }
    .into_any()
}

/// Whether a member has one, and taking it away.
#[component]
pub(super) fn MemberSecondFactor(
    /// The page.
    desk: Desk,
    /// The member as they are now.
    now: Memo<Option<Member>>,
    /// Whether it is the one who looks.
    is_me: bool,
    /// The member's name.
    name: String,
    /// Who.
    user: UserId,
) -> impl IntoView {
    let locale = lang();
    let name = StoredValue::new(name);
    let has_one = Memo::new(move |_| now.read().as_ref().is_some_and(|member| member.has_second_factor));
    let may_reset = Memo::new(move |_| now.read().as_ref().is_some_and(|member| member.may_reset) && !is_me);
    let reset = Callback::new(move |()| {
        desk.action.dispatch(Ask::ResetSecondFactor(user));
    });
    let state = move || {
        if has_one.get() { td_string!(locale, factor_member_has) } else { td_string!(locale, factor_member_has_none) }
    };
    let why_not = move || {
        let text = if is_me { td_string!(locale, factor_member_own) } else { td_string!(locale, factor_member_absent) };
        (has_one.get() && !may_reset.get()).then_some(text)
    };
    view! {
        <section class="panel-section panel-stack">
            <h3>{td_string!(locale, factor_title)}</h3>
            <p class="quiet">{state}</p>
            <p class="quiet">{why_not}</p>
            <Show when=move || has_one.get() && may_reset.get()>
                <Confirm
                    label=td_string!(locale, factor_member_reset)
                    title=td_string!(locale, factor_member_reset_title, name = name.get_value())
                    text=td_string!(locale, factor_member_reset_text)
                    button=td_string!(locale, factor_member_reset)
                    run=reset
                />
            </Show>
        </section>
    }
    .into_any()
}
