//! What the service manager (systemd) is told: that the server is ready, that it is alive, and that it ends. Without one
//! nothing is told to anybody.

use sd_notify::NotifyState;
use tokio::time::MissedTickBehavior;
use tracing::warn;

/// Pages are served from now on.
pub(crate) fn tell_ready() {
    tell(NotifyState::Ready);
}

/// It ends, and that may take some seconds.
pub(crate) fn tell_stopping() {
    tell(NotifyState::Stopping);
}

/// Gives signs of life where they are wanted, twice as often as they are. They come from where requests are served, so that
/// a process that hangs gives none; a database that does not answer is no reason to be started anew.
pub(crate) async fn give_signs_of_life() {
    let Some(within) = sd_notify::watchdog_enabled() else { return std::future::pending().await };
    let mut due = tokio::time::interval(within / 2);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        due.tick().await;
        tell(NotifyState::Watchdog);
    }
}

fn tell(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        warn!("the service manager was not told: {error}");
    }
}
