//! The past for its page.

use backend::store::StoreError;
use domain::replay::KeptDay;
use domain::replay::ReplayChunk;
use domain::time::UnixMs;

use super::Caller;
use super::failed;
use super::paint;
use super::view_of;
use crate::api::ReplayPaint;
use crate::error::AppError;

/// The first paint of the caller's board at the moment and for the view in `query`.
pub(crate) async fn paint_of_the_past(caller: &Caller, query: &str) -> Result<ReplayPaint, AppError> {
    let view = view_of(query).map_err(failed)?;
    let (day, board) = caller.backend.begin_replay(&caller.ctx, view.at).await.map_err(unread)?;
    let first = paint(caller, board, &view, caller.clocks());
    Ok(ReplayPaint { first, day })
}

/// A board with the steps that follow it.
pub(crate) async fn chunk(caller: &Caller, at: UnixMs, length_s: u32) -> Result<ReplayChunk, AppError> {
    caller.backend.replay_chunk(&caller.ctx, at, length_s).await.map_err(unread)
}

/// A day with its crowd.
pub(crate) async fn day(caller: &Caller, at: UnixMs) -> Result<KeptDay, AppError> {
    caller.backend.kept_day_with_crowd(&caller.ctx, at).await.map_err(unread)
}

/// What is said of it stands in the log of the store.
fn unread(_: StoreError) -> AppError {
    failed(AppError::Unavailable)
}
