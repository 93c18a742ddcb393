//! Queues over the network: a plan sends nothing, a confirmed one changes the provider, and another tenant finds neither.

use app::api::change_sets::SetView;
use app::api::queues::Imported;
use app::api::queues::QueueFloor;
use app::api::queues::QueuesPage;
use domain::administration::Memberships;
use domain::changes::Change;
use domain::changes::RowState;
use domain::changes::SetState;
use domain::changes::Step;
use domain::id::ConnectionId;

use crate::support::Demo;
use crate::support::Visitor;

pub(crate) async fn connection(admin: &Visitor) -> ConnectionId {
    let page: QueuesPage = admin.post("/api/queues", &[("tenant", "demo")]).await.json().await.unwrap();
    page.connections.first().expect("the demo has an AloHub connection").id
}

pub(crate) async fn floor(admin: &Visitor, id: ConnectionId) -> QueueFloor {
    let form = [("tenant", "demo"), ("id", &id.to_string()), ("again", "true")];
    admin.post("/api/queue_floor", &form).await.json().await.unwrap()
}

async fn memberships(admin: &Visitor, id: ConnectionId) -> Memberships {
    floor(admin, id).await.memberships.expect("the demo's key may list queues")
}

/// An agent of the demo and a queue that they are not in.
pub(crate) fn agent_and_queue(floor: &QueueFloor) -> (String, String) {
    let scan = floor.memberships.as_ref().expect("the demo's key may list queues");
    let agents = floor.agents.agents.values();
    let mut pairs = agents
        .filter(|agent| !agent.id_came_as_number && !scan.may_be_mixed_up(&agent.external_id))
        .flat_map(|agent| scan.queues.iter().map(move |queue| (agent.external_id.clone(), queue.id.clone())));
    let is_out = |(agent, queue): &(String, String)| {
        let queues = scan.of(agent).queues;
        !queues.is_empty() && !queues.contains(queue)
    };
    pairs.find(is_out).expect("nobody is in every queue")
}

pub(crate) async fn plan(admin: &Visitor, id: ConnectionId, agent: &str, queue: &str) -> SetView {
    let change = serde_json::to_string(&Change::add([queue.to_owned()])).unwrap();
    let form = [("tenant", "demo"), ("id", &id.to_string()), ("agents", agent), ("change", &change)];
    let answer = admin.post("/api/plan_changes", &form).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

pub(crate) async fn set(visitor: &Visitor, tenant: &str, set: &SetView) -> reqwest::Response {
    visitor.post("/api/change_set", &[("tenant", tenant), ("set", &set.id.to_string())]).await
}

/// Confirms a plan and waits for its end.
pub(crate) async fn run(admin: &Visitor, planned: &SetView) -> SetView {
    let form = [("tenant", "demo"), ("set", &planned.id.to_string())];
    assert_eq!(admin.post("/api/confirm_changes", &form).await.status(), 200);
    loop {
        let view: SetView = set(admin, "demo", planned).await.json().await.unwrap();
        if view.progress.state == SetState::Done {
            break view;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_plan_sends_nothing_and_what_is_confirmed_is_written_and_verified() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let id = connection(&admin).await;
    let before = floor(&admin, id).await;
    let (agent, queue) = agent_and_queue(&before);

    let planned = plan(&admin, id, &agent, &queue).await;

    assert!(matches!(&planned.rows[0].row.step, Step::Callin { .. }), "{:?}", planned.rows);
    assert_eq!(planned.progress.state, SetState::Planned);
    assert_eq!(demo.writes("alohub").await, 0);
    let ended = run(&admin, &planned).await;
    assert_eq!(ended.rows[0].state, RowState::Verified);
    let after = memberships(&admin, id).await;
    let kept = before.memberships.unwrap().of(&agent).queues;
    assert!(after.of(&agent).queues.is_superset(&kept) && after.of(&agent).queues.contains(&queue));
    let form = [("tenant", "demo"), ("set", &planned.id.to_string())];
    assert_eq!(admin.post("/api/confirm_changes", &form).await.status(), 409, "a second click");
}

#[tokio::test]
async fn a_table_with_a_wrong_line_plans_nothing_and_names_the_line() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let id = connection(&admin).await;
    let (agent, queue) = agent_and_queue(&floor(&admin, id).await);
    let import = async |text: &str| -> Imported {
        let form = [("tenant", "demo"), ("id", &id.to_string()), ("mode", "add"), ("text", text)];
        admin.post("/api/plan_import", &form).await.json().await.unwrap()
    };

    let Imported::Problems(problems) = import(&format!("{agent},{queue}\n{agent},no such queue")).await else {
        panic!("the second line cannot be used")
    };
    let Imported::Plan(planned) = import(&format!("{agent},{queue}")).await else { panic!("the line is good") };
    let long: String = (0..20_000).map(|number| format!("nobody {number:06},Hàng chờ không có tên này,1\n")).collect();
    let Imported::Problems(all) = import(&long).await else { panic!("no queue has that name") };
    assert_eq!(all.len(), 20_000, "as many lines as are allowed fit into a request");

    assert_eq!(problems.iter().map(|problem| problem.line).collect::<Vec<_>>(), [2]);
    assert_eq!(planned.rows[0].row.agent, agent);
    assert_eq!(demo.writes("alohub").await, 0);
}

#[tokio::test]
async fn the_table_of_a_set_holds_its_agents_and_the_log_says_that_it_was_taken_out() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let id = connection(&admin).await;
    let (agent, queue) = agent_and_queue(&floor(&admin, id).await);
    let planned = plan(&admin, id, &agent, &queue).await;

    let answer = admin.get(&format!("/t/demo/queues/changes.csv?set={}", planned.id)).await;

    assert_eq!(answer.status(), 200);
    let text = answer.text().await.unwrap();
    assert!(text.lines().nth(1).is_some_and(|line| line.contains(&agent)), "{text}");
    let log = admin.get("/t/demo/settings/audit/export.csv").await.text().await.unwrap();
    assert!(log.contains("plan_changes") && log.contains("export_changes"), "{log}");
}

#[tokio::test]
async fn another_tenant_finds_neither_the_connection_nor_the_set() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let other = demo.signed_in(&demo.add("demo-two", "admin", "admin@two.test")).await;
    let id = connection(&admin).await;
    let (agent, queue) = agent_and_queue(&floor(&admin, id).await);
    let planned = plan(&admin, id, &agent, &queue).await;
    let form = [("tenant", "demo-two"), ("id", &id.to_string()), ("set", &planned.id.to_string())];

    for function in
        ["queue_floor", "change_set", "plan_undo", "plan_retry", "confirm_changes", "cancel_changes", "discard_changes"]
    {
        assert_eq!(other.post(&format!("/api/{function}"), &form).await.status(), 404, "{function}");
    }
    let reading = other.post("/api/queue_reading", &form).await;
    assert_eq!(reading.text().await.unwrap(), "null");
    let csv = other.get(&format!("/t/demo-two/queues/changes.csv?set={}", planned.id)).await;
    assert_eq!(csv.status(), 404);
    let view: SetView = set(&admin, "demo", &planned).await.json().await.unwrap();
    assert_eq!(view.progress.state, SetState::Planned);
}
