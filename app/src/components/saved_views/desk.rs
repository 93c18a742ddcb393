//! What the menu and its dialog share: the views as last read, the one that is on, and what is asked of the server.

use domain::id::ViewId;
use domain::role::Role;
use domain::saved_view::Params;
use domain::saved_view::SavedView;
use domain::saved_view::kept_params;
use domain::view::View;
use leptos::prelude::*;

use crate::api::views as api;
use crate::error::AppError;

/// What the dialog is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// What is shown now, to be kept.
    New,
    /// A view that is kept already.
    Known(SavedView),
}

/// What the page asks the server to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    /// Keep what is shown now.
    Save { name: String, is_shared: bool },
    /// Let a view that is kept show what is shown now.
    Replace { view: ViewId, name: String, is_shared: bool },
    /// Change a view, and with whose boards it opens.
    Change { view: SavedView, name: String, is_shared: bool, is_own_default: bool, default_for: Vec<Role> },
    /// Delete a view.
    Delete(ViewId),
}

/// Copies are the same menu.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    tenant: StoredValue<String>,
    pub(super) role: Role,
    view: Memo<View>,
    pub(super) views: RwSignal<Vec<SavedView>>,
    /// What the dialog is about; none while it is closed.
    pub(super) subject: RwSignal<Option<Subject>>,
    pub(super) action: Action<Ask, Result<(), AppError>>,
}

impl Desk {
    /// The menu as first read. What is asked of it reads it anew.
    pub(super) fn new(tenant: String, role: Role, view: Memo<View>, found: Vec<SavedView>) -> Self {
        let (tenant, views) = (StoredValue::new(tenant), RwSignal::new(found));
        let action = Action::new(move |ask: &Ask| {
            let (params, ask, tenant) = (kept_params(&view.get_untracked()), ask.clone(), tenant.get_value());
            async move {
                let outcome = send(tenant.clone(), params, ask).await;
                if let Ok(found) = api::views(tenant).await {
                    views.try_set(found);
                }
                outcome
            }
        });
        Self { tenant, role, view, views, subject: RwSignal::new(None), action }
    }

    /// The address word of the tenant.
    pub(super) fn tenant(self) -> String {
        self.tenant.get_value()
    }

    /// Whether a saved view is on.
    pub(super) fn shows(self, saved: &SavedView) -> bool {
        saved.is_shown_in(&self.view.read())
    }

    /// The view that is on, the reader's own before another's.
    pub(super) fn current(self) -> Option<SavedView> {
        let views = self.views.read();
        let mut shown = views.iter().filter(|saved| self.shows(saved));
        let first = shown.next()?;
        let own = std::iter::once(first).chain(shown).find(|saved| saved.owner.is_none());
        Some(own.unwrap_or(first).clone())
    }

    /// Whether the board shows what it shows without any view.
    pub(super) fn is_plain(self) -> bool {
        kept_params(&self.view.read()).is_empty()
    }

    /// The reader's own view of that name, whatever its letters' case.
    pub(super) fn own_of_name(self, name: &str) -> Option<SavedView> {
        let name = name.trim().to_lowercase();
        self.views.read().iter().find(|saved| saved.owner.is_none() && saved.name.to_lowercase() == name).cloned()
    }

    /// Opens the dialog.
    pub(super) fn open(self, subject: Subject) {
        self.action.clear();
        self.subject.set(Some(subject));
    }
}

async fn send(tenant: String, params: Params, ask: Ask) -> Result<(), AppError> {
    let params = serde_json::to_string(&params).expect("pairs of words can be written as JSON");
    match ask {
        Ask::Save { name, is_shared } => api::save_view(tenant, name, params, is_shared).await,
        Ask::Replace { view, name, is_shared } => {
            api::change_view(tenant, view.to_string(), name, params, is_shared).await
        }
        Ask::Delete(view) => api::delete_view(tenant, view.to_string()).await,
        Ask::Change { view, name, is_shared, is_own_default, default_for } => {
            let id = view.id.to_string();
            if view.may_change && (name != view.name || is_shared != view.is_shared) {
                api::change_view(tenant.clone(), id.clone(), name, String::new(), is_shared).await?;
            }
            let chosen = |is_chosen: bool| if is_chosen { id.clone() } else { String::new() };
            if is_own_default != view.is_own_default {
                api::open_with_view(tenant.clone(), chosen(is_own_default)).await?;
            }
            for role in [Role::Supervisor, Role::Admin] {
                // What is shared no more has ceased to be anybody's default with that.
                let is_chosen = is_shared && default_for.contains(&role);
                if is_shared && is_chosen != view.default_for.contains(&role) {
                    api::open_role_with_view(tenant.clone(), role.to_string(), chosen(is_chosen)).await?;
                }
            }
            Ok(())
        }
    }
}
