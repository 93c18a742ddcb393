//! The line above a group of rows: its name, how many, what they are doing, and why its connection is silent.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use domain::arrange::GroupLabel;
use domain::arrange::Tally;
use domain::board::ConnectionView;
use domain::id::ConnectionIndex;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::Glyph;
use super::bits::Icon;
use super::bits::lang;
use crate::i18n::Locale;
use crate::live::Order;
use crate::row_model::Reader;
use crate::words;

/// The head of a group. It stays the same element while the figures in it move, so that focus stays where it is.
#[component]
pub(crate) fn GroupHead(
    label: GroupLabel,
    order: Order,
    collapsed: RwSignal<BTreeSet<GroupLabel>>,
    connections: RwSignal<BTreeMap<ConnectionIndex, ConnectionView>>,
    reader: Reader,
) -> impl IntoView {
    let locale = lang();
    let name = label_text(locale, &label);
    let of_group = label.clone();
    let figures = Memo::new(move |_| {
        let arrangement = order.arrangement.read();
        let group = arrangement.groups.iter().find(|group| group.label == of_group);
        group.map_or_else(|| (0, Tally::default()), |group| (group.count, group.tally.clone()))
    });
    let of_group = label.clone();
    let open = Memo::new(move |_| !collapsed.read().contains(&of_group));
    let of_group = label.clone();
    let toggle = move |_| {
        collapsed.update(|collapsed| {
            if !collapsed.remove(&of_group) {
                collapsed.insert(of_group.clone());
            }
        });
    };
    let title = name.clone();
    let action = move || {
        let name = title.clone();
        if open.get() { td_string!(locale, collapse, name = name) } else { td_string!(locale, expand, name = name) }
    };
    let tally = move || {
        let (_, tally) = figures.get();
        tally
            .fresh
            .into_iter()
            .map(|(kpi, count)| {
                let word = words::kpi(locale, kpi);
                let glyph = words::kpi_glyph(kpi).unwrap_or("unknown");
                view! { <li title=word><Glyph name=glyph/><span class="visually-hidden">{word}" "</span>{count}</li> }
            })
            .collect_view()
    };
    let badge = Memo::new(move |_| {
        let stale = figures.read().1.stale;
        let stale = (stale > 0).then(|| td_string!(locale, n_stale, count = stale));
        match (stale, cause(&label, &connections.read(), reader)) {
            (Some(stale), Some(cause)) => Some(format!("{stale} · {cause}")),
            (stale, cause) => stale.or(cause),
        }
    });
    view! {
        <div class="group-row" role="row">
            <div role="rowheader">
                <button
                    type="button"
                    class="button is-plain is-tiny is-icon"
                    aria-expanded=move || open.get().to_string()
                    aria-label=action
                    on:click=toggle
                >
                    <Icon name="i-down"/>
                </button>
                <span class="group-name">{name}</span>
                <span class="count">{move || figures.read().0}</span>
                <ul class="tally">
                    {tally}
                    {move || badge.get().map(|text| view! { <li class="badge is-attention">{text}</li> })}
                </ul>
            </div>
        </div>
    }
    .into_any()
}

/// Why the connection that a group is named after brings nothing.
fn cause(
    label: &GroupLabel,
    connections: &BTreeMap<ConnectionIndex, ConnectionView>,
    reader: Reader,
) -> Option<String> {
    let GroupLabel::Named(group) = label else { return None };
    let health = &connections.values().find(|connection| &connection.name == group)?.health;
    let silent = !health.status.is_good() || health.last_ok_at.is_none();
    silent.then(|| words::health(reader.locale, health.status, reader.utc_offset_s))
}

fn label_text(locale: Locale, label: &GroupLabel) -> String {
    match label {
        GroupLabel::Named(name) => name.clone(),
        GroupLabel::State(state) => words::state(locale, *state).to_owned(),
        GroupLabel::Without => td_string!(locale, without).to_owned(),
    }
}
