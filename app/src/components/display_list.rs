//! The displays of a tenant: what each shows, when it was last heard of, and what can be done with it.

use domain::id::DisplayId;
use domain::time::UnixMs;
use domain::zone::Zone;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::lang;
use crate::api::ScopeChoices;
use crate::api::displays::DisplayItem;
use crate::i18n::Locale;
use crate::row_model::Reader;
use crate::timing;
use crate::words;

/// A display that is on sends a sign of life every minute.
const ON_S: i64 = 90;

/// What can be done with one display.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DisplayDeed {
    /// Let it show its name.
    Identify,
    /// Let it load its page anew.
    Reload,
    /// Open the form.
    Change,
    /// Ask whether to shut it out.
    Revoke,
}

/// The table.
#[component]
pub(crate) fn DisplayList(
    /// The displays, by name.
    #[prop(into)]
    displays: Signal<Vec<DisplayItem>>,
    /// Server time.
    #[prop(into)]
    now: Signal<UnixMs>,
    /// Names of what displays are limited to.
    choices: ScopeChoices,
    /// Where the programs are, for those who may make them.
    #[prop(into)]
    programs: Option<String>,
    /// Language and zone.
    reader: Reader,
    /// What was asked for, of which display.
    #[prop(into)]
    on_deed: Callback<(DisplayDeed, DisplayItem)>,
) -> impl IntoView {
    let locale = lang();
    let ids = Memo::new(move |_| displays.read().iter().map(|display| display.id).collect::<Vec<_>>());
    let choices = StoredValue::new(choices);
    let programs = StoredValue::new(programs);
    view! {
        <div class="table-scroll" role="region" tabindex="0" aria-label=td_string!(locale, displays)>
            <table class="list-table display-table">
                <caption class="visually-hidden">{td_string!(locale, displays)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{td_string!(locale, display_name)}</th>
                        <th scope="col">{td_string!(locale, display_shows)}</th>
                        <th scope="col">{td_string!(locale, display_last_seen)}</th>
                        <th scope="col">{td_string!(locale, display_screen)}</th>
                        <th scope="col">{td_string!(locale, display_paired)}</th>
                        <th scope="col"><span class="visually-hidden">{td_string!(locale, display_deeds)}</span></th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || ids.get() key=|id| *id let:id>
                        <DisplayRow id displays now choices programs reader on_deed/>
                    </For>
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn DisplayRow(
    id: DisplayId,
    displays: Signal<Vec<DisplayItem>>,
    now: Signal<UnixMs>,
    choices: StoredValue<ScopeChoices>,
    programs: StoredValue<Option<String>>,
    reader: Reader,
    on_deed: Callback<(DisplayDeed, DisplayItem)>,
) -> impl IntoView {
    let locale = reader.locale;
    let find = move || displays.read_untracked().iter().find(|display| display.id == id).cloned();
    let first = find()?;
    let item = Memo::new(move |last: Option<&DisplayItem>| {
        let found = displays.read().iter().find(|display| display.id == id).cloned();
        found.or_else(|| last.cloned()).unwrap_or_else(|| first.clone())
    });
    let shows = move || {
        let item = item.read();
        let scope = item.scope.clone().unwrap_or_default();
        let scope = choices.with_value(|choices| words::limits(locale, &scope, choices)).join("; ");
        let playing = item.facts.playing();
        let layout = match playing.slides.as_slice() {
            [slide] => words::wall_layout(locale, slide.layout).to_owned(),
            slides => td_string!(locale, display_slides, count = slides.len()),
        };
        view! { {layout}<small>{scope}</small> }
    };
    let seen = move || seen(locale, item.read().last_seen, now.get(), reader.zone);
    let is_on = move || now.get().seconds_since(item.read().last_seen) < ON_S;
    let screen = move || {
        let item = item.read();
        let size = item.screen.map(|(width, height)| format!("{width} × {height}")).unwrap_or_else(|| "–".to_owned());
        view! { {size}<small>{item.version.clone()}</small> }
    };
    let paired = move || {
        let item = item.read();
        view! { {item.paired_by.clone()}<small>{timing::date_time(locale, item.paired_at, reader.zone)}</small> }
    };
    let button = move |deed: DisplayDeed, text: &'static str, class: &'static str| {
        let label = move || format!("{text}: {}", item.read().facts.name);
        view! {
            <button class=class type="button" aria-label=label on:click=move |_| on_deed.run((deed, item.get_untracked()))>
                {text}
            </button>
        }
    };
    Some(
        view! {
            <tr data-display=id.to_string()>
                <th scope="row">{move || item.read().facts.name.clone()}<small>{move || item.read().facts.place.clone()}</small></th>
                <td>{shows}</td>
                <td><span class="badge" class:is-good=is_on>{seen}</span></td>
                <td>{screen}</td>
                <td>{paired}</td>
                <td class="is-actions">
                    {programs.get_value().map(|folder| {
                        let text = td_string!(locale, display_program);
                        let label = move || format!("{text}: {}", item.read().facts.name);
                        view! { <a class="button is-tiny" href=format!("{folder}/{id}") aria-label=label>{text}</a> }
                    })}
                    {button(DisplayDeed::Identify, td_string!(locale, identify), "button is-tiny")}
                    {button(DisplayDeed::Reload, td_string!(locale, reload), "button is-tiny")}
                    {button(DisplayDeed::Change, td_string!(locale, change), "button is-tiny")}
                    {button(DisplayDeed::Revoke, td_string!(locale, disconnect), "button is-tiny is-danger")}
                </td>
            </tr>
        }
        .into_any(),
    )
}

fn seen(locale: Locale, last_seen: UnixMs, now: UnixMs, zone: Zone) -> String {
    let ago_s = now.seconds_since(last_seen);
    if ago_s < ON_S {
        td_string!(locale, on_now).to_owned()
    } else if ago_s < 12 * 3600 {
        td_string!(locale, seen_ago, age = timing::clock(ago_s))
    } else {
        timing::date_time(locale, last_seen, zone)
    }
}
