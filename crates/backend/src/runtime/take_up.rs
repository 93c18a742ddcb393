//! Connections that somebody else has changed: another node, or whoever has the shell. Nobody tells this process, so it looks.

use std::sync::Weak;
use std::time::Duration;

use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::runtime::Parts;

/// One short statement; nobody at a shell waits longer for what they typed.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Looks until the product stops or nobody holds it any more.
pub(super) async fn run(parts: Weak<Parts>, stopping: CancellationToken) {
    let mut tick = tokio::time::interval(LOOK_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut is_known_to_fail = false;
    loop {
        tokio::select! {
            () = stopping.cancelled() => return,
            _ = tick.tick() => {}
        }
        let Some(parts) = parts.upgrade() else { return };
        match parts.connections.take_up().await {
            Ok(()) => is_known_to_fail = false,
            // A database that is away is told of once, not every two seconds.
            Err(_) if is_known_to_fail => {}
            Err(error) => {
                is_known_to_fail = true;
                warn!("changes of connections by others cannot be looked for: {error}");
            }
        }
    }
}
