//! Every component in every state, on one page, for whoever draws or mends them: real components, made-up data, no copy of
//! any markup. A demo alone serves it, and the server alone renders it: it has no script, and no part of it is in the bundle
//! that browsers load.

mod board;
mod connections;
mod controls;
mod day;
mod fixtures;
mod floor;
mod matrix;
mod notices;
mod panel;
mod parts;
mod plans;
mod states;
mod tokens;
mod walls;

use leptos::prelude::*;
use leptos_meta::Stylesheet;
use leptos_meta::Title;
use leptos_meta::provide_meta_context;
use leptos_router::StaticSegment;
use leptos_router::components::Route;
use leptos_router::components::Router;
use leptos_router::components::Routes;

use self::board::BoardParts;
use self::connections::Connections;
use self::controls::Controls;
use self::day::Past;
use self::notices::Notices;
use self::notices::Questions;
use self::plans::Plans;
use self::states::States;
use self::tokens::Tokens;
use self::walls::Walls;
use crate::components::Brand;
use crate::components::PageLinks;
use crate::components::Sprite;
use crate::components::StateTextures;
use crate::i18n::I18nContextProvider;
use crate::shell::document;
use crate::shell::read_language;

/// What the page is divided into, by the address within it.
const SECTIONS: [(&str, &str); 10] = [
    ("tokens", "Tokens"),
    ("controls", "Controls"),
    ("states", "States"),
    ("board", "Board"),
    ("notices", "Notices"),
    ("dialogs", "Questions"),
    ("past", "Past"),
    ("connections", "Connections"),
    ("plans", "Plans"),
    ("walls", "Walls"),
];

/// The whole document.
pub fn design(options: LeptosOptions) -> impl IntoView {
    document(options, None, || view! { <Design/> }.into_any())
}

#[component]
fn Design() -> impl IntoView {
    provide_meta_context();
    view! {
        <I18nContextProvider set_lang_attr_on_html=false set_dir_attr_on_html=false enable_cookie=false>
            <Framed/>
        </I18nContextProvider>
    }
}

/// Components ask the router for the address.
#[component]
fn Framed() -> impl IntoView {
    read_language();
    view! {
        <Title text="Design · Callboard"/>
        <Stylesheet href="/design.css"/>
        <Sprite/>
        <StateTextures/>
        <Router>
            <Routes fallback=|| ()>
                <Route path=StaticSegment("design") view=Page/>
            </Routes>
        </Router>
    }
}

#[component]
fn Page() -> impl IntoView {
    let links =
        SECTIONS.map(|(id, name)| view! { <li><a href=format!("#{id}") rel="external">{name}</a></li> }).collect_view();
    view! {
        <header class="design-bar">
            <Brand/>
            <nav aria-label="Sections"><ul>{links}</ul></nav>
            <PageLinks/>
        </header>
        <main class="design">
            <h1 lang="en">"Design"</h1>
            <Tokens/>
            <Controls/>
            <States/>
            <BoardParts/>
            <Notices/>
            <Questions/>
            <Past/>
            <Connections/>
            <Plans/>
            <Walls/>
        </main>
    }
    .into_any()
}
