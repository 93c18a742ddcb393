//! The first paint of a board, and who is looking at it.

use domain::alarm::Alarms;
use domain::arrange::Arrangement;
use domain::board::Board;
use domain::counts::Counts;
use domain::exception::Exception;
use domain::role::Role;
use domain::zone::Zone;
use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use crate::codec::JsonText;
use crate::error::AppError;

/// The person at the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// Name to show.
    pub name: String,
    /// Role in this tenant.
    pub role: Role,
    /// The tenant looked at: address word and name.
    pub tenant: (String, String),
    /// All tenants of the person: address word and name.
    pub tenants: Vec<(String, String)>,
    /// Whether the tenant's data is simulated.
    pub demo: bool,
}

/// What a page needs before its live feed is there: every count, and the first rows of the view, worst first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstPaint {
    /// Who is looking.
    pub me: Me,
    /// The board with at most a hundred rows, and those the exceptions name.
    pub board: Board,
    /// Whether the board is whole, so that the feed may go on from its position.
    pub whole: bool,
    /// The view of the address, arranged over all rows.
    pub arrangement: Arrangement,
    /// Counts over all rows.
    pub counts: Counts,
    /// What is wrong, worst first.
    pub exceptions: Vec<Exception>,
    /// The alarms that are open.
    pub alarms: Alarms,
    /// Whether keys of one character do anything in this browser.
    pub single_keys: bool,
    /// The reader's zone.
    pub zone: Zone,
}

/// The first paint of `tenant`'s board for the view in `query` (the address without its question mark). Without a query
/// the caller is led to the view that the board opens with, where there is one.
///
/// # Errors
/// [`AppError::SignedOut`], or [`AppError::NotFound`] for a tenant that does not exist or is not the caller's.
#[server(name = ReadBoard, endpoint = "board", output = JsonText)]
pub async fn board(tenant: String, query: String) -> Result<FirstPaint, AppError> {
    let caller = crate::ssr::caller(&tenant).await?;
    let query = crate::ssr::views::opened(&caller, query).await?;
    crate::ssr::first_paint(&caller, &query)
}
