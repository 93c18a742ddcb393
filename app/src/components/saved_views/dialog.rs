//! The dialog of a view: its name, who finds it, with whose boards it opens; and deleting it, which asks again.

use domain::form::Field;
use domain::role::Role;
use domain::saved_view::SavedView;
use domain::zone::Zone;
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Ask;
use super::desk::Desk;
use super::desk::Subject;
use crate::components::lang;
use crate::components::mistake_in;
use crate::error::AppError;
use crate::words;

/// The dialog; it is open while there is something it is about.
#[component]
pub(super) fn ViewDialog(desk: Desk) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let is_open = desk.subject.read().is_some();
        let Some(dialog) = dialog.get() else { return };
        if !is_open {
            dialog.close();
        } else if !dialog.open() && dialog.show_modal().is_err() {
            leptos::logging::warn!("the dialog could not be shown");
        }
    });
    Effect::new(move |_| {
        if matches!(desk.action.value().get(), Some(Ok(()))) {
            desk.subject.set(None);
        }
    });
    view! {
        <dialog class="confirm" node_ref=dialog aria-labelledby="view-dialog-title" on:close=move |_| desk.subject.set(None)>
            {move || desk.subject.get().map(|subject| view! { <ViewForm desk subject/> })}
        </dialog>
    }
    .into_any()
}

#[component]
fn ViewForm(desk: Desk, subject: Subject) -> impl IntoView {
    let locale = lang();
    let known = match subject {
        Subject::New => None,
        Subject::Known(saved) => Some(saved),
    };
    let first = known.clone();
    let may_change = first.as_ref().is_none_or(|saved| saved.may_change);
    let name = RwSignal::new(first.as_ref().map(|saved| saved.name.clone()).unwrap_or_default());
    let is_shared = RwSignal::new(first.as_ref().is_some_and(|saved| saved.is_shared));
    let is_own_default = RwSignal::new(first.as_ref().is_some_and(|saved| saved.is_own_default));
    let default_for = RwSignal::new(first.as_ref().map(|saved| saved.default_for.clone()).unwrap_or_default());
    let is_new = known.is_none();
    let replaced = Memo::new(move |_| if is_new { desk.own_of_name(&name.read()) } else { None });
    let errors = move || match desk.action.value().get() {
        Some(Err(AppError::Invalid { errors })) => errors,
        Some(Ok(()) | Err(_)) | None => Vec::new(),
    };
    let mistake = Memo::new(move |_| mistake_in(&errors(), Field::Name));
    let refusal = move || match desk.action.value().get() {
        Some(Err(error)) if mistake.read().is_none() => Some(words::error(locale, &error, Zone::UTC)),
        Some(Ok(()) | Err(_)) | None => None,
    };
    let kept = known.clone();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let (name, is_shared) = (name.get_untracked(), is_shared.get_untracked());
        desk.action.dispatch(match (kept.clone(), replaced.get_untracked()) {
            (Some(view), _) => Ask::Change {
                view,
                name,
                is_shared,
                is_own_default: is_own_default.get_untracked(),
                default_for: default_for.get_untracked(),
            },
            (None, Some(view)) => Ask::Replace { view: view.id, name, is_shared },
            (None, None) => Ask::Save { name, is_shared },
        });
    };
    let title = match &known {
        None => td_string!(locale, views_save_title).to_owned(),
        Some(saved) => td_string!(locale, views_manage_title, name = saved.name.clone()),
    };
    let submit = move || match replaced.get() {
        Some(view) => td_string!(locale, views_replace, name = view.name),
        None => td_string!(locale, views_keep).to_owned(),
    };
    let content = may_change.then(|| {
        view! {
            <div class="field">
                <label for="field-view-name">{td_string!(locale, views_name)}</label>
                <input
                    id="field-view-name"
                    type="text"
                    maxlength="60"
                    autofocus
                    autocomplete="off"
                    value=name.get_untracked()
                    aria-invalid=move || mistake.read().is_some().then_some("true")
                    aria-describedby="field-view-name-error"
                    on:input=move |event| name.set(event_target_value(&event))
                />
                <span class="field-error" id="field-view-name-error">{move || mistake.get()}</span>
            </div>
            <Check is_on=is_shared label=td_string!(locale, views_share)/>
        }
    });
    let openings = known.clone().map(|_| {
        let roles = (desk.role == Role::Admin).then(|| {
            [
                (Role::Supervisor, td_string!(locale, views_open_supervisors)),
                (Role::Admin, td_string!(locale, views_open_admins)),
            ]
            .map(|(role, label)| view! { <RoleCheck role default_for is_shared label/> })
            .collect_view()
        });
        view! { <Check is_on=is_own_default label=td_string!(locale, views_open_own)/>{roles} }
    });
    let delete = known.filter(|saved| saved.may_change).map(|saved| view! { <Delete desk saved/> });
    view! {
        <form method="post" on:submit=send>
            <h2 id="view-dialog-title">{title}</h2>
            {content}
            {openings}
            <p class="notice" role="alert">{refusal}</p>
            <div class="action-row">
                {delete}
                <button class="button" type="button" on:click=move |_| desk.subject.set(None)>{td_string!(locale, cancel)}</button>
                <button class="button is-primary" type="submit" disabled=move || desk.action.pending().get()>{submit}</button>
            </div>
        </form>
    }
    .into_any()
}

/// One thing that is so or not.
#[component]
fn Check(is_on: RwSignal<bool>, label: &'static str) -> impl IntoView {
    view! {
        <label class="check-field">
            <input type="checkbox" prop:checked=move || is_on.get() on:change=move |event| is_on.set(event_target_checked(&event))/>
            {label}
        </label>
    }
}

/// Whether the boards of a role open with the view; only what everybody finds can be so.
#[component]
fn RoleCheck(
    role: Role,
    default_for: RwSignal<Vec<Role>>,
    is_shared: RwSignal<bool>,
    label: &'static str,
) -> impl IntoView {
    let choose = move |event| {
        let is_chosen = event_target_checked(&event);
        default_for.update(|roles| {
            roles.retain(|known| *known != role);
            if is_chosen {
                roles.push(role);
            }
        });
    };
    view! {
        <label class="check-field">
            <input
                type="checkbox"
                disabled=move || !is_shared.get()
                prop:checked=move || is_shared.get() && default_for.read().contains(&role)
                on:change=choose
            />
            {label}
        </label>
    }
}

/// Deleting: asked for once, confirmed in words.
#[component]
fn Delete(desk: Desk, saved: SavedView) -> impl IntoView {
    let locale = lang();
    let is_asked = RwSignal::new(false);
    let question = if saved.is_shared {
        td_string!(locale, views_delete_shared, name = saved.name)
    } else {
        td_string!(locale, views_delete_own, name = saved.name)
    };
    let id = saved.id;
    view! {
        <Show
            when=move || is_asked.get()
            fallback=move || {
                view! {
                    <button class="button is-danger saved-view-delete" type="button" on:click=move |_| is_asked.set(true)>
                        {td_string!(locale, views_delete)}
                    </button>
                }
            }
        >
            <p class="notice saved-view-question" role="alert">
                {question.clone()}
                <button class="button is-danger" type="button" on:click=move |_| drop(desk.action.dispatch(Ask::Delete(id)))>
                    {td_string!(locale, views_delete_now)}
                </button>
            </p>
        </Show>
    }
    .into_any()
}
