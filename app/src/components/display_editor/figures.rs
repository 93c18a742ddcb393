//! Which figures are shown, and in which order.

use domain::wall::figure::WallFigure;
use domain::wall::program::MOST_FIGURES;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::adder::Adder;
use super::desk::Desk;
use super::desk::List;
use super::movers::Movers;
use super::movers::drops;
use super::movers::keep_focus;
use super::movers::takes;
use crate::components::bits::Icon;
use crate::words;

/// The figures of a slide or of one of its blocks.
#[component]
pub(super) fn FigureFields(
    /// The editor.
    desk: Desk,
    /// Which figures.
    list: List,
    /// What they are now.
    #[prop(into)]
    figures: Signal<Vec<WallFigure>>,
    /// Names the list in the page.
    id: String,
) -> impl IntoView {
    let locale = desk.locale;
    let total = Memo::new(move |_| figures.read().len());
    let name = move |figure: WallFigure| words::wall_figure(locale, figure);
    let offered = Signal::derive(move || {
        let chosen = figures.read();
        let rest = WallFigure::ALL.into_iter().filter(|figure| !chosen.contains(figure));
        rest.map(|figure| (figure.slug(), name(figure))).collect::<Vec<_>>()
    });
    let add = Callback::new(move |word: String| {
        if let Some(figure) = WallFigure::from_slug(&word) {
            desk.add_figure(list, figure);
        }
    });
    let full = Signal::derive(move || (total.get() >= MOST_FIGURES).then(|| td_string!(locale, program_figures_full)));
    let adder_id = format!("{id}-new");
    let item = {
        let id = id.clone();
        move |figure: WallFigure| {
            let at = Memo::new(move |_| figures.read().iter().position(|one| *one == figure).unwrap_or_default());
            let of = move |at: usize| figures.read().get(at).map(|figure| name(*figure).to_owned()).unwrap_or_default();
            let remove_id = format!("{id}-{}-remove", figure.slug());
            let ids = id.clone();
            let remove = move |_| {
                let place = at.get_untracked();
                desk.edit_figures(list, |figures| figures.retain(|one| *one != figure));
                let rest = figures.read_untracked();
                let next = rest.get(place).or_else(|| rest.last());
                keep_focus(next.map_or_else(|| format!("{ids}-new"), |next| format!("{ids}-{}-remove", next.slug())));
            };
            view! {
                <li on:dragover=takes(desk, list) on:drop=drops(desk, list, move || at.get(), of)>
                    <Movers desk list at total name=name(figure).to_owned() id=format!("{id}-{}", figure.slug())/>
                    <span>{name(figure)}</span>
                    <button
                        class="button is-tiny is-plain"
                        type="button"
                        id=remove_id
                        aria-label=td_string!(locale, program_remove_named, name = name(figure))
                        on:click=remove
                    >
                        <Icon name="i-close"/>
                    </button>
                </li>
            }
        }
    };
    view! {
        <fieldset class="field editor-figures">
            <legend>{td_string!(locale, program_figures)}</legend>
            <ol>
                <For each=move || figures.get() key=|figure| *figure let:figure>
                    {item(figure)}
                </For>
            </ol>
            <Adder
                id=adder_id
                label=td_string!(locale, program_new_figure)
                button=td_string!(locale, program_add_figure)
                offered
                full
                add
            />
        </fieldset>
    }
    .into_any()
}
