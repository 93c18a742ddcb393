//! The limits of every state, each with the way back to its default.

use domain::form::LimitPart;
use domain::limits::LimitLine;
use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use super::desk::Kind;
use super::inputs::LengthInput;
use crate::components::lang;
use crate::i18n::Locale;
use crate::words;

/// The table.
#[component]
pub(super) fn StateTable(desk: Desk) -> impl IntoView {
    let locale = lang();
    let keys = desk.keys(Kind::State);
    view! {
        <div class="table-scroll">
            <table class="list-table limits-table">
                <caption class="visually-hidden">{td_string!(locale, limits_states)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{td_string!(locale, limits_state)}</th>
                        <th scope="col">{td_string!(locale, limits_warn)}</th>
                        <th scope="col">{td_string!(locale, limits_alarm)}</th>
                        <th scope="col">{td_string!(locale, limits_default)}</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || keys.get() key=|key| *key let:key>
                        <StateLine desk key/>
                    </For>
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Both limits in words: `0:15 / 0:30`, `5:00 / off`.
fn pair(locale: Locale, line: &LimitLine) -> String {
    let text = |text: &str| if text.is_empty() { td_string!(locale, limits_off).to_owned() } else { text.to_owned() };
    format!("{} / {}", text(&line.warn), text(&line.alarm))
}

#[component]
fn StateLine(desk: Desk, key: u32) -> impl IntoView {
    let locale = lang();
    let Some(line) = desk.line_untracked(key) else { return ().into_any() };
    let limited = line.limited;
    let word = words::limited(locale, limited);
    let default = LimitLine::new(None, limited, None, limited.default_limit());
    let shown = pair(locale, &default);
    let (warn, alarm) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let is_default = {
        let default = default.clone();
        Memo::new(move |_| desk.line(key).is_none_or(|line| line == default))
    };
    let reset = move |_| {
        for (node, text) in [(warn, &default.warn), (alarm, &default.alarm)] {
            if let Some(input) = node.get_untracked() {
                input.set_value(text);
            }
        }
        desk.edit(key, |line| *line = default.clone());
    };
    let hint = td_string!(locale, limits_reset_line, of = word, pair = shown.clone());
    view! {
        <tr data-limited=limited.slug()>
            <th scope="row">{word}</th>
            <td><LengthInput desk key part=LimitPart::Warn of=word.to_owned() node=warn/></td>
            <td><LengthInput desk key part=LimitPart::Alarm of=word.to_owned() node=alarm/></td>
            <td>
                <button
                    class="button is-plain"
                    type="button"
                    disabled=move || is_default.get()
                    aria-label=hint.clone()
                    title=hint.clone()
                    on:click=reset
                >
                    {shown.clone()}
                </button>
            </td>
        </tr>
    }
    .into_any()
}
