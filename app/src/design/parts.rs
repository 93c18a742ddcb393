//! How the page is laid out: sections of specimens, each under the name that the code has for it.

use leptos::prelude::*;

/// A part of the page.
#[component]
pub(super) fn Section(
    /// Its address within the page.
    id: &'static str,
    /// What it shows.
    title: &'static str,
    /// Its specimens.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="design-section" id=id>
            <h2 lang="en">{title}</h2>
            {children()}
        </section>
    }
    .into_any()
}

/// One component, or a few that stand beside each other.
#[component]
pub(super) fn Specimen(
    /// Its name, and the state it is in.
    name: &'static str,
    /// On the ground of a page instead of in a box.
    #[prop(optional)]
    bare: bool,
    /// It.
    children: Children,
) -> impl IntoView {
    view! {
        <article class="specimen" class:is-bare=bare>
            <h3 lang="en">{name}</h3>
            <div class="specimen-body">{children()}</div>
        </article>
    }
    .into_any()
}
