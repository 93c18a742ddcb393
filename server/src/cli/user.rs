//! `callboard user`. A password never stands on the command line, which other users of the machine can read.

use std::io;
use std::io::BufRead;
use std::io::IsTerminal;

use backend::auth::Passwords;
use backend::hub::Clock;
use backend::people::PeopleError;
use backend::people::resets;
use backend::people::second_factor;
use backend::setup;
use backend::setup::NewPerson;
use backend::setup::SetupError;
use backend::store::Store;
use clap::Subcommand;
use clap::ValueEnum;
use domain::audience::ScopeFilter;
use domain::role::Role;
use secrecy::ExposeSecret;
use secrecy::SecretString;

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
    /// Add a person; the password is the first line of the standard input, or CALLBOARD_PASSWORD
    Add {
        #[command(flatten)]
        member: MemberArgs,
        /// The name others read [default: the address up to the @]
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        store: StoreArgs,
    },
    /// Make somebody who signs in already a member of one more tenant, or change the part or its limits
    Grant {
        #[command(flatten)]
        member: MemberArgs,
        #[command(flatten)]
        store: StoreArgs,
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
        store: StoreArgs,
    },
    /// Take a person's second factor away, for a phone that was lost
    ResetSecondFactor {
        /// The address with which the person signs in
        #[arg(long)]
        email: String,
        #[command(flatten)]
        store: StoreArgs,
    },
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
        Command::Add { member, name, store } => add(&store::open(&store).await?, member, name).await,
        Command::Grant { member, store } => grant(&store::open(&store).await?, member).await,
        Command::ResetLink { email, url, store } => reset_link(&store::open(&store).await?, &email, &url).await,
        Command::ResetSecondFactor { email, store } => reset_second_factor(&store::open(&store).await?, &email).await,
    }
}

async fn add(store: &Store, member: MemberArgs, name: Option<String>) -> Result<(), Failure> {
    // Looked up first: a mistyped limit must not leave a person without limits behind.
    let limits = limits(store, &member).await?;
    let name = name.unwrap_or_else(|| member.email.split('@').next().unwrap_or_default().to_owned());
    let person = NewPerson { email: &member.email, display_name: &name, password: password()? };
    let (role, now) = (member.role.role(), store::now());
    let added = setup::create_user(store, &Passwords::new(), &member.tenant, person, role, now).await;
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
    limit(store, &member, limits).await?;
    out::line(&format!("{} was added to tenant {} as {role}", member.email, member.tenant));
    Ok(())
}

async fn grant(store: &Store, member: MemberArgs) -> Result<(), Failure> {
    let limits = limits(store, &member).await?;
    let role = member.role.role();
    if limits.is_none() {
        setup::grant(store, &member.tenant, &member.email, role, store::now()).await?;
    }
    limit(store, &member, limits).await?;
    out::line(&format!("{} is {role} of tenant {} now", member.email, member.tenant));
    Ok(())
}

async fn reset_link(store: &Store, email: &str, url: &str) -> Result<(), Failure> {
    let token = resets::reset_link_by_operator(store, &Clock::system(), email).await.map_err(|error| match error {
        PeopleError::NotFound => SetupError::NoSuchPerson.into(),
        PeopleError::Store(error) => error.into(),
        PeopleError::Forbidden | PeopleError::Invalid(_) | PeopleError::NeedsProof(_) | PeopleError::TooMany { .. } => {
            Failure::usage("email", "this person may not sign in")
        }
    })?;
    out::line(&link(url, &format!("/reset/{}", token.expose_secret())));
    Ok(())
}

async fn reset_second_factor(store: &Store, email: &str) -> Result<(), Failure> {
    let reset = second_factor::reset_by_operator(store, &Clock::system(), email).await;
    reset.map_err(|error| match error {
        PeopleError::Store(error) => error.into(),
        PeopleError::NotFound
        | PeopleError::Forbidden
        | PeopleError::Invalid(_)
        | PeopleError::NeedsProof(_)
        | PeopleError::TooMany { .. } => Failure::usage("email", "nobody with this address has a second factor"),
    })?;
    out::line(&format!("{email} signs in with the password alone until a second factor is set up again"));
    Ok(())
}

async fn limits(store: &Store, member: &MemberArgs) -> Result<Option<ScopeFilter>, Failure> {
    if member.limit_connection.is_empty() {
        return Ok(None);
    }
    let tenant = store::tenant(store, &member.tenant).await?;
    let mut filter = ScopeFilter::default();
    for name in &member.limit_connection {
        filter.connections.push(store::connection(store, &tenant, name, "limit-connection").await?.id);
    }
    Ok(Some(filter))
}

async fn limit(store: &Store, member: &MemberArgs, filter: Option<ScopeFilter>) -> Result<(), Failure> {
    let Some(filter) = filter else { return Ok(()) };
    let tenant = store::tenant(store, &member.tenant).await?;
    let user = store.user_by_email(&member.email).await?.ok_or(SetupError::NoSuchPerson)?;
    let now = store::now();
    let scope = store.create_scope(tenant.id, &filter, now).await?;
    store.grant_membership(tenant.id, user.id, member.role.role(), Some(scope), now).await?;
    Ok(())
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
