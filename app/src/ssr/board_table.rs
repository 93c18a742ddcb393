//! The rows of a view as a table for spreadsheets: what the board shows, in its order and words, and what lies behind it.
//! It knows no file format; cells are as they are, and whoever writes them down makes them harmless.

use backend::auth::TenantCtx;
use backend::runtime::Backend;
use backend::zones;
use domain::arrange::arrange;
use domain::board::AgentRow;
use domain::board::Board;
use domain::board::ConnectionView;
use domain::language::Language;
use domain::limits::Limits;
use domain::time::UnixMs;
use domain::zone::Zone;
use jiff::Timestamp;
use jiff::fmt::strtime;
use jiff::tz::Offset;
use leptos_i18n::td_string;

use super::document::locale_of;
use super::view_of;
use crate::error::AppError;
use crate::i18n::Locale;
use crate::row_model::Reader;
use crate::row_model::row_model;

/// Cells in a row.
const COLUMNS: usize = 18;

/// A view's rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardTable {
    /// What each column is.
    pub headings: [&'static str; COLUMNS],
    /// The rows, in the order of the board.
    pub rows: Vec<[String; COLUMNS]>,
    /// The filters and the order, as they were understood.
    pub words: Vec<(&'static str, String)>,
}

/// The rows that `query` asks for, as far as the caller sees them, in a language.
///
/// # Errors
/// [`AppError::BadRequest`] when the query is no query.
pub fn board_table(
    backend: &Backend,
    ctx: &TenantCtx,
    query: &str,
    language: Language,
) -> Result<BoardTable, AppError> {
    let now = backend.now();
    let view = view_of(query)?;
    let reader = Reader { locale: locale_of(language), zone: zones::clocks(&backend.zone_for(ctx), now) };
    let limits = Limits::default();
    let board = backend
        .hub()
        .board(ctx.tenant_id(), &ctx.audience(), ctx.scope_filter(), now)
        .unwrap_or_else(|| Board { now, ..Board::default() });
    let arrangement = arrange(&board, &view, &limits, now);
    let shown = arrangement.groups.iter().flat_map(|group| &group.rows).filter_map(|id| {
        let row = board.rows.get(id)?;
        Some(cells(row, board.connection_of(row)?, &limits, now, reader))
    });
    Ok(BoardTable { headings: headings(reader.locale), rows: shown.collect(), words: view.to_params() })
}

fn headings(locale: Locale) -> [&'static str; COLUMNS] {
    [
        td_string!(locale, column_agent),
        td_string!(locale, column_state),
        td_string!(locale, desk_csv_detail),
        td_string!(locale, column_in_state),
        td_string!(locale, column_queue),
        td_string!(locale, desk_csv_direction),
        td_string!(locale, customer_number),
        td_string!(locale, extension),
        td_string!(locale, connection),
        td_string!(locale, desk_csv_provider),
        td_string!(locale, external_id),
        td_string!(locale, desk_csv_code),
        td_string!(locale, raw_status),
        td_string!(locale, desk_csv_seconds),
        td_string!(locale, desk_csv_at_least),
        td_string!(locale, desk_csv_since),
        td_string!(locale, desk_csv_read_at),
        td_string!(locale, desk_csv_stale),
    ]
}

fn cells(
    row: &AgentRow,
    connection: &ConnectionView,
    limits: &Limits,
    now: UnixMs,
    reader: Reader,
) -> [String; COLUMNS] {
    let model = row_model(row, connection, limits, now, reader);
    let yes_no = |yes| if yes { td_string!(reader.locale, yes) } else { td_string!(reader.locale, no) }.to_owned();
    let read_at = row.read_at(connection);
    // A clock that has stopped stands at the time the row was read.
    let in_state_s = if model.stale { read_at.and_then(|at| row.in_state_s(at)) } else { row.in_state_s(now) };
    let (direction, number) = model.call.map_or_else(Default::default, |call| (call.direction.to_owned(), call.number));
    let moment = |at: Option<UnixMs>| at.map_or_else(String::new, |at| local(at, reader.zone));
    [
        model.name,
        model.state_word.to_owned(),
        model.state_sub.unwrap_or_default(),
        model.clock.map_or_else(String::new, |clock| clock.text),
        model.queue_title,
        direction,
        number,
        model.extension,
        model.source_name,
        connection.kind.label().to_owned(),
        model.external_id,
        row.state.slug().to_owned(),
        row.raw_status.clone().unwrap_or_default(),
        in_state_s.map_or_else(String::new, |seconds| seconds.to_string()),
        yes_no(row.is_lower_bound),
        moment(row.since_s.map(UnixMs::from_s)),
        moment(read_at),
        yes_no(model.stale),
    ]
}

/// A moment in a zone, with its distance from UTC.
pub(super) fn local(at: UnixMs, zone: Zone) -> String {
    let zone = Offset::from_seconds(zone.utc_offset_s(at)).unwrap_or(Offset::UTC).to_time_zone();
    let local = Timestamp::from_second(at.whole_s()).map(|at| at.to_zoned(zone));
    local.ok().and_then(|local| strtime::format("%Y-%m-%dT%H:%M:%S%:z", &local).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_local_and_says_how_far_from_utc() {
        assert_eq!(local(UnixMs(0), Zone::fixed(7 * 3600)), "1970-01-01T07:00:00+07:00");
        assert_eq!(local(UnixMs(0), Zone::fixed(-(3 * 3600 + 1800))), "1969-12-31T20:30:00-03:30");
    }
}
