//! What a desk wants a display to be, checked before anything is done.

use domain::audience::ScopeFilter;
use domain::display::WallLayout;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::language::Language;
use domain::theme::Theme;

use crate::auth::TenantCtx;
use crate::displays::DisplayError;
use crate::store::Store;

const LONGEST_NAME: usize = 60;
const LONGEST_VIEW: usize = 500;
/// Names in one list of a filter, and letters in one of them.
const MOST_NAMES: usize = 500;
const LONGEST_SCOPE_NAME: usize = 200;

/// What people call a display, and what it shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewDisplay {
    /// Its name.
    pub name: String,
    /// Where it hangs; may be empty.
    pub place: String,
    /// How it is laid out.
    pub layout: WallLayout,
    /// Which agents it shows, as the query of a board's address.
    pub view: String,
    /// In which language; none is the company's.
    pub language: Option<Language>,
    /// How it looks.
    pub theme: Theme,
    /// What it may see; none, or one that limits nothing, is as much as the person sees.
    pub scope: Option<ScopeFilter>,
}

impl NewDisplay {
    /// The same, tidied and within the limits of the person.
    pub(super) async fn checked(mut self, store: &Store, ctx: &TenantCtx) -> Result<Self, DisplayError> {
        let mut errors = Vec::new();
        self.name = tidy(&self.name);
        self.place = tidy(&self.place);
        if self.name.is_empty() {
            errors.push(FieldError::new(Field::Name, Problem::Required));
        }
        for (field, text) in [(Field::Name, &self.name), (Field::Place, &self.place)] {
            if text.chars().count() > LONGEST_NAME {
                errors.push(FieldError::new(field, Problem::TooLong { most: LONGEST_NAME as u32 }));
            }
        }
        let wanted = self.scope.take().unwrap_or_default();
        let is_known = self.view.len() <= LONGEST_VIEW && is_of_tenant(store, ctx, &wanted).await?;
        match ctx.scope_filter() {
            _ if !is_known => errors.push(FieldError::new(Field::Scope, Problem::NotOffered)),
            Some(limits) => match wanted.within(limits) {
                Some(narrowed) => self.scope = Some(narrowed),
                None => errors.push(FieldError::new(Field::Scope, Problem::NotOffered)),
            },
            None => self.scope = (!wanted.is_everything()).then_some(wanted),
        }
        if errors.is_empty() { Ok(self) } else { Err(DisplayError::Invalid(errors)) }
    }
}

/// Whether the tenant has the connections that are named, and the names are names at all. A group or queue may be one that
/// is not on the floor now.
async fn is_of_tenant(store: &Store, ctx: &TenantCtx, filter: &ScopeFilter) -> Result<bool, DisplayError> {
    let lengths = [filter.connections.len(), filter.groups.len(), filter.queues.len()];
    let mut names = filter.groups.iter().chain(&filter.queues);
    if lengths.iter().any(|length| *length > MOST_NAMES)
        || names.any(|name| name.is_empty() || name.chars().count() > LONGEST_SCOPE_NAME)
    {
        return Ok(false);
    }
    if filter.connections.is_empty() {
        return Ok(true);
    }
    let known = store.connections(ctx.tenant_id()).await?;
    Ok(filter.connections.iter().all(|id| known.iter().any(|connection| connection.id == *id)))
}

fn tidy(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
