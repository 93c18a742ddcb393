//! Tenants: whether somebody can let others in.

use backend::hub::Clock;
use backend::store::Store;
use backend::store::StoreResult;
use domain::role::Role;

use super::Check;
use super::NO_STORE;
use super::Report;

pub(super) async fn look(store: Option<&Store>, report: &mut Report) {
    let Some(store) = store else { return report.skipped(Check::TenantAdmin, NO_STORE) };
    match without_admin(store).await {
        Ok((0, _)) => report.warning(
            Check::TenantAdmin,
            "there is no tenant yet",
            "open the link that callboard serve prints, or callboard tenant add",
        ),
        Ok((all, without)) if without.is_empty() => report.ok(Check::TenantAdmin, format!("{all} tenants")),
        Ok((_, without)) => {
            let slug = &without[0];
            let remedy = format!(
                "callboard user add --tenant {slug} --email ADDRESS --role admin, or callboard user grant for somebody \
                 who signs in already"
            );
            report.problem(
                Check::TenantAdmin,
                format!("nobody can sign in as admin of {}", without.join(", ")),
                remedy,
            );
        }
        Err(error) => report.skipped(Check::TenantAdmin, error.to_string()),
    }
}

/// How many tenants there are, and the slugs of those that nobody looks after.
async fn without_admin(store: &Store) -> StoreResult<(usize, Vec<String>)> {
    let (tenants, now) = (store.all_tenants().await?, Clock::system().now());
    let mut without = Vec::new();
    for tenant in tenants.iter().filter(|tenant| tenant.suspension.is_none()) {
        let members = store.members(tenant.id, now).await?;
        let can = members
            .iter()
            .any(|member| member.role == Role::Admin && member.suspended_at.is_none() && !member.is_barred);
        if !can {
            without.push(tenant.slug.clone());
        }
    }
    Ok((tenants.len(), without))
}
