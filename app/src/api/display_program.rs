//! What one screen of a tenant plays, as its admins make it.

use domain::display::DisplayFacts;
use domain::id::DisplayId;
use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use super::FirstPaint;
use super::Me;
use super::ScopeChoices;
use crate::codec::JsonText;
use crate::error::AppError;

/// The page on which a program is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramPage {
    /// Who is looking.
    pub me: Me,
    /// Whose program.
    pub display: DisplayId,
    /// What the screen is told about itself.
    pub facts: DisplayFacts,
    /// Which change of the program it shows; 0 before the first.
    pub version: i64,
    /// Whether a program was kept that cannot be read.
    pub is_lost: bool,
    /// The screen in CSS pixels, once it was heard of.
    pub screen: Option<(u32, u32)>,
    /// What a slide can be about.
    pub choices: ScopeChoices,
    /// The board as this screen sees it.
    pub paint: FirstPaint,
}

/// What the display plays, and the board as it sees it.
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::NotFound`] for a foreign tenant or display, [`AppError::Forbidden`] for who is no
/// admin.
#[server(name = ReadDisplayProgram, endpoint = "display_program", output = JsonText)]
pub async fn display_program(tenant: String, #[server(default)] display: String) -> Result<ProgramPage, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::displays::program(&caller, &display).await
}

/// Keeps `program` (as JSON), which was made of version `version`, and answers with the version it has now. The screen
/// follows within seconds.
///
/// # Errors
/// As [`display_program`]; [`AppError::Invalid`] when something in it cannot be read, [`AppError::Conflict`] when it was
/// changed meanwhile.
#[server(name = SaveDisplayProgram, endpoint = "save_display_program", output = JsonText)]
pub async fn save_display_program(
    tenant: String,
    #[server(default)] display: String,
    #[server(default)] version: i64,
    #[server(default)] program: String,
) -> Result<i64, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::displays::save_program(&caller, &display, version, &program).await
}
