//! What a screen on a wall is shown, and its sign of life. The screen proves itself with a cookie of its own.

use domain::display::DisplayFacts;
use domain::time::UnixMs;
use domain::zone::Zone;
use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use super::FirstPaint;
use crate::codec::JsonText;
use crate::error::AppError;

/// What the screen shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wall {
    /// It is paired.
    Board(Box<WallPaint>),
    /// It waits to be paired.
    Pairing(WallPairing),
    /// It is paired, and its company is let nowhere for now.
    Suspended {
        /// The company.
        company: String,
        /// Why; may be empty.
        reason: String,
    },
    /// So many screens wait that this one has to wait for a code.
    Full,
    /// The request was overtaken by another one of the same screen; ask again.
    Late,
}

/// A paired screen's first paint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WallPaint {
    /// What it is told about itself.
    pub display: DisplayFacts,
    /// The build of the page that is being painted.
    pub build: String,
    /// The board, whole.
    pub paint: FirstPaint,
}

/// A code that waits to be typed at a desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WallPairing {
    /// The code.
    pub code: String,
    /// When another takes its place.
    pub expires_at: UnixMs,
    /// Where to type it, as people read addresses.
    pub address: String,
    /// The tenant whose desk shut the screen out, where one did.
    pub left: Option<String>,
    /// The reader's zone.
    pub zone: Zone,
}

/// What this screen shows.
///
/// # Errors
/// [`AppError::Unavailable`] when the store does not answer.
#[server(name = ReadWall, endpoint = "wall", output = JsonText)]
pub async fn wall() -> Result<Wall, AppError> {
    crate::ssr::wall::wall().await
}

/// The screen is there, with this build of the page and this many CSS pixels. Answers with the build it would get now.
///
/// # Errors
/// [`AppError::SignedOut`] when the screen is not paired any more; [`AppError::Unavailable`].
#[server(name = SendWallHeartbeat, endpoint = "wall_heartbeat", output = JsonText)]
pub async fn wall_heartbeat(build: String, width: u32, height: u32) -> Result<String, AppError> {
    crate::ssr::wall::heartbeat(&build, (width, height)).await
}
