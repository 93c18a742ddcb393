//! Signing in at a company's own identity provider: the page, which goes on by itself where the server says so, and what
//! admins set for it.

use domain::single_sign_on::ProviderProblem;
use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use crate::api::Me;
use crate::codec::JsonText;
use crate::error::AppError;
use crate::proof::ProofClient;

/// Where the page goes on to by itself; the server hands it over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// The address.
    pub address: String,
    /// The provider's host, where it is another site.
    pub host: Option<String>,
}

/// What is set for the company's identity provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SingleSignOn {
    /// Who is looking.
    pub me: Me,
    /// Who the provider says it is.
    pub issuer: String,
    /// As what Callboard is known there.
    pub client_id: String,
    /// Whether a secret is there; it is never shown.
    pub has_secret: bool,
    /// The claim that names groups or roles.
    pub role_claim: String,
    /// Values that make an admin, one a line.
    pub admin_values: String,
    /// Values that make a supervisor, one a line.
    pub supervisor_values: String,
    /// Whether people may sign in there.
    pub is_on: bool,
    /// Whether people who were not invited are added.
    pub adds_people: bool,
    /// Whether a password lets nobody in but the break-glass admins.
    pub is_only_way: bool,
    /// The company's admins.
    pub admins: Vec<BreakGlass>,
    /// How many members the provider knows.
    pub identities: usize,
    /// The address of ours that the provider has to know.
    pub callback: String,
    /// Where the company's people begin.
    pub begin: String,
    /// What the form was opened with.
    pub version: i64,
}

/// An admin, as one who may get in while the provider is away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakGlass {
    /// Who.
    pub id: String,
    /// The name others read.
    pub name: String,
    /// Address.
    pub email: String,
    /// Whether it can be chosen: password and second factor are there.
    pub can: bool,
    /// Whether it is chosen.
    pub is_chosen: bool,
}

/// Where the page goes on to by itself; none where it asks for the company.
///
/// # Errors
/// [`AppError::Internal`] when the request is not there.
#[server(name = ReadTurn, endpoint = "sign_on_turn", output = JsonText)]
pub async fn sign_on_turn() -> Result<Option<Turn>, AppError> {
    Ok(use_context::<Turn>())
}

/// What is set in `tenant`.
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::NotFound`] for a tenant that is not the caller's, [`AppError::Forbidden`].
#[server(name = ReadSingleSignOn, endpoint = "single_sign_on", output = JsonText)]
pub async fn single_sign_on(tenant: String) -> Result<SingleSignOn, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::single_sign_on::settings(&caller).await
}

/// What the form holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SignOnForm {
    /// Who the provider says it is.
    pub issuer: String,
    /// As what Callboard is known there.
    pub client_id: String,
    /// The client's secret; empty to keep the one that is there.
    pub secret: String,
    /// The claim that names groups or roles.
    pub role_claim: String,
    /// Values that make an admin, one a line.
    pub admin_values: String,
    /// Values that make a supervisor, one a line.
    pub supervisor_values: String,
    /// `1` where people may sign in there.
    pub is_on: String,
    /// `1` where people who were not invited are added.
    pub adds_people: String,
    /// `1` where a password lets nobody in but the break-glass admins.
    pub is_only_way: String,
    /// Those.
    pub break_glass: Vec<String>,
    /// What the form was opened with.
    pub version: i64,
}

/// Sets it anew.
///
/// # Errors
/// As [`single_sign_on`]; [`AppError::Invalid`] for what was typed; [`AppError::Conflict`] when somebody else changed it
/// meanwhile; [`AppError::NeedsProof`].
#[server(name = SaveSingleSignOn, endpoint = "save_single_sign_on", client = ProofClient, output = JsonText)]
pub async fn save_single_sign_on(tenant: String, #[server(default)] form: SignOnForm) -> Result<(), AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::single_sign_on::save(&caller, form).await
}

/// Asks an issuer what it says of itself; none where people could sign in there.
///
/// # Errors
/// As [`single_sign_on`].
#[server(name = CheckSingleSignOn, endpoint = "check_single_sign_on", output = JsonText)]
pub async fn check_single_sign_on(
    tenant: String,
    #[server(default)] issuer: String,
) -> Result<Option<ProviderProblem>, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::single_sign_on::check(&caller, &issuer).await
}
