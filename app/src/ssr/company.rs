//! What a company sets for all that are in it, for its page.

use backend::company::CompanyError;
use backend::zones;
use domain::language::Language;
use jiff::tz::TimeZone;

use super::Caller;
use super::failed;
use super::me;
use crate::api::company::Company;
use crate::error::AppError;

/// What was chosen.
pub(crate) async fn company(caller: &Caller) -> Result<Company, AppError> {
    let chosen = caller.backend.company_regional(&caller.ctx).await.map_err(refused)?;
    Ok(Company {
        me: me(caller),
        language: chosen.language,
        zone: chosen.zone,
        machine_zone: zones::name_of(&TimeZone::system()),
        zones: zones::names(),
    })
}

/// Changes it.
pub(crate) async fn change(caller: &Caller, language: &str, zone: &str) -> Result<(), AppError> {
    let language = read_language(language).map_err(failed)?;
    caller.backend.change_company(&caller.ctx, &caller.actor(), language, zone).await.map_err(refused)
}

/// The language that a form holds; an empty word is none.
fn read_language(word: &str) -> Result<Option<Language>, AppError> {
    match word {
        "" => Ok(None),
        word => word.parse().map(Some).map_err(|_no_language| AppError::BadRequest),
    }
}

fn refused(error: CompanyError) -> AppError {
    failed(match error {
        CompanyError::Forbidden => AppError::Forbidden,
        CompanyError::Invalid(error) => AppError::invalid(error),
        CompanyError::Store(_) => AppError::Unavailable,
    })
}
