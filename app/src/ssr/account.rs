//! The caller's own account.

use backend::auth::AuthError;
use backend::auth::Principal;
use backend::people::sessions;
use backend::people::sessions::SessionInfo;
use backend::zones;

use super::entry::draft;
use super::failed;
use super::person;
use super::single_keys;
use super::tenants_of;
use crate::api::Me;
use crate::api::account::Account;
use crate::api::account::OwnSession;
use crate::error::AppError;

/// As [`crate::api::account::account`] says.
pub(crate) async fn account() -> Result<Account, AppError> {
    let (principal, session, backend) = person().await.map_err(failed)?;
    let listed = sessions::sessions_of(backend.store(), principal.user_id(), Some(&session), backend.now()).await;
    let listed = listed.map_err(|error| failed(AuthError::from(error).into()))?;
    let memberships = principal.memberships();
    Ok(Account {
        name: principal.display_name().to_owned(),
        email: principal.email().to_owned(),
        me: me(&principal),
        companies: memberships
            .iter()
            .map(|membership| (membership.tenant.slug.clone(), membership.tenant.name.clone(), membership.role))
            .collect(),
        sessions: listed.into_iter().map(own_session).collect(),
        through: principal.confined_to().and_then(|tenant| {
            memberships.iter().find(|membership| membership.tenant.id == tenant).map(|it| it.tenant.name.clone())
        }),
        is_fixed: !principal.owns_account(),
        has_second_factor: principal.has_second_factor(),
        single_keys: single_keys(),
        language: principal.language(),
        own_zone: principal.own_zone().and_then(zones::name_of),
        company_zone: zones::name_of(&backend.zone_of_companies(&principal)),
        zones: zones::names(),
        zone: zones::clocks(&backend.zone_of_person(&principal), backend.now()),
        draft: draft(),
    })
}

/// The person in the first of their companies.
pub(super) fn me(principal: &Principal) -> Option<Me> {
    let first = principal.memberships().first()?;
    Some(Me {
        name: principal.display_name().to_owned(),
        role: first.role,
        tenant: (first.tenant.slug.clone(), first.tenant.name.clone()),
        tenants: tenants_of(principal),
        demo: first.tenant.is_demo,
    })
}

fn own_session(info: SessionInfo) -> OwnSession {
    OwnSession {
        name: info.name.to_string(),
        first_seen: info.first_seen,
        last_seen: info.last_seen,
        remote: info.remote,
        browser: info.browser,
        is_current: info.is_current,
    }
}
