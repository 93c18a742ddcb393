//! What every part of the page shares: the reports, the time, and how to ask for both anew.

use std::cell::Cell;
use std::time::Duration;

use domain::health::HealthStatus;
use domain::id::ConnectionId;
use domain::report::ConnectionReport;
use domain::time::UnixMs;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::side::Side;
use crate::api::connections::ConnectionsPage;
use crate::api::connections::connections;
use crate::api::connections::test_connection;
use crate::components::bits::lang;
use crate::error::AppError;
use crate::row_model::Reader;

/// The page is fetched anew so often while somebody can see it.
const REFRESH_EVERY_S: u32 = 5;

/// A handle to what the page knows. A copy is another handle to the same.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    /// Address word of the tenant.
    pub(super) tenant: StoredValue<String>,
    /// Language and zone.
    pub(super) reader: Reader,
    /// Every connection, worst first.
    pub(super) reports: RwSignal<Vec<ConnectionReport>>,
    /// Server time, to the second.
    pub(super) now: RwSignal<UnixMs>,
    /// Since when the page could not be fetched anew.
    pub(super) stale_since: RwSignal<Option<UnixMs>>,
    /// Connections under test.
    pub(super) testing: RwSignal<Vec<ConnectionId>>,
    /// Why the last thing done from a row was not done, and with which connection.
    pub(super) trouble: RwSignal<Option<(ConnectionId, AppError)>>,
    /// Counts the fetches, so that an answer that was overtaken is not shown.
    turn: StoredValue<u64>,
}

impl Desk {
    pub(super) fn new(first: ConnectionsPage) -> Self {
        Self {
            tenant: StoredValue::new(first.me.tenant.0),
            reader: Reader { locale: lang(), zone: first.zone },
            reports: RwSignal::new(first.reports),
            now: RwSignal::new(first.now),
            stale_since: RwSignal::new(None),
            testing: RwSignal::new(Vec::new()),
            trouble: RwSignal::new(None),
            turn: StoredValue::new(0),
        }
    }

    /// The address of the page with this at its side.
    pub(super) fn href(self, side: &Side) -> String {
        format!("/t/{}/settings/connections{}", self.tenant.get_value(), side.query())
    }

    /// Ticks, fetches anew while the page can be seen, and closes the side on Escape.
    pub(super) fn follow(self, side: Memo<Side>) {
        let navigate = use_navigate();
        Effect::new(move |_| {
            let seconds = Cell::new(0_u32);
            let ticking = set_interval_with_handle(
                move || {
                    if document().hidden() {
                        return;
                    }
                    seconds.set(seconds.get().wrapping_add(1));
                    self.now.update(|now| *now = now.plus_s(1));
                    if seconds.get().is_multiple_of(REFRESH_EVERY_S) {
                        self.refresh();
                    }
                },
                Duration::from_secs(1),
            );
            let navigate = navigate.clone();
            let keys = window_event_listener(leptos::ev::keydown, move |event| {
                let in_dialog = document().query_selector("dialog[open]").is_ok_and(|dialog| dialog.is_some());
                if event.key() == "Escape" && !in_dialog && side.get_untracked() != Side::Nothing {
                    let options = NavigateOptions { scroll: false, ..NavigateOptions::default() };
                    navigate(&self.href(&Side::Nothing), options);
                }
            });
            on_cleanup(move || {
                if let Ok(ticking) = ticking {
                    ticking.clear();
                }
                keys.remove();
            });
        });
    }

    /// Fetches the reports anew. What cannot be fetched leaves the page as it is, and says since when.
    pub(super) fn refresh(self) {
        let Some(turn) = self.turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        }) else {
            return;
        };
        let tenant = self.tenant.get_value();
        spawn_local(async move {
            let answer = connections(tenant).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            match answer {
                Ok(page) => {
                    self.now.try_set(page.now);
                    self.stale_since.try_set(None);
                    self.reports.try_set(page.reports);
                }
                Err(_) => {
                    let now = self.now.get_untracked();
                    self.stale_since.try_update(|since| *since = since.or(Some(now)));
                }
            }
        });
    }

    /// Tests one connection.
    pub(super) fn test(self, id: ConnectionId) {
        if self.testing.read_untracked().contains(&id) {
            return;
        }
        self.testing.update(|testing| testing.push(id));
        self.trouble.set(None);
        let tenant = self.tenant.get_value();
        spawn_local(async move {
            let answer = test_connection(tenant, id.to_string()).await;
            self.testing.try_update(|testing| testing.retain(|one| *one != id));
            if let Err(error) = answer {
                self.trouble.try_set(Some((id, error)));
            }
            self.refresh();
        });
    }

    /// Tests every connection that may be asked.
    pub(super) fn test_all(self) {
        let ids: Vec<ConnectionId> = self
            .reports
            .read_untracked()
            .iter()
            .filter(|report| may_be_tested(report.health.status))
            .map(|report| report.id)
            .collect();
        for id in ids {
            self.test(id);
        }
    }
}

/// A refused key is not tried again, a provider that asks to wait is left alone, and what is switched off stays so.
pub(super) const fn may_be_tested(status: HealthStatus) -> bool {
    match status {
        HealthStatus::AuthFailed | HealthStatus::RateLimited { .. } | HealthStatus::Disabled => false,
        HealthStatus::Starting
        | HealthStatus::Ok
        | HealthStatus::Degraded
        | HealthStatus::Forbidden
        | HealthStatus::Unreachable
        | HealthStatus::ServerError
        | HealthStatus::BadBody
        | HealthStatus::Refused
        | HealthStatus::Misconfigured => true,
    }
}
