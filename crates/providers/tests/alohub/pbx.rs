//! A small AloHub that keeps agents and queues, pages its lists and obeys writes, with the faults a test switches on.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;

use providers::alohub::Alohub;
use providers::alohub::config::AlohubConfig;
use serde_json::Value;
use serde_json::json;
use wiremock::Mock;
use wiremock::MockServer;
use wiremock::Request;
use wiremock::Respond;
use wiremock::ResponseTemplate;
use wiremock::matchers::any;

use crate::support;

/// One agent of the small AloHub.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    pub(crate) queues: BTreeSet<u64>,
    pub(crate) priority: Option<i64>,
    pub(crate) callout: Option<u64>,
}

/// Its state and its faults.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) agents: BTreeMap<String, Line>,
    pub(crate) queues: Vec<(u64, &'static str)>,
    /// Most rows on a page, whatever is asked for.
    pub(crate) cap: Option<usize>,
    /// Writes are accepted and take effect after so many further reads.
    pub(crate) effect_after_reads: usize,
    pub(crate) no_scope_for_queues: bool,
    pub(crate) ids_as_numbers: bool,
    /// A write leaves the priority as it was.
    pub(crate) keeps_priority: bool,
    /// A write adds to the callin queues instead of replacing them.
    pub(crate) adds_queues: bool,
    /// Reads after the first write meet the rate limit.
    pub(crate) limit_after_write: bool,
    /// The agent list of this queue fails.
    pub(crate) broken_queue: Option<u64>,
    /// `METHOD path?query` of every request.
    pub(crate) log: Vec<String>,
    pub(crate) puts: Vec<Value>,
    /// A write that has not taken effect yet.
    pub(crate) pending: Option<(String, String, Value)>,
}

#[derive(Clone, Default)]
pub(crate) struct Pbx(Arc<Mutex<State>>);

impl Pbx {
    pub(crate) fn new(state: State) -> Self {
        Self(Arc::new(Mutex::new(state)))
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    pub(crate) async fn serve(&self, config: AlohubConfig) -> (MockServer, Alohub) {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(self.clone()).mount(&server).await;
        let alohub = support::client(&server.uri(), config);
        (server, alohub)
    }
}

impl Respond for Pbx {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let mut state = self.state();
        let query: BTreeMap<String, String> = request.url.query_pairs().into_owned().collect();
        state.log.push(format!(
            "{} {}?{}",
            request.method,
            request.url.path(),
            request.url.query().unwrap_or_default()
        ));
        if request.method == http::Method::PUT {
            return state.put(request, query.get("type").cloned().unwrap_or_default());
        }
        if state.limit_after_write && !state.puts.is_empty() {
            return support::refusal(429, "RATE_LIMIT_EXCEEDED");
        }
        let answer = state.list(request.url.path(), &query);
        state.settle();
        answer
    }
}

impl State {
    pub(crate) fn times_asked(&self, part: &str) -> usize {
        self.log.iter().filter(|line| line.contains(part)).count()
    }

    fn put(&mut self, request: &Request, kind: String) -> ResponseTemplate {
        let body: Value = request.body_json().unwrap();
        let agent = request.url.path().split('/').nth(3).unwrap().to_owned();
        self.puts.push(body.clone());
        if !self.agents.contains_key(&agent) {
            return support::refusal(404, "NOT_FOUND");
        }
        self.pending = Some((agent, kind, body));
        if self.effect_after_reads == 0 {
            self.apply();
        }
        support::json_text(200, support::QUEUES_SET)
    }

    fn settle(&mut self) {
        if self.pending.is_some() {
            self.effect_after_reads = self.effect_after_reads.saturating_sub(1);
            if self.effect_after_reads == 0 {
                self.apply();
            }
        }
    }

    fn apply(&mut self) {
        let Some((agent, kind, body)) = self.pending.take() else { return };
        let line = self.agents.get_mut(&agent).unwrap();
        let mut ids = body["queue_ids"].as_array().into_iter().flatten().filter_map(Value::as_u64);
        match kind.as_str() {
            "callin" => {
                if !self.adds_queues {
                    line.queues.clear();
                }
                line.queues.extend(ids.by_ref());
                // The worst reading of the document: a priority that is left out is lost.
                if !self.keeps_priority {
                    line.priority = body["priority"].as_i64();
                }
            }
            "callout" => line.callout = ids.next_back(),
            _ => {}
        }
    }

    fn list(&self, path: &str, query: &BTreeMap<String, String>) -> ResponseTemplate {
        let rows: Vec<Value> = match path {
            "/v1/queues/inbound" if self.no_scope_for_queues => return support::refusal(403, "INSUFFICIENT_SCOPE"),
            "/v1/queues/inbound" => {
                self.queues.iter().map(|(id, name)| json!({"callinId": id, "callinName": name})).collect()
            }
            "/v1/agents" => {
                let queue: Option<u64> = query.get("queue_id").map(|id| id.parse().unwrap());
                if queue.is_some() && queue == self.broken_queue {
                    return support::refusal(500, "FAIL");
                }
                let lines = self.agents.iter();
                lines
                    .filter(|(_, line)| queue.is_none_or(|queue| line.queues.contains(&queue)))
                    .map(|(id, line)| self.row(id, line))
                    .collect()
            }
            _ => return support::refusal(404, "NOT_FOUND"),
        };
        let page: usize = query["page"].parse().unwrap();
        let size: usize = query["size"].parse().unwrap();
        let size = self.cap.map_or(size, |cap| cap.min(size));
        let shown: Vec<&Value> = rows.iter().skip(page * size).take(size).collect();
        let body = json!({"success": "1", "error_code": "SUCCESS", "totalRecord": rows.len(), "data": shown});
        support::json_text(200, &body.to_string())
    }

    /// A row shows one of the agent's queues, as the document does.
    fn row(&self, id: &str, line: &Line) -> Value {
        let queue = line.queues.first();
        let name = queue.and_then(|queue| self.queues.iter().find(|(id, _)| id == queue));
        json!({
            "tenantId": 20_260_310,
            "tenantName": "AloHub",
            "agentId": if self.ids_as_numbers { json!(id.parse::<u64>().unwrap()) } else { json!(id) },
            "status": 1,
            "userName": format!("agent.{id}"),
            "queueCallin": name.map(|(id, name)| format!("{id}-{name}")),
            "queueCallinId": queue.map(u64::to_string),
            "queueCallout": line.callout,
            "queueCalloutName": line.callout.map(|_| "Out"),
            "isFollowMe": 0,
            "priority": line.priority.map(|priority| priority.to_string()),
            "systemStatus": "AVAILABLE",
            "userStatus": "AVAILABLE",
        })
    }
}
