//! The panel's first section: state and clock with their origin, ticking with the row.

use domain::agent::Confidence;
use domain::board::AgentRow;
use domain::board::ConnectionView;
use domain::clock::SinceSource;
use domain::details::AgentDetails;
use domain::time::UnixMs;
use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::components::bits::Glyph;
use crate::live::LiveBoard;
use crate::row_model::Reader;
use crate::row_model::row_model;
use crate::timing;

/// State, clock and where both come from; ticks with the row.
#[component]
pub(super) fn Now(board: LiveBoard, details: AgentDetails, reader: Reader) -> impl IntoView {
    let locale = reader.locale;
    let (connections, now, limits) = (board.connections, board.now, board.limits);
    let row = board.row(details.row);
    let model = Memo::new(move |_| {
        let row = row.as_ref()?.get();
        let connections = connections.read();
        let connection = connections.get(&row.connection)?;
        let now = now.get();
        let read =
            row.read_at(connection).map(|at| td_string!(locale, row_read, age = timing::age(now.seconds_since(at))));
        let model = row_model(&row, connection, &limits.read(), now, reader);
        Some((model, origin_text(&row, connection, reader), read))
    });
    let confidence = match details.agent.confidence {
        Confidence::Reported => None,
        Confidence::Assumed => Some(true),
        Confidence::Derived => Some(false),
    };
    let provider =
        connections.read_untracked().get(&details.connection).map_or("", |connection| connection.kind.label());
    let doubt = confidence.map(|assumed| {
        let text = if assumed {
            td_string!(locale, state_assumed, provider = provider)
        } else {
            td_string!(locale, state_derived, provider = provider)
        };
        view! { <p>{text}</p> }
    });
    let raw = (!details.agent.raw_status.is_empty()).then(|| {
        let label = details.agent.raw_label.clone().filter(|label| *label != details.agent.raw_status);
        let raw =
            label.map_or(details.agent.raw_status.clone(), |label| format!("{} ({label})", details.agent.raw_status));
        view! { <p class="quiet">{td_string!(locale, raw_status)}": "{raw}</p> }
    });
    view! {
        <section class="panel-section" aria-label=td_string!(locale, now)>
            <div class="now">
                <Glyph name=Signal::derive(move || model.read().as_ref().map_or("unknown", |(model, ..)| model.glyph))/>
                <span class="now-word">
                    {move || model.read().as_ref().map(|(model, ..)| model.state_word)}
                    {move || model.read().as_ref().and_then(|(model, ..)| model.state_sub.clone()).map(|sub| view! { <small>{sub}</small> })}
                </span>
                <span class="now-time">
                    {move || model.read().as_ref().and_then(|(model, ..)| model.clock.clone()).map(|clock| {
                        view! { <span title=clock.title>{clock.text}</span><small>{clock.note}</small> }
                    })}
                </span>
                <p>
                    {move || model.read().as_ref().map(|(_, origin, _)| origin.clone())}" "
                    // Of the memo alone: while the details are fetched anew it is gone, and the clock would still ask for it.
                    {move || model.read().as_ref().and_then(|(_, _, read)| read.clone())}
                </p>
                {doubt}
                {raw}
            </div>
        </section>
    }
    .into_any()
}

fn origin_text(row: &AgentRow, connection: &ConnectionView, reader: Reader) -> String {
    let locale = reader.locale;
    let Some(since) = row.since_s else { return String::new() };
    let time = timing::time_of_day(UnixMs::from_s(since), reader.zone);
    match row.source {
        SinceSource::ProviderDuration | SinceSource::ProviderTimestamp => {
            td_string!(locale, reported_since, provider = connection.kind.label(), time = time)
        }
        SinceSource::CallStart => td_string!(locale, call_since, time = time),
        SinceSource::FirstSeen if row.is_lower_bound => td_string!(locale, at_least_since, time = time),
        SinceSource::FirstSeen => td_string!(locale, observed_since, time = time),
    }
}
