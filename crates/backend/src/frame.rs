//! Server-sent events as bytes: every event of a board's stream is put into words here and nowhere else.
//!
//! Frames are encoded once and shared by all viewers of an audience. Who receives them is the hub's business; how long a
//! stream lives is the server's.

use std::time::Duration;

use bytes::Bytes;
use domain::alarm::Alarms;
use domain::board::Board;
use domain::delta::Delta;
use domain::delta::Position;
use domain::display::DisplayFacts;
use domain::time::UnixMs;
use serde::Serialize;

/// One step of a board, ready to be written to a viewer. A clone shares the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Where the viewer stands after it.
    pub position: Position,
    /// The event as it goes over the wire.
    pub bytes: Bytes,
}

/// Why a stream ends for good, so that the page knows whether to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Farewell {
    /// The session or the display was revoked: do not come back.
    Revoked,
    /// The server is stopping: come back after the `retry` time.
    Shutdown,
}

impl Farewell {
    /// The word on the wire.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Revoked => "revoked",
            Self::Shutdown => "shutdown",
        }
    }
}

impl Frame {
    /// The whole board.
    pub fn snapshot(board: &Board) -> Self {
        let position = board.position();
        Self { position, bytes: event("snapshot", Some(position), &json(board)) }
    }

    /// One step from the board before.
    pub fn delta(delta: &Delta) -> Self {
        Self { position: delta.at, bytes: event("delta", Some(delta.at), &json(delta)) }
    }
}

/// A sign of life with the server's time. It has no `id`, so a viewer's position stays where it is.
pub fn beat(now: UnixMs) -> Bytes {
    #[derive(Serialize)]
    struct Beat {
        now: UnixMs,
    }
    event("beat", None, &json(&Beat { now }))
}

/// What a screen on a wall is told about itself. It has no `id`, as a sign of life has none.
pub fn display(facts: &DisplayFacts) -> Bytes {
    event("display", None, &json(facts))
}

/// The alarms that are open for a viewer. It has no `id`: they are no step of a board.
pub fn alarms(alarms: &Alarms) -> Bytes {
    event("alarms", None, &json(alarms))
}

/// How long a viewer shall wait before coming back.
pub fn retry(wait: Duration) -> Bytes {
    Bytes::from(format!("retry: {}\n\n", wait.as_millis()))
}

/// The last event of a stream.
pub fn gone(why: Farewell) -> Bytes {
    event("gone", None, why.slug())
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("boards and deltas have no keys or values that JSON cannot hold")
}

/// One event. Every line of `data` becomes a line of its own: a line break inside a field would otherwise end it, and
/// two would end the event.
fn event(name: &str, id: Option<Position>, data: &str) -> Bytes {
    let mut text = String::with_capacity(data.len() + 64);
    text.push_str("event: ");
    text.push_str(name);
    text.push('\n');
    if let Some(id) = id {
        text.push_str("id: ");
        text.push_str(&id.to_string());
        text.push('\n');
    }
    let mut rest = data;
    loop {
        text.push_str("data: ");
        match rest.find(['\r', '\n']) {
            None => {
                text.push_str(rest);
                break;
            }
            Some(at) => {
                text.push_str(&rest[..at]);
                text.push('\n');
                let break_bytes = if rest[at..].starts_with("\r\n") { 2 } else { 1 };
                rest = &rest[at + break_bytes..];
            }
        }
    }
    text.push_str("\n\n");
    Bytes::from(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &Bytes) -> &str {
        std::str::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_snapshot_carries_its_position_and_the_board() {
        let board = Board { epoch: 7, seq: 3, now: UnixMs(9), ..Board::default() };

        let frame = Frame::snapshot(&board);

        assert_eq!(frame.position, Position { epoch: 7, seq: 3 });
        let data = text(&frame.bytes).strip_prefix("event: snapshot\nid: 7-3\ndata: ").unwrap();
        assert_eq!(serde_json::from_str::<Board>(data.strip_suffix("\n\n").unwrap()).unwrap(), board);
    }

    #[test]
    fn a_delta_carries_its_position_and_the_step() {
        let delta = Delta { at: Position { epoch: 7, seq: 4 }, prev: 3, now: UnixMs(9), ..Delta::default() };

        let frame = Frame::delta(&delta);

        let data = text(&frame.bytes).strip_prefix("event: delta\nid: 7-4\ndata: ").unwrap();
        assert_eq!(serde_json::from_str::<Delta>(data.strip_suffix("\n\n").unwrap()).unwrap(), delta);
    }

    #[test]
    fn beats_and_farewells_leave_the_position_alone() {
        assert_eq!(text(&beat(UnixMs(1_700_000_000_123))), "event: beat\ndata: {\"now\":1700000000123}\n\n");
        assert_eq!(text(&gone(Farewell::Revoked)), "event: gone\ndata: revoked\n\n");
        assert_eq!(text(&gone(Farewell::Shutdown)), "event: gone\ndata: shutdown\n\n");
        assert_eq!(text(&retry(Duration::from_millis(2750))), "retry: 2750\n\n");
    }

    #[test]
    fn line_breaks_in_data_cannot_end_a_field_or_an_event() {
        let bytes = event("x", None, "one\n\ntwo\r\nid: 9-9\rfour");

        assert_eq!(text(&bytes), "event: x\ndata: one\ndata: \ndata: two\ndata: id: 9-9\ndata: four\n\n");
    }
}
