//! Making what a screen plays: slides and their parts in order, the screen they are for, and beside them the picture itself
//! with the tenant's own floor. Everything can be done by keyboard; nothing typed is lost, whatever the server says.

mod adder;
mod blocks;
mod desk;
mod figures;
mod mistakes;
mod movers;
mod now;
mod preview;
mod screen_fields;
mod slide_card;
mod slide_fields;
mod slides;

use domain::zone::Zone;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

use self::desk::Desk;
use self::mistakes::Standing;
use self::preview::Preview;
use self::screen_fields::ScreenFields;
use self::slides::Slides;
use super::app_bar::PageBar;
use super::app_bar::Section;
use super::bits::Icon;
use super::bits::lang;
use crate::api::display_program::ProgramPage;
use crate::error::AppError;
use crate::words;

/// The page of one display's program.
#[component]
pub(crate) fn DisplayEditor(
    /// What there is, as first read.
    first: ProgramPage,
) -> impl IntoView {
    let locale = lang();
    let me = first.me.clone();
    let name = first.facts.name.clone();
    let back = format!("/t/{}/displays", me.tenant.0);
    let is_lost = first.is_lost;
    let desk = Desk::new(&first);
    let title = td_string!(locale, program_title, name = name.clone());
    let document = format!("{title} · {} · Callboard", me.tenant.1);
    let demo = me.demo.then(|| view! { <aside class="demo-banner">{td_string!(locale, demo_banner)}</aside> });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        desk.save();
    };
    let pending = desk.saving.pending();
    let lost = is_lost.then(|| view! { <p class="notice is-attention">{td_string!(locale, program_lost)}</p> });
    view! {
        <Title text=document/>
        {demo}
        <PageBar me section=Section::Displays/>
        <div class="workspace">
            <main class="page settings" id="content">
                <header class="page-head">
                    <h1>{title}</h1>
                    <p><a href=back>{td_string!(locale, program_back)}</a></p>
                </header>
                <form class="display-editor" method="post" novalidate on:submit=send>
                    // First, so that nothing moves down for it while the page comes in.
                    <Preview desk first/>
                    <div class="editor-form">
                        {lost}
                        <Answer desk/>
                        <ScreenFields desk/>
                        <Slides desk/>
                        <div class="editor-foot">
                            <button class="button is-primary" type="submit" disabled=move || pending.get()>
                                {td_string!(locale, program_save)}
                            </button>
                            <button
                                class="button"
                                type="button"
                                aria-disabled=move || (!desk.can_undo()).then_some("true")
                                on:click=move |_| desk.undo()
                            >
                                <Icon name="i-undo"/>
                                {td_string!(locale, program_undo)}
                            </button>
                            <p class="editor-said" role="status">{move || desk.said.get()}</p>
                        </div>
                    </div>
                </form>
            </main>
        </div>
    }
    .into_any()
}

/// What the server said, and what can be done about somebody else's change. What was made here stays in either case.
#[component]
fn Answer(desk: Desk) -> impl IntoView {
    let locale = lang();
    let refusal = move || match desk.saving.value().get() {
        Some(Err(AppError::Invalid { .. })) => Some(view! { <p>{td_string!(locale, program_refused)}</p> }.into_any()),
        Some(Err(AppError::Conflict)) => Some(
            view! {
                <p>{td_string!(locale, program_conflict)}</p>
                <div class="action-row">
                    <button class="button" type="button" on:click=move |_| desk.take_theirs()>
                        {td_string!(locale, program_take_theirs)}
                    </button>
                    <button class="button" type="button" on:click=move |_| desk.keep_mine()>
                        {td_string!(locale, program_keep_mine)}
                    </button>
                </div>
            }
            .into_any(),
        ),
        Some(Err(error)) => Some(view! { <p>{words::error(locale, &error, Zone::UTC)}</p> }.into_any()),
        Some(Ok(_)) | None => None,
    };
    move || {
        let standing = desk.standing.get();
        let refusal = match standing {
            Standing::Refused => Some(view! { <p>{td_string!(locale, program_refused)}</p> }.into_any()),
            Standing::Open | Standing::Sent => refusal(),
        };
        refusal.map(|refusal| view! { <div class="notice editor-answer" role="alert">{refusal}</div> })
    }
}
