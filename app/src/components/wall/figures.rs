//! The counts as large as they go: for a wall that is looked at in passing.

use leptos::prelude::*;
use leptos_i18n::td_string;

use super::Scene;
use super::top::band;
use crate::components::bits::Glyph;
use crate::figures::counted;
use crate::words;

/// The figures.
#[component]
pub(super) fn FiguresPage(
    /// What is shown.
    scene: Scene,
) -> impl IntoView {
    let locale = scene.reader.locale;
    let (floor, pages) = (scene.floor, scene.pages);
    Effect::new(move |_| pages.set(1));
    let groups = Memo::new(move |_| band(&floor.read()));
    let figures = move || {
        groups
            .get()
            .into_iter()
            .map(|group| {
                view! {
                    <div class="wall-figure" data-group=group.slug()>
                        <dt><Glyph name=words::wall_glyph(group)/>{words::wall_group(locale, group)}</dt>
                        <dd>{move || floor.read().count(group)}</dd>
                    </div>
                }
            })
            .collect_view()
    };
    let unseen = move || {
        let unseen = floor.read().unseen;
        (unseen > 0).then(|| view! { <p class="wall-unseen">{counted!(locale, wall_unseen, unseen)}</p> })
    };
    view! {
        <div class="wall-figures">
            <dl aria-label=td_string!(locale, counts_label)>{figures}</dl>
            {unseen}
        </div>
    }
    .into_any()
}
