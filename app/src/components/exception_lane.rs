//! What is wrong, before what is: four exceptions in one line, worst first, the rest counted.

use domain::exception::Exception;
use domain::exception::ExceptionKind;
use domain::exception::Subject;
use domain::health::HealthStatus;
use domain::id::ConnectionIndex;
use domain::id::RowId;
use domain::limits::Level;
use domain::view::Show;
use domain::view::View;
use domain::zone::Zone;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::Glyph;
use super::bits::Icon;
use super::bits::board_href;
use super::bits::health_words;
use super::bits::lang;
use crate::figures::counted;
use crate::i18n::Locale;
use crate::live::LiveBoard;
use crate::row_model::Reader;
use crate::timing;
use crate::words;

/// So many stand in the lane; the rest is a number.
const IN_LANE: usize = 4;

/// What one card says.
#[derive(Clone, Default, PartialEq, Eq)]
struct Card {
    level: Level,
    title: String,
    age: String,
    who: String,
    detail: String,
    label: String,
    href: String,
}

/// The lane.
#[component]
pub(crate) fn ExceptionLane(
    /// Address word of the tenant.
    tenant: String,
    /// The board's feed.
    board: LiveBoard,
    /// What is wrong.
    exceptions: Memo<Vec<Exception>>,
    /// The view, to open an agent within it.
    view: Memo<View>,
    /// Language and zone.
    reader: Reader,
) -> impl IntoView {
    let locale = lang();
    let more_href = {
        let tenant = tenant.clone();
        move || board_href(&tenant, &View { show: Show::OverLimit, invalid: Vec::new(), ..view.get() })
    };
    let health = health_words();
    let cards = Memo::new(move |_| {
        board.version.track();
        exceptions
            .read()
            .iter()
            .filter_map(|exception| card(&board, &tenant, exception, &view.read(), reader, health))
            .take(IN_LANE)
            .collect::<Vec<_>>()
    });
    let places = Memo::new(move |_| cards.read().len());
    let more = Memo::new(move |_| exceptions.read().len().saturating_sub(IN_LANE));
    let has_more = move || more.get() > 0;
    view! {
        <section aria-labelledby="exceptions">
            <h2 id="exceptions" class="visually-hidden">{td_string!(locale, exceptions_label)}</h2>
            <ul class="exception-lane">
                {move || {
                    if places.get() == 0 {
                        return view! { <li class="quiet">{td_string!(locale, no_exceptions)}</li> }.into_any();
                    }
                    let place = |at| Memo::new(move |_| cards.read().get(at).cloned().unwrap_or_default());
                    (0..places.get()).map(|at| view! { <li>{card_view(place(at))}</li> }).collect_view().into_any()
                }}
                <Show when=has_more>
                    <li>
                        <a class="exception-more" href=more_href.clone()>
                            <strong>"+"{move || more.get()}</strong>
                            {td_string!(locale, more_exceptions)}
                        </a>
                    </li>
                </Show>
            </ul>
        </section>
    }
    .into_any()
}

fn card(
    board: &LiveBoard,
    tenant: &str,
    exception: &Exception,
    view: &View,
    reader: Reader,
    health: impl Fn(Locale, HealthStatus, Zone) -> String,
) -> Option<Card> {
    match exception.subject {
        Subject::Row(id) => agent_card(board, tenant, exception, id, view, reader),
        Subject::Connection(index) => connection_card(board, tenant, exception, index, view, reader, health),
    }
}

fn agent_card(
    board: &LiveBoard,
    tenant: &str,
    exception: &Exception,
    id: RowId,
    view: &View,
    reader: Reader,
) -> Option<Card> {
    let row = board.row(id)?.get();
    let connections = board.connections.read();
    let connection = connections.get(&row.connection)?;
    let now = board.now.get();
    let read_at = row.read_at(connection)?;
    let limit = exception.limit_s.map_or_else(|| "–".to_owned(), |limit| timing::clock(i64::from(limit)));
    let age = timing::age(now.seconds_since(read_at));
    let open = Some(row.address());
    let reason = row.pause_reason.filter(|_| exception.kind == ExceptionKind::PauseOverLimit);
    Some(Card {
        level: exception.level,
        title: words::exception(reader.locale, exception.kind).to_owned(),
        age: row.since_s.map_or_else(String::new, |since| timing::clock(now.whole_s() - since)),
        who: reason.map_or(row.name.clone(), |reason| format!("{} · {reason}", row.name)),
        detail: td_string!(reader.locale, limit_read, limit = limit, age = age),
        label: td_string!(reader.locale, open_agent, name = row.name),
        href: board_href(tenant, &View { open, invalid: Vec::new(), ..view.clone() }),
    })
}

fn connection_card(
    board: &LiveBoard,
    tenant: &str,
    exception: &Exception,
    index: ConnectionIndex,
    view: &View,
    reader: Reader,
    health: impl Fn(Locale, HealthStatus, Zone) -> String,
) -> Option<Card> {
    let connections = board.connections.read();
    let connection = connections.get(&index)?;
    let rows = board.with_board(|board| {
        board.rows.values().filter(|row| row.connection == index && row.state.is_logged_in()).count()
    });
    let detail = connection.health.last_ok_at.map_or_else(
        || td_string!(reader.locale, never_read).to_owned(),
        |at| {
            let time = timing::time_of_day(at, reader.zone);
            counted!(reader.locale, rows_last_seen, rows, time = time)
        },
    );
    let age = connection.health.last_ok_at.map(|at| timing::clock(board.now.get().seconds_since(at)));
    Some(Card {
        level: exception.level,
        title: td_string!(reader.locale, exception_stale, name = connection.name.clone()),
        age: age.unwrap_or_default(),
        who: health(reader.locale, connection.health.status, reader.zone),
        detail,
        label: td_string!(reader.locale, show_connection, name = connection.name.clone()),
        href: board_href(
            tenant,
            &View {
                connection: Some(connection.name.clone()),
                show: Show::Everyone,
                invalid: Vec::new(),
                ..view.clone()
            },
        ),
    })
}

/// One place in the lane. Its clock changes every second and the rest seldom, so each text follows the card by itself.
fn card_view(card: Memo<Card>) -> impl IntoView {
    let text = move |of: fn(&Card) -> &String| move || card.with(|card| of(card).clone());
    let glyph = move || if card.read().level == Level::Alarm { "alarm" } else { "attention" };
    view! {
        <article class="exception" data-level=move || card.read().level.slug()>
            <Glyph name=Signal::derive(glyph)/>
            <h3 title=text(|card| &card.title)>{text(|card| &card.title)}</h3>
            <span class="age">{text(|card| &card.age)}</span>
            <p title=text(|card| &card.who)>{text(|card| &card.who)}</p>
            <p>{text(|card| &card.detail)}</p>
            <a
                class="button is-tiny is-icon"
                href=text(|card| &card.href)
                aria-label=text(|card| &card.label)
                title=text(|card| &card.label)
            >
                <Icon name="i-right"/>
            </a>
        </article>
    }
}
