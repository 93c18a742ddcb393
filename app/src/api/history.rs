//! The past added up, and for how long it is kept.

use domain::occupancy::Tally;
use domain::provider::ProviderKind;
use domain::time::UnixMs;
use domain::totals::By;
use domain::totals::Column;
use domain::totals::Day;
use domain::totals::Row;
use domain::zone::Zone;
use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use super::Me;
use crate::codec::JsonText;
use crate::error::AppError;

/// Rows on one page.
pub const ROWS: usize = 100;

/// Which days are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Span {
    /// The day that it is.
    #[default]
    Today,
    /// The one before.
    Yesterday,
    /// The last seven, today among them.
    Week,
    /// From one day to another.
    Picked,
}

impl Span {
    /// The word in addresses.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Yesterday => "yesterday",
            Self::Week => "week",
            Self::Picked => "picked",
        }
    }
}

/// What the half hours show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Heat {
    /// How busy those were who could work on a call.
    #[default]
    Occupancy,
    /// How many were logged in.
    LoggedIn,
}

impl Heat {
    /// The word in addresses.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Occupancy => "occupancy",
            Self::LoggedIn => "logged_in",
        }
    }
}

/// What is looked at, as it stands in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Which days.
    pub span: Span,
    /// The first day, as `2026-11-21`.
    pub first: String,
    /// The last day.
    pub last: String,
    /// What a row stands for.
    pub by: By,
    /// What rows are ordered by.
    pub column: Column,
    /// The largest first.
    pub falling: bool,
    /// What the half hours show.
    pub heat: Heat,
    /// Which page of the rows, from 1.
    pub page: usize,
}

/// The past of some days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryPage {
    /// Who is looking.
    pub me: Me,
    /// What was understood of the address.
    pub question: Question,
    /// Names of the address whose values were not understood and left out.
    pub not_understood: Vec<String>,
    /// One page of rows, in order.
    pub rows: Vec<Row>,
    /// How many rows there are.
    pub row_count: usize,
    /// Everything together.
    pub total: Tally,
    /// The providers that count no calls.
    pub uncounted: Vec<ProviderKind>,
    /// The days, oldest first.
    pub days: Vec<Day>,
    /// The first moment of which anything is kept.
    pub kept_from: Option<UnixMs>,
    /// For how many days the past is kept.
    pub kept_days: u32,
    /// When it was added up.
    pub now: UnixMs,
    /// The reader's zone.
    pub zone: Zone,
}

/// The past of `tenant` on the days of `query` (the address without its question mark).
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::NotFound`] for a tenant that is not the caller's.
#[server(name = ReadHistory, endpoint = "history", output = JsonText)]
pub async fn history(tenant: String, query: String) -> Result<HistoryPage, AppError> {
    let caller = crate::ssr::caller(&tenant).await?;
    crate::ssr::history::page(&caller, &query).await
}

/// For how long a tenant keeps its past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    /// Who is looking.
    pub me: Me,
    /// Days.
    pub days: u32,
    /// The fewest that can be chosen.
    pub least: u32,
    /// The most that can be chosen.
    pub most: u32,
}

/// For how long `tenant` keeps its past.
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::NotFound`] for a tenant that is not the caller's, [`AppError::Forbidden`].
#[server(name = ReadRetention, endpoint = "retention", output = JsonText)]
pub async fn retention(tenant: String) -> Result<Retention, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::history::retention(&caller).await
}

/// Keeps the past of `tenant` for so many days.
///
/// # Errors
/// As [`retention`]; [`AppError::Invalid`] for what is no number that can be chosen.
#[server(name = KeepHistory, endpoint = "keep_history", output = JsonText)]
pub async fn keep_history(tenant: String, #[server(default)] history_days: String) -> Result<u32, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::history::keep(&caller, &history_days).await
}
