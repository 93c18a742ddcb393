//! Everybody in one request: `logged_in_agents`. Who is not listed is not logged in.

use domain::snapshot::Snapshot;

use super::client::Client;
use super::client::LogIn;
use super::normalise;
use super::wire;
use crate::ProviderError;
use crate::http::Stopwatch;

/// Reads the list. A row that could not be read may be anybody's, so the answer is not complete then.
///
/// # Errors
/// Whatever makes the list useless as a whole.
pub(crate) async fn read(client: &Client, watch: &Stopwatch) -> Result<Snapshot, ProviderError> {
    let parameters = [("stage", "tab"), ("header", "YES"), ("show_sub_status", "YES")];
    let (answer, received_at) =
        client.ask("logged_in_agents", LogIn::With, &parameters, watch.now(), wire::read_list).await?;
    let (agents, warnings) = normalise::list(&answer, received_at);
    let mut snapshot = Snapshot::new(received_at);
    snapshot.complete = answer.bad_rows.is_empty();
    snapshot.agents = agents;
    snapshot.warnings = warnings;
    snapshot.requests = 1;
    Ok(snapshot)
}
