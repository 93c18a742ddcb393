//! The displays of a tenant: pair one, see which are on, find, change and shut out.

use std::time::Duration;

use domain::form::FieldError;
use domain::role::Role;
use domain::zone::Zone;
use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

use super::tenant_page::tenant_page;
use crate::api::DisplaysPage as Page;
use crate::api::displays;
use crate::api::displays::ApproveDisplay;
use crate::api::displays::ChangeDisplay;
use crate::api::displays::DisplayItem;
use crate::api::displays::IdentifyDisplay;
use crate::api::displays::ReloadDisplay;
use crate::api::displays::RevokeDisplay;
use crate::components::DisplayDeed;
use crate::components::DisplayForm;
use crate::components::DisplayList;
use crate::components::DisplayWish;
use crate::components::PageBar;
use crate::components::Section;
use crate::components::close_dialog;
use crate::components::every;
use crate::components::lang;
use crate::components::show_dialog;
use crate::error::AppError;
use crate::i18n::Locale;
use crate::row_model::Reader;
use crate::words;

/// How often the list is read anew while it is looked at.
const EVERY: Duration = Duration::from_secs(5);

/// Fetches the list and shows it.
#[component]
pub(crate) fn DisplaysPage() -> impl IntoView {
    tenant_page(displays, |first| view! { <Desk first/> }.into_any())
}

/// What a desk last did, and how it ended. Mistakes in fields stand at the fields.
fn note(locale: Locale, done: Option<Result<(), AppError>>, said: &'static str) -> Option<String> {
    match done? {
        Ok(()) => Some(said.to_owned()),
        Err(AppError::Invalid { .. }) => None,
        Err(AppError::TooSoon { .. }) => Some(td_string!(locale, too_many_codes).to_owned()),
        Err(error) => Some(words::error(locale, &error, Zone::UTC)),
    }
}

fn errors_of(done: Option<Result<(), AppError>>) -> Vec<FieldError> {
    done.and_then(Result::err).map(|error| error.field_errors().to_vec()).unwrap_or_default()
}

#[component]
fn Desk(first: Page) -> impl IntoView {
    let locale = lang();
    let reader = Reader { locale, zone: first.zone };
    let tenant = StoredValue::new(first.me.tenant.0.clone());
    let choices = StoredValue::new(first.choices.clone());
    let me = first.me.clone();
    let wall_address = first.wall_address.clone();
    let programs = (me.role == Role::Admin).then(|| format!("/t/{}/displays", me.tenant.0));
    let list = RwSignal::new(first.displays);
    let now = RwSignal::new(first.now);
    let said = RwSignal::new(None::<String>);
    let editing = RwSignal::new(None::<DisplayItem>);
    let leaving = RwSignal::new(None::<DisplayItem>);

    let approve = ServerAction::<ApproveDisplay>::new();
    let change = ServerAction::<ChangeDisplay>::new();
    let identify = ServerAction::<IdentifyDisplay>::new();
    let reload = ServerAction::<ReloadDisplay>::new();
    let revoke = ServerAction::<RevokeDisplay>::new();

    let fetch = move || {
        leptos::task::spawn_local(async move {
            if let Ok(page) = displays(tenant.get_value()).await {
                list.try_set(page.displays);
                now.try_set(page.now);
            }
        });
    };
    Effect::new(move |_| every(EVERY, fetch));
    Effect::new(move |before: Option<()>| {
        let done = [
            note(locale, approve.value().get(), td_string!(locale, display_is_paired)),
            note(locale, change.value().get(), td_string!(locale, display_is_changed)),
            note(locale, identify.value().get(), td_string!(locale, display_is_identified)),
            note(locale, reload.value().get(), td_string!(locale, display_is_reloaded)),
            note(locale, revoke.value().get(), td_string!(locale, display_is_revoked)),
        ];
        let latest = done.into_iter().flatten().next_back();
        if before.is_some() && latest.is_some() {
            said.set(latest);
            if matches!(change.value().get_untracked(), Some(Ok(()))) {
                editing.set(None);
            }
            fetch();
        }
    });

    let dialog = NodeRef::<html::Dialog>::new();
    let forget = move || {
        said.set(None);
        approve.value().set(None);
        change.value().set(None);
        identify.value().set(None);
        reload.value().set(None);
        revoke.value().set(None);
    };
    let on_deed = move |(deed, item): (DisplayDeed, DisplayItem)| {
        forget();
        let (tenant, display) = (tenant.get_value(), item.id);
        match deed {
            DisplayDeed::Identify => drop(identify.dispatch(IdentifyDisplay { tenant, display })),
            DisplayDeed::Reload => drop(reload.dispatch(ReloadDisplay { tenant, display })),
            DisplayDeed::Change => editing.set(Some(item)),
            DisplayDeed::Revoke => {
                leaving.set(Some(item));
                show_dialog(dialog);
            }
        }
    };
    let shut_out = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(item) = leaving.get_untracked() {
            revoke.dispatch(RevokeDisplay { tenant: tenant.get_value(), display: item.id });
        }
        close_dialog(dialog);
    };
    let pair = move |wish: DisplayWish| {
        forget();
        approve.dispatch(ApproveDisplay {
            tenant: tenant.get_value(),
            code: wish.code,
            name: wish.name,
            place: wish.place,
            layout: wish.layout,
            view: wish.view,
            language: wish.language,
            theme: wish.theme,
            connections: wish.scope.connections,
            groups: wish.scope.groups,
            queues: wish.scope.queues,
        });
    };
    // A form that did its work is put away for a fresh one.
    let paired = Memo::new(move |times: Option<&u32>| {
        let times = times.copied().unwrap_or_default();
        if matches!(approve.value().get(), Some(Ok(()))) { times + 1 } else { times }
    });
    let form = move || match editing.get_untracked() {
        None => view! {
            <h2>{td_string!(locale, pair_screen)}</h2>
            <p>{td_string!(locale, pair_how, address = wall_address.clone())}</p>
            <DisplayForm
                with_code=true
                choices=choices.get_value()
                errors=Signal::derive(move || errors_of(approve.value().get()))
                pending=approve.pending()
                submit=td_string!(locale, pair_screen)
                on_submit=pair
            />
        }
        .into_any(),
        Some(item) => {
            let display = item.id;
            let keep = move |wish: DisplayWish| {
                forget();
                change.dispatch(ChangeDisplay {
                    tenant: tenant.get_value(),
                    display,
                    name: wish.name,
                    place: wish.place,
                    layout: wish.layout,
                    view: wish.view,
                    language: wish.language,
                    theme: wish.theme,
                    connections: wish.scope.connections,
                    groups: wish.scope.groups,
                    queues: wish.scope.queues,
                });
            };
            let leave = move || {
                view! {
                    <button class="button" type="button" on:click=move |_| editing.set(None)>{td_string!(locale, cancel)}</button>
                }
            };
            view! {
                <h2>{td_string!(locale, change_display_title, name = item.facts.name.clone())}</h2>
                <DisplayForm
                    facts=item.facts
                    scope=item.scope.unwrap_or_default()
                    with_code=false
                    choices=choices.get_value()
                    errors=Signal::derive(move || errors_of(change.value().get()))
                    pending=change.pending()
                    submit=td_string!(locale, keep_changes)
                    on_submit=keep
                    beside=leave
                />
            }
            .into_any()
        }
    };
    let title = format!("{} · {} · Callboard", td_string!(locale, displays), me.tenant.1);
    let demo = me.demo.then(|| view! { <aside class="demo-banner">{td_string!(locale, demo_banner)}</aside> });
    let is_empty = Memo::new(move |_| list.read().is_empty());
    let leaving_name = move || leaving.get().map(|item| item.facts.name).unwrap_or_default();
    view! {
        <Title text=title/>
        {demo}
        <PageBar me section=Section::Displays/>
        <div class="workspace">
            <main class="page settings displays" id="content">
                <header class="page-head">
                    <h1>{td_string!(locale, displays)}</h1>
                    <p>{td_string!(locale, displays_summary)}</p>
                </header>
                <p class="notice is-info" role="status">{move || said.get()}</p>
                <section class="settings-section">
                    <Show
                        when=move || !is_empty.get()
                        fallback=move || {
                            view! {
                                <h2>{td_string!(locale, no_displays_title)}</h2>
                                <p>{td_string!(locale, no_displays_text)}</p>
                            }
                        }
                    >
                        <DisplayList displays=list now choices=choices.get_value() programs=programs.clone() reader on_deed=Callback::new(on_deed)/>
                    </Show>
                </section>
                <section class="settings-section">
                    // What was typed into one form must not stand in the next.
                    <For each=move || [(paired.get(), editing.read().as_ref().map(|item| item.id))] key=|which| *which let:_which>
                        {form.clone()}
                    </For>
                </section>
            </main>
        </div>
        <dialog class="confirm" node_ref=dialog aria-labelledby="confirm-title">
            <form method="post" on:submit=shut_out>
                <h2 id="confirm-title">{move || td_string!(locale, disconnect_title, name = leaving_name())}</h2>
                <p>{td_string!(locale, disconnect_text)}</p>
                <div class="action-row">
                    <button class="button" type="button" on:click=move |_| close_dialog(dialog)>{td_string!(locale, cancel)}</button>
                    <button class="button is-danger" type="submit">{td_string!(locale, disconnect)}</button>
                </div>
            </form>
        </dialog>
    }
    .into_any()
}
