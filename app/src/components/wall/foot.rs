//! How old every figure is, which screen this is, and which page of how many.

use domain::freshness::Freshness;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::picture::Scene;
use crate::timing;

/// So many connections are named one by one; of more, how many are fresh.
const NAMED: usize = 2;

/// The foot of every wall.
#[component]
pub(super) fn WallFoot(
    /// What is shown.
    scene: Scene,
) -> impl IntoView {
    let locale = scene.reader.locale;
    let (connections, at, name) = (scene.board.connections, scene.at, scene.name);
    let sources = Memo::new(move |_| {
        let (connections, at) = (connections.read(), at.get());
        let ages: Vec<(String, String, Freshness)> = connections
            .values()
            .map(|connection| {
                let age = connection.health.last_ok_at.map(|read_at| timing::age(at.seconds_since(read_at)));
                let age = age.map_or_else(
                    || td_string!(locale, never_read).to_owned(),
                    |age| td_string!(locale, ago, age = age),
                );
                (connection.name.clone(), age, connection.freshness(at))
            })
            .collect();
        if ages.len() <= NAMED {
            return ages;
        }
        let fresh = ages.iter().filter(|(.., freshness)| *freshness == Freshness::Fresh).count();
        let worst = ages.iter().map(|(.., freshness)| *freshness).max().unwrap_or(Freshness::Fresh);
        let oldest = connections.values().filter_map(|connection| connection.health.last_ok_at).min();
        let oldest = oldest.map(|read_at| timing::age(at.seconds_since(read_at))).unwrap_or_else(|| "–".to_owned());
        let text = td_string!(locale, n_of_m_fresh, fresh = fresh, total = ages.len());
        vec![(text, td_string!(locale, wall_oldest, age = oldest), worst)]
    });
    let list = move || {
        sources
            .get()
            .into_iter()
            .map(|(name, age, freshness)| {
                view! {
                    <li data-freshness=freshness.slug()>
                        <span class="wall-source">{name}</span> " " <span class="wall-age">{age}</span>
                    </li>
                }
            })
            .collect_view()
    };
    let (pages, turn, slide, place) = (scene.pages, scene.turn, scene.slide, scene.place);
    // The part with most pages tells; the others go round more often.
    let all = Memo::new(move |_| pages.read().iter().copied().max().unwrap_or(1));
    let page = Memo::new(move |_| turn.get().map_or(0, |turn| slide.read().page(turn, all.get())));
    let indicator = move || {
        let (pages, page) = (all.get(), page.get());
        (pages > 1).then(|| {
            view! {
                <p class="wall-pages">
                    <span class="visually-hidden">{td_string!(locale, wall_page)} " "</span>
                    {format!("{}/{pages}", page + 1)}
                </p>
            }
        })
    };
    let slides = move || {
        let (slides, on) = place.get();
        (slides > 1).then(|| {
            let dots = (0..slides).map(|slide| view! { <i class:is-on=slide == on></i> }).collect_view();
            let label = td_string!(locale, wall_slide_of, number = on + 1, total = slides);
            view! { <p class="wall-dots" role="img" aria-label=label>{dots}</p> }
        })
    };
    view! {
        <footer class="wall-foot">
            <ul class="wall-sources" aria-label=td_string!(locale, wall_ages)>{list}</ul>
            {scene.is_demo.then(|| view! { <p class="wall-demo">{td_string!(locale, wall_demo)}</p> })}
            <p class="wall-here">{move || name.get()}</p>
            {indicator}
            {slides}
        </footer>
    }
    .into_any()
}
