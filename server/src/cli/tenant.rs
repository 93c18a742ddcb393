//! `callboard tenant`.

use backend::auth::display::UNSEEN_S;
use backend::hub::Clock;
use backend::operator;
use backend::store::NewTenant;
use backend::store::Tenant;
use clap::Subcommand;
use domain::language::Language;
use domain::role::Role;
use serde_json::Value;
use serde_json::json;

use crate::cli::format::Format;
use crate::cli::format::moment;
use crate::cli::store;
use crate::config::StoreArgs;
use crate::failure::Failure;

/// It stands on pages and on screens.
const LONGEST_REASON: usize = 200;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add a company
    Add {
        /// The word in its addresses: 2 to 40 small letters, digits and hyphens
        slug: String,
        /// The name people read
        #[arg(long)]
        name: String,
        #[command(flatten)]
        more: More,
    },
    /// List the companies
    List(More),
    /// Let nobody into a company: people and displays read why, and its providers are not asked; a running server follows
    /// within seconds
    Suspend {
        /// Its slug
        slug: String,
        /// Why, for those who are not let in
        #[arg(long, default_value = "")]
        reason: String,
        #[command(flatten)]
        more: More,
    },
    /// Let people into a company again
    Resume {
        /// Its slug
        slug: String,
        #[command(flatten)]
        more: More,
    },
    /// Remove a company with everything of it but its audit log; take a backup first
    Remove {
        /// Its slug
        slug: String,
        /// Its slug once more: it is meant
        #[arg(long, value_name = "SLUG")]
        yes: Option<String>,
        #[command(flatten)]
        more: More,
    },
    /// Show one company: how many people, connections and displays it has
    Show {
        /// Its slug
        slug: String,
        #[command(flatten)]
        more: More,
    },
}

#[derive(Debug, clap::Args)]
struct More {
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    format: Format,
}

pub(super) async fn run(args: Args) -> Result<(), Failure> {
    match args.command {
        Command::Add { slug, name, more } => add(slug, name, &more).await,
        Command::List(more) => list(&more).await,
        Command::Show { slug, more } => show(&slug, &more).await,
        Command::Suspend { slug, reason, more } => suspend(&slug, &reason, &more).await,
        Command::Resume { slug, more } => resume(&slug, &more).await,
        Command::Remove { slug, yes, more } => remove(&slug, yes.as_deref(), &more).await,
    }
}

async fn add(slug: String, name: String, more: &More) -> Result<(), Failure> {
    let store = store::open(&more.store).await?;
    let tenant = NewTenant { slug: slug.clone(), name, is_demo: false };
    let id = operator::add_tenant(&store, &Clock::system(), &tenant).await?;
    more.format.say(&json!({ "id": id.to_string(), "slug": slug }), || {
        vec![format!("tenant {slug} was added; its board is at /t/{slug}/board")]
    });
    Ok(())
}

async fn list(more: &More) -> Result<(), Failure> {
    let tenants = store::open(&more.store).await?.all_tenants().await?;
    let facts: Vec<Value> = tenants.iter().map(facts).collect();
    more.format.say(&json!({ "tenants": facts }), || tenants.iter().map(line).collect());
    Ok(())
}

fn facts(tenant: &Tenant) -> Value {
    json!({
        "id": tenant.id.to_string(),
        "slug": tenant.slug,
        "name": tenant.name,
        "language": tenant.language.map(Language::as_str),
        "is_demo": tenant.is_demo,
        "needs_second_factor": tenant.needs_second_factor,
        "is_suspended": tenant.suspension.is_some(),
        "suspended_at": tenant.suspension.as_ref().map(|suspension| moment(suspension.at)),
        "reason": tenant.suspension.as_ref().map(|suspension| &suspension.reason),
        "created_at": moment(tenant.created_at),
    })
}

fn line(tenant: &Tenant) -> String {
    let condition = tenant.suspension.as_ref().map_or_else(String::new, |suspension| {
        format!("\tsuspended since {}: {}", moment(suspension.at), suspension.reason)
    });
    format!("{}\t{}{condition}", tenant.slug, tenant.name)
}

async fn suspend(slug: &str, reason: &str, more: &More) -> Result<(), Failure> {
    let reason = reason.trim();
    if reason.chars().count() > LONGEST_REASON || reason.chars().any(char::is_control) {
        return Err(Failure::usage("reason", format!("use one line of at most {LONGEST_REASON} characters")));
    }
    let store = store::open(&more.store).await?;
    let tenant = store::tenant(&store, slug).await?;
    operator::suspend_tenant(&store, &Clock::system(), &tenant, reason).await?;
    more.format.say(&json!({ "slug": slug, "is_suspended": true, "reason": reason }), || {
        vec![format!("nobody is let into {slug} any more; callboard tenant resume {slug} lets them in again")]
    });
    Ok(())
}

async fn resume(slug: &str, more: &More) -> Result<(), Failure> {
    let store = store::open(&more.store).await?;
    let tenant = store::tenant(&store, slug).await?;
    operator::resume_tenant(&store, &Clock::system(), &tenant).await?;
    more.format.say(&json!({ "slug": slug, "is_suspended": false }), || vec![format!("{slug} is open again")]);
    Ok(())
}

async fn remove(slug: &str, yes: Option<&str>, more: &More) -> Result<(), Failure> {
    let store = store::open(&more.store).await?;
    let tenant = store::tenant(&store, slug).await?;
    if yes != Some(slug) {
        let remedy = format!(
            "everything of {slug} but its audit log would be deleted; take a backup, and if it is meant, write --yes {slug}"
        );
        return Err(Failure::usage("yes", remedy));
    }
    operator::remove_tenant(&store, &Clock::system(), &tenant).await?;
    more.format.say(&json!({ "slug": slug, "is_removed": true }), || {
        vec![format!("{slug} was removed; its people are still there, and so is its audit log")]
    });
    Ok(())
}

async fn show(slug: &str, more: &More) -> Result<(), Failure> {
    let store = store::open(&more.store).await?;
    let tenant = store::tenant(&store, slug).await?;
    let members = store.members(tenant.id, store::now()).await?;
    let admins = members.iter().filter(|member| member.role == Role::Admin && member.suspended_at.is_none()).count();
    let connections = store.connections(tenant.id).await?.len();
    let displays = store.displays(tenant.id, store::now().plus_s(-UNSEEN_S)).await?.len();
    let mut facts = facts(&tenant);
    facts["members"] = members.len().into();
    facts["admins"] = admins.into();
    facts["connections"] = connections.into();
    facts["displays"] = displays.into();
    more.format.say(&facts, || {
        vec![
            line(&tenant),
            format!("added\t{}", moment(tenant.created_at)),
            format!("language\t{}", tenant.language.map_or("none chosen", Language::as_str)),
            format!("second factor\t{}", if tenant.needs_second_factor { "required" } else { "as each one likes" }),
            format!("members\t{}, of them {admins} admins", members.len()),
            format!("connections\t{connections}"),
            format!("displays\t{displays}"),
        ]
    });
    Ok(())
}
