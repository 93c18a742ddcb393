//! Every field that was wrong, above the form, each with a way to it.

use domain::form::LimitPart;
use leptos::prelude::*;
use leptos_i18n::td_string;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::desk::Desk;
use super::desk::Draft;
use super::inputs::control_id;
use super::inputs::part_word;
use crate::components::lang;
use crate::i18n::Locale;
use crate::words;

/// What a line is about: a state, a reason, and before them the connection where it is one's own.
pub(super) fn line_word(locale: Locale, desk: Desk, key: u32) -> String {
    let Some(line) = desk.line(key) else { return String::new() };
    let what = match &line.reason {
        Some(reason) if reason.trim().is_empty() => td_string!(locale, limits_reason).to_owned(),
        Some(reason) => reason.clone(),
        None => words::limited(locale, line.limited).to_owned(),
    };
    let connections = desk.connections.read();
    let name = line.connection.and_then(|id| connections.iter().find(|(known, _)| *known == id));
    name.map_or(what.clone(), |(_, name)| format!("{name}: {what}"))
}

/// The list; nothing where nothing was wrong.
#[component]
pub(super) fn Mistakes(desk: Desk) -> impl IntoView {
    let locale = lang();
    let item = move |draft: Draft, part: LimitPart| {
        let problem = desk.mistake(draft.key, part)?;
        let text = format!(
            "{}, {}: {}",
            line_word(locale, desk, draft.key),
            part_word(locale, part),
            words::problem(locale, problem)
        );
        Some(view! { <li><a href=format!("#{}", control_id(draft.key, part))>{text}</a></li> })
    };
    // Whoever pressed the button far below is brought to the first of them.
    Effect::new(move |_| {
        let first = desk.mistakes.read().first().map(|(key, part, _)| control_id(*key, *part));
        let control = first.and_then(|id| document().get_element_by_id(&id)?.dyn_into::<HtmlElement>().ok());
        if let Some(control) = control {
            drop(control.focus());
        }
    });
    let parts = [LimitPart::Reason, LimitPart::Connection, LimitPart::Warn, LimitPart::Alarm];
    let is_wrong = Memo::new(move |_| !desk.mistakes.read().is_empty());
    view! {
        <Show when=move || is_wrong.get()>
            <div class="notice limits-mistakes" role="alert">
                <p>{td_string!(locale, limits_nothing_saved)}</p>
                <ul>
                    {move || {
                        let drafts = desk.drafts();
                        drafts
                            .into_iter()
                            .flat_map(|draft| parts.map(|part| item(draft.clone(), part)))
                            .collect_view()
                    }}
                </ul>
            </div>
        </Show>
    }
    .into_any()
}
