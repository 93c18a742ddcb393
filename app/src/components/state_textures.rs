//! The textures of states, so that a strip or a bar reads in greyscale: one for each state, one for what is over a limit and
//! one for time in which nobody looked. It draws no strip; `day_strip` does.

use domain::agent::AgentState;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::lang;
use crate::i18n::Locale;
use crate::words;

/// What a part of a strip or a bar stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Texture {
    /// Time in a state.
    State(AgentState),
    /// Time beyond a state's alarm limit.
    OverLimit,
    /// Time in which nobody looked.
    NotObserved,
}

impl Texture {
    /// The paint, as an SVG attribute.
    pub(crate) const fn fill(self) -> &'static str {
        match self {
            Self::State(AgentState::Available) => "url(#f-available)",
            Self::State(AgentState::Ringing) => "url(#f-ringing)",
            Self::State(AgentState::Dialing) => "url(#f-dialing)",
            Self::State(AgentState::OnCall) => "url(#f-oncall)",
            Self::State(AgentState::OnHold) => "url(#f-onhold)",
            Self::State(AgentState::WrapUp) => "url(#f-wrapup)",
            Self::State(AgentState::Paused) => "url(#f-paused)",
            Self::State(AgentState::Unavailable) => "url(#f-unavailable)",
            Self::State(AgentState::LoggedOut) => "url(#f-loggedout)",
            Self::State(AgentState::Unknown) => "url(#f-unknown)",
            Self::OverLimit => "url(#f-alarm)",
            Self::NotObserved => "url(#f-blind)",
        }
    }

    /// Whoever is not there is a thin line and not an area.
    pub(crate) const fn is_line(self) -> bool {
        matches!(self, Self::State(AgentState::LoggedOut))
    }

    /// What it stands for, in words.
    pub(crate) fn word(self, locale: Locale) -> &'static str {
        match self {
            Self::State(state) => words::state(locale, state),
            Self::OverLimit => td_string!(locale, texture_over_limit),
            Self::NotObserved => td_string!(locale, texture_not_observed),
        }
    }
}

/// The patterns themselves; once on a page that paints with them.
#[component]
pub(crate) fn StateTextures() -> impl IntoView {
    view! { <div class="visually-hidden" aria-hidden="true" inner_html=include_str!("state_textures.svg")></div> }
}

/// A part of a strip that lies on its side: place and length are SVG attributes in percent, since no style may be written
/// into a page.
pub(crate) fn textured(texture: Texture, x: impl Into<String>, width: impl Into<String>) -> AnyView {
    let (x, width) = (x.into(), width.into());
    if texture.is_line() {
        view! { <rect class="mid" x=x width=width y="45%" height="10%"></rect> }.into_any()
    } else {
        view! { <rect x=x width=width height="100%" fill=texture.fill()></rect> }.into_any()
    }
}

/// A small piece of a texture, beside its word.
#[component]
pub(crate) fn Swatch(
    /// Which.
    texture: Texture,
) -> impl IntoView {
    view! { <svg class="swatch" aria-hidden="true">{textured(texture, "0", "100%")}</svg> }
}

/// What the textures mean.
#[component]
pub(crate) fn TextureKey(
    /// Those that are to be explained, in this order.
    textures: Vec<Texture>,
) -> impl IntoView {
    let locale = lang();
    let items =
        textures.into_iter().map(|texture| view! { <li><Swatch texture/>{texture.word(locale)}</li> }).collect_view();
    view! { <ul class="texture-key" aria-label=td_string!(locale, texture_key)>{items}</ul> }.into_any()
}
