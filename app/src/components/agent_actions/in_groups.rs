//! Which in-groups of a VICIdial agent shall come, go or stand alone, and whether outbound calls come with them.

use std::collections::BTreeSet;

use domain::form::Field;
use domain::form::FieldError;
use domain::in_group::InGroupChange;
use domain::in_group::InGroupChoice;
use domain::in_group::InGroupEdit;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::Desk;
use crate::api::agent_queues::in_groups;
use crate::components::mistake_in;
use crate::error::AppError;
use crate::words;

/// What the question asks. What is chosen goes into `typed`, as it is sent; empty while nothing is chosen.
#[component]
pub(super) fn InGroupFields(
    desk: Desk,
    typed: RwSignal<String>,
    mistakes: RwSignal<Vec<FieldError>>,
    /// The agent's in-groups are read anew with each opening: they change by themselves.
    times_opened: RwSignal<u32>,
) -> impl IntoView {
    let locale = desk.reader.locale;
    let read = RwSignal::new(None::<Result<InGroupChoice, AppError>>);
    let edit = RwSignal::new(InGroupEdit::Add);
    let ticked = RwSignal::new(BTreeSet::<String>::new());
    let also_dials = RwSignal::new(false);
    Effect::new(move |_| {
        let turn = times_opened.get();
        if turn == 0 {
            return;
        }
        read.set(None);
        edit.set(InGroupEdit::Add);
        ticked.set(BTreeSet::new());
        leptos::task::spawn_local(async move {
            let answer = in_groups(desk.tenant.get_value(), desk.open.get_value()).await;
            if times_opened.try_get_untracked() != Some(turn) {
                return;
            }
            if let Ok(choice) = &answer {
                also_dials.set(choice.taken.as_ref().map_or(choice.also_dials, |taken| taken.also_dials));
            }
            read.set(Some(answer));
        });
    });
    Effect::new(move |_| {
        let groups = ticked.get();
        let change = InGroupChange { edit: edit.get(), groups, also_dials: also_dials.get() };
        let json = || serde_json::to_string(&change).expect("a change can be written as JSON");
        typed.set(if change.groups.is_empty() { String::new() } else { json() });
    });
    let choose = move |chosen: InGroupEdit| {
        let has = read.with_untracked(|read| taken(read.as_ref()));
        ticked.set(if chosen == InGroupEdit::Replace { has.unwrap_or_default() } else { BTreeSet::new() });
        edit.set(chosen);
    };
    let fields = move || match read.get() {
        None => view! { <p class="quiet" role="status">{td_string!(locale, in_groups_reading)}</p> }.into_any(),
        Some(Err(error)) => {
            let text = words::error(locale, &error, desk.reader.zone);
            view! { <p class="field-error" role="alert">{text}</p> }.into_any()
        }
        Some(Ok(choice)) if choice.known.is_empty() => {
            let connection = desk.connection.read_untracked().name.clone();
            view! { <p>{td_string!(locale, in_groups_none_known, connection = connection)}</p> }.into_any()
        }
        Some(Ok(choice)) => view! { <Fields desk choice edit ticked also_dials choose/> }.into_any(),
    };
    let mistake = Memo::new(move |_| mistake_in(&mistakes.read(), Field::InGroups));
    view! {
        {fields}
        <p class="field-error" role="alert">{move || mistake.get()}</p>
    }
    .into_any()
}

fn taken(read: Option<&Result<InGroupChoice, AppError>>) -> Option<BTreeSet<String>> {
    Some(read?.as_ref().ok()?.taken.as_ref()?.groups.clone())
}

/// The in-groups that an edit leaves to choose from, where it is known what the agent has.
fn on_offer(choice: &InGroupChoice, edit: InGroupEdit) -> Vec<String> {
    let has = choice.taken.as_ref().map(|taken| &taken.groups);
    let fits = |group: &&String| match (edit, has) {
        (InGroupEdit::Add, Some(has)) => !has.contains(*group),
        (InGroupEdit::Remove, Some(has)) => has.contains(*group),
        (InGroupEdit::Replace, _) | (InGroupEdit::Add | InGroupEdit::Remove, None) => true,
    };
    choice.known.iter().filter(fits).cloned().collect()
}

#[component]
fn Fields(
    desk: Desk,
    choice: InGroupChoice,
    edit: RwSignal<InGroupEdit>,
    ticked: RwSignal<BTreeSet<String>>,
    also_dials: RwSignal<bool>,
    /// Called with the edit that was chosen.
    choose: impl Fn(InGroupEdit) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let locale = desk.reader.locale;
    let present = match &choice.taken {
        Some(taken) if taken.groups.is_empty() => td_string!(locale, in_groups_has_none).to_owned(),
        Some(taken) => {
            let groups = taken.groups.iter().cloned().collect::<Vec<_>>().join(", ");
            td_string!(locale, in_groups_has, groups = groups)
        }
        None => td_string!(locale, in_groups_not_told, provider = desk.connection.read_untracked().kind.label()),
    };
    let waits = choice.taken.as_ref().is_some_and(|taken| taken.is_waiting);
    let waits = waits.then(|| view! { <p class="notice is-attention">{td_string!(locale, in_groups_waits)}</p> });
    let edits = InGroupEdit::ALL.map(|each| {
        view! {
            <label class="check-field">
                <input type="radio" name="in-group-edit" prop:checked=move || edit.get() == each on:change=move |_| choose(each)/>
                <span>{words::in_group_edit(locale, each)}</span>
            </label>
        }
    });
    let choice = StoredValue::new(choice);
    let boxes = move || {
        let offer = choice.with_value(|choice| on_offer(choice, edit.get()));
        if offer.is_empty() {
            return view! { <p class="quiet">{td_string!(locale, in_groups_no_offer)}</p> }.into_any();
        }
        offer
            .into_iter()
            .map(|group| {
                let (own, shown) = (group.clone(), group.clone());
                let toggle = move |_| {
                    ticked.update(|ticked| {
                        if !ticked.remove(&group) {
                            ticked.insert(group.clone());
                        }
                    });
                };
                view! {
                    <label class="check-field">
                        <input type="checkbox" prop:checked=move || ticked.read().contains(&own) on:change=toggle/>
                        <span>{shown}</span>
                    </label>
                }
            })
            .collect_view()
            .into_any()
    };
    view! {
        <p>{present}</p>
        {waits}
        <fieldset class="in-group-edits">
            <legend>{td_string!(locale, in_groups_how)}</legend>
            {edits}
        </fieldset>
        <fieldset class="queues-boxes">
            <legend class="visually-hidden">{td_string!(locale, in_groups_label)}</legend>
            {boxes}
        </fieldset>
        <div class="field">
            <label class="check-field">
                <input
                    type="checkbox"
                    aria-describedby="in-groups-dial-help"
                    prop:checked=move || also_dials.get()
                    on:change=move |event| also_dials.set(event_target_checked(&event))
                />
                <span>{td_string!(locale, in_groups_dial)}</span>
            </label>
            <small id="in-groups-dial-help">{td_string!(locale, in_groups_dial_help)}</small>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use domain::in_group::TakenInGroups;

    use super::*;

    fn groups(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn an_edit_offers_what_it_can_change_and_everything_where_nothing_is_told() {
        let taken = TakenInGroups { groups: groups(&["A"]), ..TakenInGroups::default() };
        let told = InGroupChoice { known: groups(&["A", "B"]), taken: Some(taken), also_dials: false };
        let untold = InGroupChoice { taken: None, ..told.clone() };

        assert_eq!(on_offer(&told, InGroupEdit::Add), ["B"]);
        assert_eq!(on_offer(&told, InGroupEdit::Remove), ["A"]);
        assert_eq!(on_offer(&told, InGroupEdit::Replace), ["A", "B"]);
        for edit in InGroupEdit::ALL {
            assert_eq!(on_offer(&untold, edit), ["A", "B"]);
        }
    }
}
