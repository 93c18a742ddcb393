//! The line above a group of rows: its name, how many, what they are doing, and why its connection is silent.

use std::collections::BTreeMap;

use domain::arrange::GroupLabel;
use domain::arrange::Tally;
use domain::board::ConnectionView;
use domain::counts::Kpi;
use domain::health::HealthStatus;
use domain::id::ConnectionIndex;
use domain::view::Show;
use domain::view::View;
use domain::zone::Zone;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::active_filters::narrowed;
use super::active_filters::widened;
use super::bits::Glyph;
use super::bits::Icon;
use super::bits::board_href;
use super::bits::health_words;
use super::bits::lang;
use crate::figures;
use crate::i18n::Locale;
use crate::live::Order;
use crate::row_model::Reader;
use crate::words;

/// The head of a group. It stays the same element while the figures in it move, so that focus stays where it is.
#[component]
pub(crate) fn GroupHead(
    /// Address word of the tenant.
    tenant: String,
    /// What the rows share.
    label: GroupLabel,
    /// The rows in order.
    order: Order,
    /// The view, which each count narrows.
    view: Memo<View>,
    /// The connections, for the cause of a silence.
    connections: RwSignal<BTreeMap<ConnectionIndex, ConnectionView>>,
    /// Language and zone.
    reader: Reader,
) -> impl IntoView {
    let locale = lang();
    let collapsed = order.collapsed;
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
    let narrow = {
        let label = label.clone();
        move |show: Option<Show>| Narrow { tenant: tenant.clone(), label: label.clone(), view, show }
    };
    let health = health_words();
    let whole = narrow(None);
    let shown = Memo::new(move |_| figures.get().1.fresh.into_iter().map(|(kpi, _)| kpi).collect::<Vec<_>>());
    // Keyed, so that the focus stays on a count that moves.
    let tally = move |kpi: Kpi| {
        let count =
            move || figures.read().1.fresh.iter().find(|(known, _)| *known == kpi).map_or(0, |(_, count)| *count);
        let word = words::kpi(locale, kpi);
        let glyph = words::kpi_glyph(kpi).unwrap_or("unknown");
        let narrow = narrow(Some(Show::Only(kpi)));
        let is_on = narrow.clone();
        view! {
            <li>
                <a href=move || narrow.href() title=word aria-current=move || is_on.is_on().then_some("true")>
                    <Glyph name=glyph/>
                    <span class="visually-hidden">{word}" "</span>
                    {move || figures::count(locale, count()).to_string()}
                </a>
            </li>
        }
    };
    let whole_name = td_string!(locale, desk_only_group, name = name.clone());
    let whole_on = whole.clone();
    let badge = Memo::new(move |_| {
        let stale = figures.read().1.stale;
        let stale = (stale > 0).then(|| td_string!(locale, n_stale, count = figures::count(locale, stale)));
        match (stale, cause(&label, &connections.read(), reader, health)) {
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
                <a
                    class="count"
                    href=move || whole.href()
                    title=whole_name
                    aria-current=move || whole_on.is_on().then_some("true")
                >
                    <span class="visually-hidden">{td_string!(locale, desk_only_these)}" "</span>
                    {move || figures.read().0}
                </a>
                <ul class="tally">
                    <For each=move || shown.get() key=|kpi| *kpi children=tally/>
                    {move || badge.get().map(|text| view! { <li class="badge is-attention">{text}</li> })}
                </ul>
            </div>
        </div>
    }
    .into_any()
}

/// A count that filters: the group alone, or one state within it. A second press takes the filter back.
#[derive(Clone)]
struct Narrow {
    tenant: String,
    label: GroupLabel,
    view: Memo<View>,
    show: Option<Show>,
}

impl Narrow {
    fn narrowed(&self) -> View {
        narrowed(&self.view.read(), &self.label, self.show)
    }

    /// Whether the view is narrowed so already; a group that no filter can name never is.
    fn is_on(&self) -> bool {
        let view = self.view.read();
        self.narrowed().shows_the_same(&view) && widened(&view, &self.label, self.show.is_some()) != *view
    }

    fn href(&self) -> String {
        let view =
            if self.is_on() { widened(&self.view.read(), &self.label, self.show.is_some()) } else { self.narrowed() };
        board_href(&self.tenant, &view)
    }
}

/// Why the connection that a group is named after brings nothing.
fn cause(
    label: &GroupLabel,
    connections: &BTreeMap<ConnectionIndex, ConnectionView>,
    reader: Reader,
    words: impl Fn(Locale, HealthStatus, Zone) -> String,
) -> Option<String> {
    let GroupLabel::Named(group) = label else { return None };
    let health = &connections.values().find(|connection| &connection.name == group)?.health;
    let silent = !health.status.is_good() || health.last_ok_at.is_none();
    silent.then(|| words(reader.locale, health.status, reader.zone))
}

fn label_text(locale: Locale, label: &GroupLabel) -> String {
    match label {
        GroupLabel::Named(name) => name.clone(),
        GroupLabel::State(state) => words::state(locale, *state).to_owned(),
        GroupLabel::Without => td_string!(locale, without).to_owned(),
    }
}
