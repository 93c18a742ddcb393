//! `callboard user`. A password never stands on the command line, which other users of the machine can read.

use std::io;
use std::io::BufRead;
use std::io::IsTerminal;

use backend::auth::Passwords;
use backend::hub::Clock;
use backend::operator;
use backend::people::PeopleError;
use backend::people::resets;
use backend::people::second_factor;
use backend::setup::NewPerson;
use backend::setup::SetupError;
use backend::store::Store;
use backend::store::StoredMember;
use backend::store::Tenant;
use backend::store::User;
use clap::Subcommand;
use clap::ValueEnum;
use domain::audience::ScopeFilter;
use domain::role::Role;
use secrecy::ExposeSecret;
use secrecy::SecretString;
use serde_json::Value;
use serde_json::json;

use crate::cli::format::Format;
use crate::cli::format::moment;
use crate::cli::store;
use crate::config::PASSWORD_VARIABLE;
use crate::config::StoreArgs;
use crate::config::password_from_environment;
use crate::failure::Failure;
use crate::out;
use crate::site::link;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List people: of one tenant, or of all
    List {
        /// Only of the tenant with this slug
        #[arg(long, value_name = "SLUG")]
        tenant: Option<String>,
        #[command(flatten)]
        more: More,
    },
    /// Add a person; the password is the first line of the standard input, or CALLBOARD_PASSWORD
    Add {
        #[command(flatten)]
        member: MemberArgs,
        /// The name others read [default: the address up to the @]
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        more: More,
    },
    /// Make somebody who signs in already a member of one more tenant, or change the part or its limits
    Grant {
        #[command(flatten)]
        member: MemberArgs,
        #[command(flatten)]
        more: More,
    },
    /// Give a member another part; the limits stay
    Role {
        #[command(flatten)]
        of: OneOf,
        /// What the person may do
        #[arg(long, value_enum)]
        role: Part,
        #[command(flatten)]
        more: More,
    },
    /// Take somebody out of a tenant; what else the person belongs to stays
    Remove {
        #[command(flatten)]
        of: OneOf,
        /// It is meant
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        more: More,
    },
    /// Print a link with which a person sets a new password; it works once, within 24 hours
    ResetLink {
        /// The address with which the person signs in
        #[arg(long)]
        email: String,
        /// Where people open Callboard
        #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:4600")]
        url: String,
        #[command(flatten)]
        more: More,
    },
    /// Look after second factors
    SecondFactor {
        #[command(subcommand)]
        command: SecondFactor,
    },
    /// What second-factor reset was called before
    #[command(hide = true)]
    ResetSecondFactor(ResetArgs),
}

#[derive(Debug, Subcommand)]
enum SecondFactor {
    /// Take a person's second factor away, for a phone that was lost
    Reset(ResetArgs),
}

#[derive(Debug, clap::Args)]
struct ResetArgs {
    /// The address with which the person signs in
    #[arg(long)]
    email: String,
    #[command(flatten)]
    more: More,
}

#[derive(Debug, clap::Args)]
struct More {
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    format: Format,
}

/// A member of a tenant.
#[derive(Debug, clap::Args)]
struct OneOf {
    /// The tenant's slug
    #[arg(long, value_name = "SLUG")]
    tenant: String,
    /// The address with which the person signs in
    #[arg(long)]
    email: String,
}

#[derive(Debug, clap::Args)]
struct MemberArgs {
    /// The tenant's slug
    #[arg(long, value_name = "SLUG")]
    tenant: String,
    /// The address with which the person signs in
    #[arg(long)]
    email: String,
    /// What the person may do
    #[arg(long, value_enum)]
    role: Part,
    /// Show only this connection, by name; may be repeated
    #[arg(long, value_name = "NAME")]
    limit_connection: Vec<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Part {
    Admin,
    Supervisor,
}

impl Part {
    const fn role(self) -> Role {
        match self {
            Self::Admin => Role::Admin,
            Self::Supervisor => Role::Supervisor,
        }
    }
}

pub(super) async fn run(args: Args) -> Result<(), Failure> {
    match args.command {
        Command::List { tenant, more } => list(tenant.as_deref(), &more).await,
        Command::Add { member, name, more } => add(&more, member, name).await,
        Command::Grant { member, more } => grant(&more, member).await,
        Command::Role { of, role, more } => change_role(&of, role.role(), &more).await,
        Command::Remove { of, yes, more } => remove(&of, yes, &more).await,
        Command::ResetLink { email, url, more } => reset_link(&more, &email, &url).await,
        Command::SecondFactor { command: SecondFactor::Reset(args) } | Command::ResetSecondFactor(args) => {
            reset_second_factor(&args.more, &args.email).await
        }
    }
}

async fn list(slug: Option<&str>, more: &More) -> Result<(), Failure> {
    let store = store::open(&more.store).await?;
    let tenants = match slug {
        Some(slug) => vec![store::tenant(&store, slug).await?],
        None => store.all_tenants().await?,
    };
    let mut all = Vec::new();
    for tenant in tenants {
        let members = store.members(tenant.id, store::now()).await?;
        all.extend(members.into_iter().map(|member| (tenant.slug.clone(), member)));
    }
    let facts: Vec<Value> = all.iter().map(|(slug, member)| facts(slug, member)).collect();
    more.format.say(&json!({ "users": facts }), || all.iter().map(|(slug, member)| line(slug, member)).collect());
    Ok(())
}

fn facts(slug: &str, member: &StoredMember) -> Value {
    json!({
        "tenant": slug,
        "email": member.email,
        "name": member.display_name,
        "role": member.role.as_str(),
        "is_limited": member.scope.is_some(),
        "is_suspended": member.suspended_at.is_some(),
        "is_barred": member.is_barred,
        "is_operator": member.is_operator,
        "has_second_factor": member.has_second_factor,
        "sessions": member.live_sessions,
        "last_seen": member.last_seen.map(moment),
    })
}

fn line(slug: &str, member: &StoredMember) -> String {
    let marks = [
        (member.scope.is_some(), "limited"),
        (member.suspended_at.is_some(), "suspended"),
        (member.is_barred, "barred"),
        (member.is_operator, "operator"),
        (member.has_second_factor, "second factor"),
    ];
    let marks: Vec<&str> = marks.iter().filter(|(is_so, _)| *is_so).map(|(_, word)| *word).collect();
    format!("{slug}\t{}\t{}\t{}\t{}", member.email, member.display_name, member.role, marks.join(", "))
}

async fn member(store: &Store, of: &OneOf) -> Result<(Tenant, User), Failure> {
    let tenant = store::tenant(store, &of.tenant).await?;
    let user = store.user_by_email(&of.email).await?.ok_or(SetupError::NoSuchPerson)?;
    Ok((tenant, user))
}

async fn change_role(of: &OneOf, role: Role, more: &More) -> Result<(), Failure> {
    let store = store::open(&more.store).await?;
    let (tenant, user) = member(&store, of).await?;
    let changed = operator::change_role(&store, &Clock::system(), tenant.id, user.id, role).await;
    changed.map_err(|error| not_changed(error, &of.tenant, &of.email))?;
    more.format.say(&json!({ "tenant": of.tenant, "email": user.email, "role": role.as_str() }), || {
        vec![format!("{} is {role} of tenant {} now", user.email, of.tenant)]
    });
    Ok(())
}

async fn remove(of: &OneOf, yes: bool, more: &More) -> Result<(), Failure> {
    let store = store::open(&more.store).await?;
    let (tenant, user) = member(&store, of).await?;
    if !yes {
        let remedy = format!("{} would be taken out of tenant {}; add --yes if it is meant", user.email, of.tenant);
        return Err(Failure::usage("yes", remedy));
    }
    let removed = operator::remove_member(&store, &Clock::system(), tenant.id, user.id).await;
    removed.map_err(|error| not_changed(error, &of.tenant, &of.email))?;
    more.format.say(&json!({ "tenant": of.tenant, "email": user.email, "is_removed": true }), || {
        vec![format!("{} belongs to tenant {} no more", user.email, of.tenant)]
    });
    Ok(())
}

fn not_changed(error: PeopleError, tenant: &str, email: &str) -> Failure {
    match error {
        PeopleError::Store(error) => error.into(),
        PeopleError::NotFound => Failure::usage("email", format!("{email} is no member of tenant {tenant}")),
        PeopleError::Forbidden | PeopleError::Invalid(_) | PeopleError::NeedsProof(_) | PeopleError::TooMany { .. } => {
            Failure::usage(
                "role",
                format!("{email} is the last admin of tenant {tenant} who can sign in; make another one admin first"),
            )
        }
    }
}

async fn add(more: &More, member: MemberArgs, name: Option<String>) -> Result<(), Failure> {
    let store = &store::open(&more.store).await?;
    let tenant = store::tenant(store, &member.tenant).await?;
    // Looked up first: a mistyped limit must not leave a person without limits behind.
    let limits = limits(store, &tenant, &member).await?;
    let name = name.unwrap_or_else(|| member.email.split('@').next().unwrap_or_default().to_owned());
    let person = NewPerson { email: &member.email, display_name: &name, password: password()? };
    let (role, clock, passwords) = (member.role.role(), Clock::system(), Passwords::new());
    let added = operator::add_member(store, &clock, &passwords, &tenant, person, role, limits.as_ref()).await;
    match added {
        Ok(_) => {}
        Err(SetupError::Exists { .. }) => {
            return Err(Failure::usage(
                "email",
                "this person signs in already; callboard user grant adds another tenant",
            ));
        }
        Err(error) => return Err(error.into()),
    }
    more.format.say(&json!({ "tenant": member.tenant, "email": member.email, "role": role.as_str() }), || {
        vec![format!("{} was added to tenant {} as {role}", member.email, member.tenant)]
    });
    Ok(())
}

async fn grant(more: &More, member: MemberArgs) -> Result<(), Failure> {
    let store = &store::open(&more.store).await?;
    let tenant = store::tenant(store, &member.tenant).await?;
    let limits = limits(store, &tenant, &member).await?;
    let (role, clock, limits) = (member.role.role(), Clock::system(), limits.as_ref());
    let user = store.user_by_email(&member.email).await?.ok_or(SetupError::NoSuchPerson)?;
    if store.membership(tenant.id, user.id).await?.is_some() {
        let changed = operator::change_member(store, &clock, tenant.id, user.id, role, limits).await;
        changed.map_err(|error| not_changed(error, &member.tenant, &member.email))?;
    } else {
        operator::grant(store, &clock, &tenant, &member.email, role, limits).await?;
    }
    more.format.say(&json!({ "tenant": member.tenant, "email": member.email, "role": role.as_str() }), || {
        vec![format!("{} is {role} of tenant {} now", member.email, member.tenant)]
    });
    Ok(())
}

async fn reset_link(more: &More, email: &str, url: &str) -> Result<(), Failure> {
    let store = &store::open(&more.store).await?;
    let token = resets::reset_link_by_operator(store, &Clock::system(), email).await.map_err(|error| match error {
        PeopleError::NotFound => SetupError::NoSuchPerson.into(),
        PeopleError::Store(error) => error.into(),
        PeopleError::Forbidden | PeopleError::Invalid(_) | PeopleError::NeedsProof(_) | PeopleError::TooMany { .. } => {
            Failure::usage("email", "this person may not sign in")
        }
    })?;
    let link = link(url, &format!("/reset/{}", token.expose_secret()));
    more.format.say(&json!({ "email": email, "link": link }), || vec![link.clone()]);
    Ok(())
}

async fn reset_second_factor(more: &More, email: &str) -> Result<(), Failure> {
    let store = &store::open(&more.store).await?;
    let reset = second_factor::reset_by_operator(store, &Clock::system(), email).await;
    reset.map_err(|error| match error {
        PeopleError::Store(error) => error.into(),
        PeopleError::NotFound
        | PeopleError::Forbidden
        | PeopleError::Invalid(_)
        | PeopleError::NeedsProof(_)
        | PeopleError::TooMany { .. } => Failure::usage("email", "nobody with this address has a second factor"),
    })?;
    more.format.say(&json!({ "email": email, "has_second_factor": false }), || {
        vec![format!("{email} signs in with the password alone until a second factor is set up again")]
    });
    Ok(())
}

async fn limits(store: &Store, tenant: &Tenant, member: &MemberArgs) -> Result<Option<ScopeFilter>, Failure> {
    if member.limit_connection.is_empty() {
        return Ok(None);
    }
    let mut filter = ScopeFilter::default();
    for name in &member.limit_connection {
        filter.connections.push(store::connection(store, tenant, name, "limit-connection").await?.id);
    }
    Ok(Some(filter))
}

fn password() -> Result<SecretString, Failure> {
    if let Some(password) = password_from_environment() {
        return Ok(password);
    }
    if io::stdin().is_terminal() {
        out::error_line("Password, at least 12 characters (it is shown as you type):");
    }
    let mut line = String::new();
    io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|error| Failure::File { what: "the standard input".to_owned(), error })?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(Failure::usage(
            "password",
            format!("write it to the standard input, or set the environment variable {PASSWORD_VARIABLE}"),
        ));
    }
    Ok(SecretString::from(password))
}
