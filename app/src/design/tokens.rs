//! Colours, sizes of text and spaces, as the stylesheet names them.

use leptos::prelude::*;

use super::parts::Section;
use super::parts::Specimen;

/// Tokens that are grounds and lines.
const SURFACES: [&str; 10] =
    ["ground", "surface", "raised", "group", "hover", "select", "line", "line-strong", "line-control", "accent"];
/// Tokens of the five groups of states.
const GROUPS: [&str; 5] = ["available", "oncall", "attention", "alarm", "offline"];
/// Sizes of text, smallest first.
const SIZES: [&str; 6] = ["xs", "sm", "md", "lg", "xl", "2xl"];
/// Steps of space, smallest first.
const SPACES: [&str; 8] = ["half", "1", "2", "3", "4", "5", "6", "7"];

#[component]
pub(super) fn Tokens() -> impl IntoView {
    let colour = |token: &'static str| {
        view! { <li><span class="token-colour" data-token=token></span><code>{format!("--{token}")}</code></li> }
    };
    let group = |token: &'static str| {
        view! {
            <li data-token=token>
                <span class="token-colour" data-token=token></span>
                <span class="token-words" data-token=token>{format!("--{token}-text")}</span>
            </li>
        }
    };
    let size = |size: &'static str| {
        view! { <li class="token-size" data-token=size>"Ag 0123 Trường Đặng "<code>{format!("--text-{size}")}</code></li> }
    };
    let space = |space: &'static str| {
        view! { <li><span class="token-space" data-token=space></span><code>{format!("--space-{space}")}</code></li> }
    };
    view! {
        <Section id="tokens" title="Tokens">
            <Specimen name="Surfaces and lines"><ul class="token-list">{SURFACES.map(colour).collect_view()}</ul></Specimen>
            <Specimen name="Groups of states: shapes and words"><ul class="token-list">{GROUPS.map(group).collect_view()}</ul></Specimen>
            <Specimen name="Text"><ul>{SIZES.map(size).collect_view()}</ul></Specimen>
            <Specimen name="Space"><ul class="token-list">{SPACES.map(space).collect_view()}</ul></Specimen>
        </Section>
    }
}
