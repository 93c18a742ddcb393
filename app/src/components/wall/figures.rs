//! A few figures as large as they go: for a wall that is looked at in passing. What nobody reports is said in words.

use domain::wall::WallGroup;
use domain::wall::figure::Amount;
use domain::wall::figure::FigureSource;
use domain::wall::figure::FigureValue;
use domain::wall::figure::WallFigure;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::picture::Scene;
use super::slide::Part;
use crate::components::bits::Glyph;
use crate::figures::counted;
use crate::timing;
use crate::words;

/// The figures.
#[component]
pub(super) fn FiguresPart(
    /// What is shown.
    scene: Scene,
    /// Which figures.
    part: Part,
) -> impl IntoView {
    let locale = scene.reader.locale;
    let (board, at, slide, floor) = (scene.board.clone(), scene.at, scene.slide, scene.floor);
    let source = Memo::new(move |_| {
        board.version.track();
        let (at, slide) = (at.get(), slide.read());
        board.with_board(|all| FigureSource::of(all, &slide.who, &board.limits.read(), at))
    });
    let one = Memo::new(|_| 1);
    scene.page(part.slot, one);
    let screen = scene.screen.get_untracked();
    let grid = screen.figures(part.height, part.figures.len());
    let columns = grid.map_or(1, |grid| grid.columns);
    let is_large = part.is_whole && grid.is_some_and(|grid| grid.is_large);
    let count = part.figures.len();
    let figures = part
        .figures
        .into_iter()
        .map(|figure| {
            let value = Memo::new(move |_| source.read().value(figure));
            let is_alarm = move || figure == WallFigure::OverLimit && value.get().amount != Amount::Count(0);
            let group = figure.group();
            view! {
                <div
                    class="wall-figure"
                    class:is-alarm=is_alarm
                    data-figure=figure.slug()
                    data-group=group.map(WallGroup::slug)
                >
                    <dt>
                        {group.map(|group| view! { <Glyph name=words::wall_glyph(group)/> })}
                        <span>{words::wall_figure(locale, figure)}</span>
                    </dt>
                    <dd>{move || shown(value.get(), locale)}</dd>
                </div>
            }
        })
        .collect_view();
    let unseen = move || {
        let unseen = floor.read().unseen;
        (unseen > 0 && part.is_whole)
            .then(|| view! { <p class="wall-unseen">{counted!(locale, wall_unseen, unseen)}</p> })
    };
    view! {
        <div class="wall-figures" class:is-large=is_large class:is-upright=screen.is_upright()>
            <dl
                data-columns=columns.to_string()
                data-count=count.to_string()
                aria-label=td_string!(locale, counts_label)
            >
                {figures}
            </dl>
            {unseen}
        </div>
    }
    .into_any()
}

fn shown(value: FigureValue, locale: crate::i18n::Locale) -> AnyView {
    let amount = match value.amount {
        Amount::Count(count) => count.to_string(),
        Amount::Seconds(seconds) => timing::clock(i64::from(seconds)),
        Amount::NotReported => {
            return view! { <span class="wall-missing">{td_string!(locale, not_reported)}</span> }.into_any();
        }
    };
    let least = value.is_least.then(|| {
        view! {
            <span class="wall-least">
                <span aria-hidden="true">"≥"</span>
                <span class="visually-hidden">{td_string!(locale, at_least_count)} " "</span>
            </span>
        }
    });
    view! { {least}<span>{amount}</span> }.into_any()
}
