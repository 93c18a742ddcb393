//! The inbound queues. Their ids are numbers here and strings on an agent, and the envelope has no `error_message`.

use std::sync::Arc;

use axum::{
    extract::{OriginalUri, State},
    http::{HeaderMap, Uri},
    response::Response,
};
use serde::Serialize;

use super::agents;
use crate::{faces::params::Params, provider::ProviderName, shared::Shared, world::queue::Queue};

#[derive(Serialize)]
struct Listing {
    success: &'static str,
    error_code: &'static str,
    #[serde(rename = "totalRecord")]
    total_record: usize,
    data: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    #[serde(rename = "callinId")]
    callin_id: u64,
    #[serde(rename = "callinName")]
    callin_name: &'static str,
    strategy: &'static str,
    #[serde(rename = "musicinQueue")]
    music_in_queue: &'static str,
    #[serde(rename = "timeWait")]
    time_wait: &'static str,
    #[serde(rename = "agentSelector")]
    agent_selector: &'static str,
    #[serde(rename = "nguongRanhRoi")]
    idle_threshold: u32,
    #[serde(rename = "callinNumber")]
    callin_number: Option<&'static str>,
}

pub(super) async fn inbound(
    State(shared): State<Arc<Shared>>,
    OriginalUri(original): OriginalUri,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    super::admitted(&shared, &headers, agents::is_backend(&original), "queue", "GET queues", || {
        let (page, size) = agents::paging(&Params::from_query(uri.query()), shared.options().alohub.page_cap);
        let floor = shared.floor(ProviderName::Alohub);
        let rows = floor.queues.iter().enumerate().skip(page.saturating_mul(size)).take(size);
        super::json(&Listing {
            success: "1",
            error_code: "SUCCESS",
            total_record: super::total(&shared, floor.queues.len()),
            data: rows.map(|(index, queue)| row(index, queue)).collect(),
        })
    })
}

fn row(index: usize, queue: &Queue) -> Row {
    Row {
        callin_id: queue.id.parse().expect("this floor's queue ids are numbers"),
        callin_name: queue.name,
        strategy: if index.is_multiple_of(2) { "rrmemory" } else { "ringall" },
        music_in_queue: "default",
        time_wait: "30",
        agent_selector: "AUTO",
        idle_threshold: 5,
        callin_number: (index != 3).then_some(queue.hotline),
    }
}
