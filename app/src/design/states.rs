//! Glyphs, words, clocks and textures of every state.

use domain::agent::AgentState;
use domain::command::ActionKind;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::parts::Section;
use super::parts::Specimen;
use crate::components::ClockCell;
use crate::components::Glyph;
use crate::components::PendingBadge;
use crate::components::Texture;
use crate::components::TextureKey;
use crate::components::lang;
use crate::row_model::ClockModel;
use crate::words;

#[component]
pub(super) fn States() -> impl IntoView {
    let locale = lang();
    let state = move |state: AgentState| {
        view! { <li><Glyph name=words::glyph(state)/><span class="state-word">{words::state(locale, state)}</span></li> }
    };
    let level = |name: &'static str, word: &'static str| {
        view! { <li><Glyph name/><span class="state-word">{word}</span></li> }
    };
    let textures = AgentState::ALL.map(Texture::State).into_iter().chain([Texture::OverLimit, Texture::NotObserved]);
    let pending = Memo::new(|_| Some(ActionKind::SetCallinQueues));
    view! {
        <Section id="states" title="States">
            <Specimen name="Glyph and word">
                <ul class="state-list">
                    {AgentState::ALL.map(state).collect_view()}
                    {level("attention", td_string!(locale, texture_over_limit))}
                    {level("alarm", td_string!(locale, texture_over_limit))}
                </ul>
            </Specimen>
            <Specimen name="Badge">
                <p class="action-row">
                    <span class="badge">"AloHub"</span>
                    <span class="badge is-attention">{td_string!(locale, texture_over_limit)}</span>
                    <span class="badge is-alarm">{td_string!(locale, texture_over_limit)}</span>
                    <span class="badge is-good">{words::state(locale, AgentState::OnCall)}</span>
                    <PendingBadge pending/>
                    <span class="mark">"AH"</span>
                </p>
            </Specimen>
            <Specimen name="ClockCell, by origin and level"><Clocks/></Specimen>
            <Specimen name="TextureKey"><TextureKey textures=textures.collect()/></Specimen>
        </Section>
    }
    .into_any()
}

/// A clock of each origin, and over each limit.
#[component]
pub(super) fn Clocks() -> impl IntoView {
    let locale = lang();
    let clock = |text: &str, origin: Option<&'static str>, note: &str, level: Option<&'static str>| {
        let model = ClockModel { text: text.to_owned(), origin, note: note.to_owned(), title: text.to_owned() };
        view! { <li data-level=level><ClockCell clock=Signal::stored(Some(model))/></li> }
    };
    view! {
        <ul class="clock-list">
            {clock("1:04", Some("o-reported"), "", None)}
            {clock("12:40", Some("o-call"), "", None)}
            {clock("0:11", Some("o-seen"), "±5", None)}
            {clock("≥ 42:00", Some("o-seen"), "", None)}
            {clock("10:40", Some("o-reported"), "", Some("attention"))}
            {clock("1:32:15", Some("o-reported"), "", Some("alarm"))}
            {clock("14:04:22", None, td_string!(locale, last), None)}
        </ul>
    }
    .into_any()
}
