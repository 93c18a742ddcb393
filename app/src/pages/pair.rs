//! The short address that a screen shows: it leads to the displays of the person's company, or lets them choose one.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

use super::FailurePage;
use crate::api::pair_places;
use crate::components::Icon;
use crate::components::PageLinks;
use crate::components::lang;
use crate::error::AppError;

/// The page; the server sends whoever has one company straight on.
#[component]
pub(crate) fn PairPage() -> impl IntoView {
    let locale = lang();
    let places = Resource::new_blocking(|| (), |()| pair_places());
    let show = move |places: Result<Vec<(String, String)>, AppError>| match places {
        Ok(places) => {
            let items = places
                .into_iter()
                .map(|(slug, name)| view! { <a class="button" href=format!("/t/{slug}/displays") rel="external">{name}</a> })
                .collect_view();
            view! {
                <Title text=td_string!(locale, pair_screen)/>
                <main class="message-page">
                    <Icon name="i-display"/>
                    <h1>{td_string!(locale, pair_screen)}</h1>
                    <p>{td_string!(locale, pair_where)}</p>
                    {items}
                    <PageLinks/>
                </main>
            }
            .into_any()
        }
        Err(error) => view! { <FailurePage error/> }.into_any(),
    };
    view! { <Suspense fallback=|| ()>{move || Suspend::new(async move { show(places.await) })}</Suspense> }
}
