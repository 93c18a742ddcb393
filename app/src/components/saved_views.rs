//! The menu of saved views above the board: which one is on, the others, and what can be done with them. A view is an
//! address, so every entry is a link; without JavaScript the list still works.

mod desk;
mod dialog;

use domain::role::Role;
use domain::saved_view::SavedView;
use domain::view::View;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::portal::Portal;
use leptos::prelude::*;
use leptos_i18n::td_string;

use self::desk::Desk;
use self::desk::Subject;
use self::dialog::ViewDialog;
use super::bits::Icon;
use super::bits::board_href;
use super::bits::lang;
use super::clipboard::copy_text;
use crate::api::views::views;
use crate::error::AppError;
use crate::words;

/// The address of a board that shows everything as it is without a view. It says so, because a board that is opened
/// without a word opens with the view that was chosen for it.
pub(crate) fn plain_href(tenant: &str) -> String {
    format!("/t/{tenant}/board?show={}", View::default().show.slug())
}

/// The address of a saved view.
pub(crate) fn saved_href(tenant: &str, saved: &SavedView) -> String {
    let view = saved.view();
    if view == View::default() { plain_href(tenant) } else { board_href(tenant, &view) }
}

/// The menu.
#[component]
pub(crate) fn SavedViews(
    /// Address word of the tenant.
    tenant: String,
    /// The reader's part in it.
    role: Role,
    /// The view that is on.
    view: Memo<View>,
) -> impl IntoView {
    let read = {
        let tenant = tenant.clone();
        Resource::new_blocking(|| (), move |()| views(tenant.clone()))
    };
    // A board without its list of views is still a board: the menu is then left out.
    let show = move |found: Result<Vec<SavedView>, AppError>| {
        found.ok().map(|found| view! { <Menu desk=Desk::new(tenant.clone(), role, view, found)/> })
    };
    view! {
        <Suspense fallback=|| ()>
            {move || { let show = show.clone(); Suspend::new(async move { show(read.await) }) }}
        </Suspense>
    }
    .into_any()
}

#[component]
fn Menu(desk: Desk) -> impl IntoView {
    let locale = lang();
    let menu = NodeRef::<html::Details>::new();
    let summary = NodeRef::<html::Summary>::new();
    let said = RwSignal::new(None::<String>);
    let is_alive = RwSignal::new(false);
    Effect::new(move |_| is_alive.set(true));
    let close = move || {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
    };
    let escape = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            close();
            if let Some(summary) = summary.get_untracked() {
                drop(summary.focus());
            }
        }
    };
    // What was said is forgotten with the menu; the event of an opening may come after what was done in it.
    let forget = move |_| {
        if menu.get_untracked().is_some_and(|menu| !menu.open()) {
            said.set(None);
        }
    };
    let label = move || match desk.current() {
        Some(current) => td_string!(locale, views_current, name = current.name),
        None => td_string!(locale, views_title).to_owned(),
    };
    let list = move |is_own: bool| {
        let views: Vec<SavedView> =
            desk.views.get().into_iter().filter(|saved| saved.owner.is_none() == is_own).collect();
        let title = if is_own { td_string!(locale, views_own) } else { td_string!(locale, views_shared) };
        (!views.is_empty()).then(|| {
            let items = views
                .into_iter()
                .map(|saved| view! { <Item desk saved close=Callback::new(move |()| close())/> })
                .collect_view();
            view! { <h2>{title}</h2><ul>{items}</ul> }
        })
    };
    let save = move |_| {
        close();
        desk.open(Subject::New);
    };
    let copy = move |_| {
        let address = window().location().href().unwrap_or_default();
        let is_copied = copy_text(&address);
        said.set(Some(match is_copied {
            true => td_string!(locale, views_link_copied).to_owned(),
            false => td_string!(locale, views_link_by_hand, address = address),
        }));
    };
    let plain = plain_href(&desk.tenant());
    let is_plain = move || desk.is_plain();
    view! {
        <details class="menu saved-views" node_ref=menu on:keydown=escape on:toggle=forget>
            <summary class="chip" node_ref=summary class:is-on=move || desk.current().is_some()>
                <Icon name="i-star"/>
                <span>{label}</span>
                <Icon name="i-down"/>
            </summary>
            <div class="menu-list">
                {move || list(true)}
                {move || list(false)}
                <Show when=move || desk.views.read().is_empty()>
                    <p>{td_string!(locale, views_none)}</p>
                </Show>
                <hr/>
                <a href=plain.clone() aria-current=move || is_plain().then_some("true") on:click=move |_| close()>
                    <Icon name="i-undo"/>
                    {td_string!(locale, views_plain)}
                </a>
                <Show when=move || is_alive.get()>
                    <button type="button" on:click=save>
                        <Icon name="i-plus"/>
                        {td_string!(locale, views_save)}
                    </button>
                    <button type="button" on:click=copy>
                        <Icon name="i-copy"/>
                        {td_string!(locale, views_copy_link)}
                    </button>
                </Show>
                <p role="status">{move || said.get()}</p>
            </div>
        </details>
        <Show when=move || desk.current().is_some()>
            <a class="chip is-on" href=plain_href(&desk.tenant())>{td_string!(locale, views_reset)}<Icon name="i-close"/></a>
        </Show>
        <Show when=move || is_alive.get()>
            // Outside of the filters: a form cannot stand within another.
            <Portal>
                <ViewDialog desk/>
            </Portal>
        </Show>
    }
    .into_any()
}

/// One view of the list: a way to it, and what can be done with it.
#[component]
fn Item(desk: Desk, saved: SavedView, close: Callback<()>) -> impl IntoView {
    let locale = lang();
    let href = saved_href(&desk.tenant(), &saved);
    let current = {
        let saved = saved.clone();
        move || desk.shows(&saved).then_some("true")
    };
    let mut notes: Vec<String> =
        saved.owner.iter().map(|owner| td_string!(locale, views_of, name = owner.clone())).collect();
    if saved.owner.is_none() && saved.is_shared {
        notes.push(td_string!(locale, views_is_shared).to_owned());
    }
    if saved.is_own_default {
        notes.push(td_string!(locale, views_opens_own).to_owned());
    }
    notes.extend(
        saved.default_for.iter().map(|role| td_string!(locale, views_opens_role, role = words::role(locale, *role))),
    );
    let label = td_string!(locale, views_manage, name = saved.name.clone());
    let name = saved.name.clone();
    let manage = move |_| {
        close.run(());
        desk.open(Subject::Known(saved.clone()));
    };
    view! {
        <li class="saved-view">
            <a href=href aria-current=current on:click=move |_| close.run(())>
                <span>{name}<small>{notes.join(" · ")}</small></span>
            </a>
            <button class="is-icon" type="button" aria-label=label.clone() title=label on:click=manage>
                <Icon name="i-more"/>
            </button>
        </li>
    }
    .into_any()
}
