//! Views of the board that people keep under a name, for themselves or for everybody, and open by.

use serde::Deserialize;
use serde::Serialize;

use crate::id::ViewId;
use crate::role::Role;
use crate::view::View;

/// The parameters of an address, name and value of each.
pub type Params = Vec<(String, String)>;

/// One saved view, as one person finds it in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// Identity.
    pub id: ViewId,
    /// What it is called.
    pub name: String,
    /// What it shows.
    pub params: Params,
    /// Whose it is, where it is not the reader's own.
    pub owner: Option<String>,
    /// Whether everybody in the tenant finds it.
    pub is_shared: bool,
    /// Whether the reader may change it.
    pub may_change: bool,
    /// Whether the reader's board opens with it.
    pub is_own_default: bool,
    /// For whom the board opens with it who has chosen nothing else.
    pub default_for: Vec<Role>,
}

impl SavedView {
    /// What it shows.
    pub fn view(&self) -> View {
        View::from_params(self.params.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// Whether `view` is this one, whichever agent is open beside it.
    pub fn is_shown_in(&self, view: &View) -> bool {
        kept_params(view) == self.params
    }
}

/// What is kept of a view: nothing foreign, and not which agent is open.
pub fn kept_params(view: &View) -> Params {
    let kept = View { open: None, ..view.clone() };
    kept.to_params().into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The view that a reader's board opens with when its address names none: the own default, else the role's.
pub fn opening(views: &[SavedView], role: Role) -> Option<&SavedView> {
    let own = views.iter().find(|view| view.is_own_default);
    own.or_else(|| views.iter().find(|view| view.default_for.contains(&role)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Show;

    fn saved(name: &str, is_own_default: bool, default_for: &[Role]) -> SavedView {
        SavedView {
            id: ViewId(uuid::Uuid::nil()),
            name: name.to_owned(),
            params: Vec::new(),
            owner: None,
            is_shared: true,
            may_change: true,
            is_own_default,
            default_for: default_for.to_vec(),
        }
    }

    #[test]
    fn the_own_default_comes_before_the_roles() {
        let views = [saved("role", false, &[Role::Supervisor]), saved("own", true, &[])];
        let name = |views: &[SavedView], role| opening(views, role).map(|view| view.name.clone());

        assert_eq!(name(&views, Role::Supervisor).as_deref(), Some("own"));
        assert_eq!(name(&views[..1], Role::Supervisor).as_deref(), Some("role"));
        assert_eq!(name(&views[..1], Role::Admin), None);
    }

    #[test]
    fn nothing_foreign_is_kept_and_an_open_agent_is_not_part_of_a_view() {
        let given = [("q", "lan"), ("agent", "0:7"), ("utm", "x"), ("show", "sideways"), ("view", "grid")];

        let params = kept_params(&View::from_params(given));

        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(params, [pair("q", "lan"), pair("view", "grid")]);
        let saved = SavedView { params, ..saved("Lan", false, &[]) };
        let with_agent = View { open: Some("0:9".to_owned()), ..saved.view() };
        assert!(saved.is_shown_in(&with_agent));
        assert!(!saved.is_shown_in(&View { show: Show::Everyone, ..with_agent }));
    }
}
