//! What a company sets for all that are in it.

use domain::language::Language;
use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use crate::api::Me;
use crate::codec::JsonText;
use crate::error::AppError;

/// The language of a company's screens and its zone of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Who is looking.
    pub me: Me,
    /// The language that was chosen.
    pub language: Option<Language>,
    /// The name of the zone that was chosen.
    pub zone: Option<String>,
    /// The machine's zone, which is the company's where none was chosen.
    pub machine_zone: Option<String>,
    /// The zones there are.
    pub zones: Vec<String>,
}

/// What `tenant` has chosen.
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::NotFound`] for a tenant that is not the caller's, [`AppError::Forbidden`].
#[server(name = ReadCompany, endpoint = "company", output = JsonText)]
pub async fn company(tenant: String) -> Result<Company, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::company::company(&caller).await
}

/// Changes it; empty words are no choice.
///
/// # Errors
/// As [`company`]; [`AppError::Invalid`] for what is no zone; [`AppError::BadRequest`] for what is no language.
#[server(name = ChangeCompany, endpoint = "change_company", output = JsonText)]
pub async fn change_company(
    tenant: String,
    #[server(default)] language: String,
    #[server(default)] zone: String,
) -> Result<(), AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::company::change(&caller, &language, &zone).await
}
