//! The writes: callin queues (the whole list is REPLACED), the callout queue, and the recording switch.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{OriginalUri, Path, State},
    http::{HeaderMap, Uri},
    response::Response,
};
use serde::Deserialize;
use serde_json::Value;

use super::{Failure, agents, failure, success};
use crate::{
    faces::params::Params,
    provider::ProviderName,
    shared::Shared,
    world::{command::Change, population::Population},
};

#[derive(Deserialize)]
struct QueuesBody {
    queue_ids: Vec<Value>,
    #[serde(default)]
    priority: Option<i64>,
}

#[derive(Deserialize)]
struct RecordingBody {
    enabled: bool,
}

pub(super) async fn queues(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    OriginalUri(original): OriginalUri,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let answer = super::admitted(&shared, &headers, agents::is_backend(&original), "agent", "PUT queues", || {
        let mut floor = shared.floor(ProviderName::Alohub);
        let Some(index) = floor.agent(&id).map(|agent| agent.index) else {
            return failure(Failure::NotFound("Agent not found"));
        };
        let params = Params::from_query(uri.query());
        match change(&floor, params.filled("type").unwrap_or("callin"), &body) {
            Ok(change) => {
                floor.request(index, change, shared.options().alohub.write_delay_ms);
                shared.count_write(ProviderName::Alohub);
                success("Agent queues updated successfully")
            }
            Err(message) => failure(Failure::InvalidInput(message)),
        }
    });
    answered(&shared, answer).await
}

/// The answer to a write, which may get lost after the write took effect.
async fn answered(shared: &Shared, answer: Response) -> Response {
    if answer.status().is_success() && shared.options().alohub.write_unanswered {
        std::future::pending::<()>().await;
    }
    answer
}

fn change(floor: &Population, kind: &str, body: &[u8]) -> Result<Change, &'static str> {
    let body: QueuesBody = serde_json::from_slice(body).map_err(|_| "queue_ids is required")?;
    if body.queue_ids.is_empty() {
        return Err("queue_ids must not be empty");
    }
    let ids: Vec<u64> =
        body.queue_ids.iter().map(Value::as_u64).collect::<Option<_>>().ok_or("queue_ids must be integers")?;
    match kind {
        "callin" => {
            let queues = ids
                .iter()
                .map(|id| floor.queues.iter().position(|queue| queue.id == id.to_string()))
                .collect::<Option<Vec<_>>>()
                .ok_or("queue_ids contains an unknown queue")?;
            Ok(Change::SetCallin { queues, priority: body.priority })
        }
        "callout" => {
            let known = |id: &&u64| floor.profile.callouts.iter().any(|(callout, _)| callout == *id);
            if ids.iter().any(|id| !known(&id)) {
                return Err("queue_ids contains an unknown queue");
            }
            Ok(Change::SetCallout(ids[0]))
        }
        _ => Err("type must be callin or callout"),
    }
}

pub(super) async fn recording(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    OriginalUri(original): OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let answer = super::admitted(&shared, &headers, agents::is_backend(&original), "agent", "PUT recording", || {
        // Without its column the vendor's statement fails before anything else is looked at.
        if shared.options().alohub.recording_migration_missing {
            return failure(Failure::System);
        }
        let Ok(body) = serde_json::from_slice::<RecordingBody>(&body) else {
            return failure(Failure::InvalidInput("enabled is required"));
        };
        let mut floor = shared.floor(ProviderName::Alohub);
        let Some(index) = floor.agent(&id).map(|agent| agent.index) else {
            return failure(Failure::NotFound("Agent not found"));
        };
        floor.request(index, Change::SetRecording(body.enabled), shared.options().alohub.write_delay_ms);
        shared.count_write(ProviderName::Alohub);
        let word = if body.enabled { "enabled" } else { "disabled" };
        success(&format!("Recording {word} for agent {id}"))
    });
    answered(&shared, answer).await
}
