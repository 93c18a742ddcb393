//! Views of the board that people keep: own ones, shared ones, and those with which boards open. What touches others is
//! written down before it is done; what somebody keeps for themselves is nobody's business.

use domain::audience::ScopeFilter;
use domain::audit::Deed;
use domain::audit::DeedOutcome;
use domain::audit::Matter;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::id::ViewId;
use domain::provider::ProviderKind;
use domain::role::Role;
use domain::saved_view::Params;
use domain::saved_view::SavedView;
use domain::saved_view::kept_params;
use domain::view::View;

use crate::audit::Actor;
use crate::audit::Ending;
use crate::audit::Entry;
use crate::audit::recorded;
use crate::auth::AuthError;
use crate::auth::TenantCtx;
use crate::auth::policy::ADMINS;
use crate::hub::Clock;
use crate::store::Connection;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoredView;
use crate::store::ViewContent;
use crate::store::Whose;

/// So many views one person keeps in a tenant.
const MOST_VIEWS: u32 = 100;
const LONGEST_NAME: usize = 60;
/// Letters in all parameters of a view together.
const LONGEST_PARAMS: usize = 1000;

/// Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ViewsError {
    /// No such view for this person: foreign, private and missing are the same.
    #[error("not found")]
    NotFound,
    /// It is there, and for its owner or an admin to change.
    #[error("not allowed")]
    Forbidden,
    /// Mend these fields.
    #[error("{} fields are wrong", .0.len())]
    Invalid(Vec<FieldError>),
    /// Look after the database.
    #[error(transparent)]
    Store(StoreError),
}

impl ViewsError {
    fn field(field: Field, problem: Problem) -> Self {
        Self::Invalid(vec![FieldError::new(field, problem)])
    }
}

impl From<StoreError> for ViewsError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            // Only the name is one of a kind.
            StoreError::Conflict => Self::field(Field::Name, Problem::Taken),
            StoreError::Unavailable(_) | StoreError::Corrupt { .. } => Self::Store(error),
        }
    }
}

impl From<AuthError> for ViewsError {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::SignedOut | AuthError::NotFound => Self::NotFound,
            AuthError::Forbidden
            | AuthError::NeedsSecondFactor
            | AuthError::NeedsSingleSignOn
            | AuthError::NeedsProof(_) => Self::Forbidden,
            AuthError::Unavailable(error) => Self::Store(error),
        }
    }
}

impl Ending for ViewsError {
    fn outcome(&self) -> DeedOutcome {
        match self {
            Self::NotFound | Self::Forbidden | Self::Invalid(_) => DeedOutcome::Refused,
            Self::Store(error) => error.outcome(),
        }
    }
}

/// What somebody wants to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewWish {
    /// What it shall be called.
    pub name: String,
    /// What it shows; none keeps what a known view shows.
    pub params: Option<Params>,
    /// Whether everybody in the tenant shall find it.
    pub is_shared: bool,
}

/// The views that the person finds: the own ones, and shared ones that name nothing out of the person's limits.
///
/// # Errors
/// [`ViewsError::Store`].
pub async fn list(store: &Store, ctx: &TenantCtx) -> Result<Vec<SavedView>, ViewsError> {
    let found = found(store, ctx).await?;
    let defaults = store.view_defaults(ctx.tenant_id(), ctx.user_id()).await?;
    let saved = |stored: StoredView| {
        let opens = |whose| defaults.contains(&(whose, stored.id));
        SavedView {
            id: stored.id,
            is_own_default: opens(Whose::Person(ctx.user_id())),
            default_for: Role::ALL.into_iter().filter(|role| opens(Whose::Role(*role))).collect(),
            may_change: may_change(ctx, &stored),
            owner: (stored.owner != ctx.user_id()).then_some(stored.owner_name),
            name: stored.content.name,
            params: stored.content.params,
            is_shared: stored.content.is_shared,
        }
    };
    Ok(found.into_iter().map(saved).collect())
}

/// Keeps a view as the person's own.
///
/// # Errors
/// [`ViewsError::Invalid`] naming the fields; [`ViewsError::Store`].
pub async fn save(
    store: &Store,
    clock: &Clock,
    ctx: &TenantCtx,
    actor: &Actor,
    wish: ViewWish,
) -> Result<ViewId, ViewsError> {
    let content = checked(wish, Params::new())?;
    let (tenant, user) = (ctx.tenant_id(), ctx.user_id());
    if store.count_views(tenant, user).await? >= i64::from(MOST_VIEWS) {
        return Err(ViewsError::field(Field::View, Problem::TooMany { most: MOST_VIEWS }));
    }
    let saving = async { Ok(store.add_view(tenant, user, &content, clock.now()).await?) };
    if !content.is_shared {
        return saving.await;
    }
    let entry = Entry::new(Deed::ShareView, Matter::about(&content.name).with("shows", words(&content.params)));
    recorded(store, clock, tenant, actor, entry, saving).await
}

/// Renames a view, shares it or not, and lets it show something else.
///
/// # Errors
/// As [`ViewsError`] tells.
pub async fn change(
    store: &Store,
    clock: &Clock,
    ctx: &TenantCtx,
    actor: &Actor,
    view: ViewId,
    wish: ViewWish,
) -> Result<(), ViewsError> {
    let known = changeable(store, ctx, view).await?;
    let content = checked(wish, known.content.params.clone())?;
    let before = known.content;
    if before == content {
        return Ok(());
    }
    let changing = async { Ok(store.change_view(ctx.tenant_id(), view, &content).await?) };
    let deed = match (before.is_shared, content.is_shared) {
        (false, false) => return changing.await,
        (false, true) => Deed::ShareView,
        (true, _) => Deed::ChangeView,
    };
    let shared = |content: &ViewContent| if content.is_shared { "yes" } else { "no" };
    let matter = Matter::about(&before.name)
        .change("name", &before.name, &content.name)
        .change("shared", shared(&before), shared(&content))
        .change("shows", words(&before.params), words(&content.params));
    recorded(store, clock, ctx.tenant_id(), actor, Entry::new(deed, matter), changing).await
}

/// Deletes a view.
///
/// # Errors
/// As [`ViewsError`] tells.
pub async fn delete(
    store: &Store,
    clock: &Clock,
    ctx: &TenantCtx,
    actor: &Actor,
    view: ViewId,
) -> Result<(), ViewsError> {
    let known = changeable(store, ctx, view).await?;
    let deleting = async { Ok(store.delete_view(ctx.tenant_id(), view).await?) };
    if !known.content.is_shared {
        return deleting.await;
    }
    let entry = Entry::new(Deed::DeleteView, Matter::about(known.content.name));
    recorded(store, clock, ctx.tenant_id(), actor, entry, deleting).await
}

/// Lets the person's own board open with a view, or with none.
///
/// # Errors
/// [`ViewsError::NotFound`]; [`ViewsError::Store`].
pub async fn set_own_default(store: &Store, ctx: &TenantCtx, view: Option<ViewId>) -> Result<(), ViewsError> {
    if let Some(view) = view {
        one(store, ctx, view).await?;
    }
    Ok(store.set_view_default(ctx.tenant_id(), Whose::Person(ctx.user_id()), view).await?)
}

/// Lets the boards of a role open with a shared view, or with none.
///
/// # Errors
/// [`ViewsError::Forbidden`] for who is no admin; [`ViewsError::Invalid`] for a view that is not shared and for displays,
/// which have no board; [`ViewsError::NotFound`]; [`ViewsError::Store`].
pub async fn set_role_default(
    store: &Store,
    clock: &Clock,
    ctx: &TenantCtx,
    actor: &Actor,
    role: Role,
    view: Option<ViewId>,
) -> Result<(), ViewsError> {
    ctx.require(ADMINS)?;
    if role == Role::Display {
        return Err(ViewsError::field(Field::Role, Problem::NotOffered));
    }
    let known = match view {
        Some(view) => Some(one(store, ctx, view).await?),
        None => None,
    };
    if known.as_ref().is_some_and(|known| !known.content.is_shared) {
        return Err(ViewsError::field(Field::View, Problem::NotOffered));
    }
    let name = known.map_or_else(String::new, |known| known.content.name);
    let entry = Entry::new(Deed::SetDefaultView, Matter::about(role.as_str()).with("view", name));
    let setting = async { Ok(store.set_view_default(ctx.tenant_id(), Whose::Role(role), view).await?) };
    recorded(store, clock, ctx.tenant_id(), actor, entry, setting).await
}

async fn found(store: &Store, ctx: &TenantCtx) -> Result<Vec<StoredView>, ViewsError> {
    let mut views = store.views_for(ctx.tenant_id(), ctx.user_id()).await?;
    if let Some(scope) = ctx.scope_filter() {
        let connections = store.connections(ctx.tenant_id()).await?;
        views.retain(|view| view.owner == ctx.user_id() || is_within(&view.content.params, scope, &connections));
    }
    Ok(views)
}

async fn one(store: &Store, ctx: &TenantCtx, view: ViewId) -> Result<StoredView, ViewsError> {
    found(store, ctx).await?.into_iter().find(|known| known.id == view).ok_or(ViewsError::NotFound)
}

async fn changeable(store: &Store, ctx: &TenantCtx, view: ViewId) -> Result<StoredView, ViewsError> {
    let known = one(store, ctx, view).await?;
    if may_change(ctx, &known) { Ok(known) } else { Err(ViewsError::Forbidden) }
}

/// Own views, and for an admin whatever is shared.
fn may_change(ctx: &TenantCtx, view: &StoredView) -> bool {
    view.owner == ctx.user_id() || ctx.require(ADMINS).is_ok()
}

/// Whether a view names nothing that somebody with these limits does not see: its name would tell that it is there.
fn is_within(params: &Params, scope: &ScopeFilter, connections: &[Connection]) -> bool {
    let view = view_of(params);
    let is_named = |named: &Option<String>, within: &[String]| {
        named.as_ref().is_none_or(|name| within.is_empty() || within.contains(name))
    };
    let is_connection = |named: &String| {
        scope.connections.is_empty()
            || named.parse::<ProviderKind>().is_ok()
            || connections.iter().any(|known| known.name == *named && scope.connections.contains(&known.id))
    };
    is_named(&view.queue, &scope.queues)
        && is_named(&view.group, &scope.groups)
        && view.connection.as_ref().is_none_or(is_connection)
}

fn view_of(params: &Params) -> View {
    View::from_params(params.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// What is kept: a tidy name, and of the parameters only what a board reads.
fn checked(wish: ViewWish, known: Params) -> Result<ViewContent, ViewsError> {
    let name = wish.name.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let name = name.collect::<Vec<_>>().join(" ");
    let params = wish.params.map_or(known, |params| kept_params(&view_of(&params)));
    let mut errors = Vec::new();
    if name.is_empty() {
        errors.push(FieldError::new(Field::Name, Problem::Required));
    }
    if name.chars().count() > LONGEST_NAME {
        errors.push(FieldError::new(Field::Name, Problem::TooLong { most: LONGEST_NAME as u32 }));
    }
    if params.iter().map(|(_, value)| value.chars().count()).sum::<usize>() > LONGEST_PARAMS {
        errors.push(FieldError::new(Field::View, Problem::TooLong { most: LONGEST_PARAMS as u32 }));
    }
    if params.iter().any(|(_, value)| value.contains('\0')) {
        errors.push(FieldError::new(Field::View, Problem::NotOffered));
    }
    if errors.is_empty() {
        Ok(ViewContent { name, params, is_shared: wish.is_shared })
    } else {
        Err(ViewsError::Invalid(errors))
    }
}

/// What a view shows, as the log keeps it.
fn words(params: &Params) -> String {
    params.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
}
