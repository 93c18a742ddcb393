//! What differs: reasons of pauses with limits of their own, and states that are measured otherwise at one connection.

use domain::form::LimitPart;
use domain::limits::LimitLine;
use domain::limits::Limited;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use super::desk::Kind;
use super::inputs::ConnectionInput;
use super::inputs::LengthInput;
use super::inputs::REASONS;
use super::inputs::ReasonInput;
use super::inputs::RemoveButton;
use super::mistakes::line_word;
use crate::components::Icon;
use crate::components::lang;
use crate::words;

/// Reasons of pauses.
#[component]
pub(super) fn ReasonTable(desk: Desk) -> impl IntoView {
    let locale = lang();
    let add = move |_| {
        desk.add(LimitLine::new(None, Limited::Paused, Some(String::new()), Limited::Paused.default_limit()));
    };
    let offered =
        move || desk.reasons.get().into_iter().map(|reason| view! { <option value=reason></option> }).collect_view();
    let line = move |key| view! { <td><ReasonInput desk key/></td> }.into_any();
    view! {
        <datalist id=REASONS>{offered}</datalist>
        <OwnTable desk kind=Kind::Reason title=td_string!(locale, limits_reasons) first=td_string!(locale, limits_reason) line/>
        <div>
            <button class="button" type="button" on:click=add>
                <Icon name="i-plus"/>
                {td_string!(locale, limits_add_reason)}
            </button>
        </div>
    }
    .into_any()
}

/// States at one connection.
#[component]
pub(super) fn ConnectionTable(desk: Desk) -> impl IntoView {
    let locale = lang();
    let has_any = move || !desk.connections.read().is_empty();
    let add = move |_| {
        let first = desk.connections.read_untracked().first().map(|(id, _)| *id);
        desk.add(LimitLine::new(first, Limited::Paused, None, Limited::Paused.default_limit()));
    };
    let line = move |key| {
        let chosen = desk.line_untracked(key).map(|line| line.limited);
        let states = Limited::ALL
            .map(|limited| {
                let selected = chosen == Some(limited);
                view! { <option value=limited.slug() selected=selected>{words::limited(locale, limited)}</option> }
            })
            .collect_view();
        let choose = move |event| {
            let word = event_target_value(&event);
            if let Some(limited) = Limited::ALL.into_iter().find(|limited| limited.slug() == word) {
                desk.edit(key, |line| line.limited = limited);
            }
        };
        view! { <td><select class="input" aria-label=td_string!(locale, limits_state) on:change=choose>{states}</select></td> }
            .into_any()
    };
    view! {
        <OwnTable desk kind=Kind::Own title=td_string!(locale, limits_connections) first=td_string!(locale, limits_state) line/>
        <Show
            when=has_any
            fallback=move || view! { <p class="quiet">{td_string!(locale, limits_no_connection)}</p> }
        >
            <div>
                <button class="button" type="button" on:click=add>
                    <Icon name="i-plus"/>
                    {td_string!(locale, limits_add_own)}
                </button>
            </div>
        </Show>
    }
    .into_any()
}

/// A table of lines that can be removed; not there while there are none.
#[component]
fn OwnTable(
    desk: Desk,
    kind: Kind,
    /// Names the table for screen readers.
    title: &'static str,
    /// What its first column is called.
    first: &'static str,
    /// The first cell of a line.
    line: impl Fn(u32) -> AnyView + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let locale = lang();
    let keys = desk.keys(kind);
    let has_any = Memo::new(move |_| !keys.read().is_empty());
    view! {
        <Show when=move || has_any.get()>
            <div class="table-scroll">
                <table class="list-table limits-table">
                    <caption class="visually-hidden">{title}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{first}</th>
                            <th scope="col">{td_string!(locale, connection)}</th>
                            <th scope="col">{td_string!(locale, limits_warn)}</th>
                            <th scope="col">{td_string!(locale, limits_alarm)}</th>
                            <th scope="col" class="is-actions"><span class="visually-hidden">{td_string!(locale, limits_remove)}</span></th>
                        </tr>
                    </thead>
                    <tbody>
                        {
                            let line = line.clone();
                            view! {
                                <For
                                    each=move || keys.get()
                                    key=|key| *key
                                    children=move |key| {
                                        let of = Signal::derive(move || line_word(locale, desk, key));
                                        view! {
                                            <tr>
                                                {line(key)}
                                                <td><ConnectionInput desk key with_any=kind == Kind::Reason/></td>
                                                <td><LengthInput desk key part=LimitPart::Warn of/></td>
                                                <td><LengthInput desk key part=LimitPart::Alarm of/></td>
                                                <td class="is-actions"><RemoveButton desk key of/></td>
                                            </tr>
                                        }
                                    }
                                />
                            }
                        }
                    </tbody>
                </table>
            </div>
        </Show>
    }
    .into_any()
}
