//! Agents and queues as a provider's administration has them, over the network: what an admin reads and takes out, what was
//! changed about an agent, and who is told nothing of it.

use app::api::agent_day::agent_key;
use app::api::agents::AgentChangeLine;
use domain::changes::RowState;
use domain::changes::Step;

use crate::queues::agent_and_queue;
use crate::queues::connection;
use crate::queues::floor;
use crate::queues::plan;
use crate::queues::run;
use crate::support::Demo;

#[tokio::test]
async fn the_table_holds_the_agents_that_the_page_shows_in_its_order_and_the_log_says_that_it_was_taken_out() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let id = connection(&admin).await;
    let read = floor(&admin, id).await;
    let scan = read.memberships.as_ref().expect("the demo's key may list queues");
    let queue =
        scan.queues.iter().find(|queue| scan.members(&queue.id).next().is_some()).expect("somebody takes calls");

    let path = format!("/t/demo/queues/agents.csv?connection={id}&queue={}&sort=-id", queue.id);
    let answer = admin.get(&path).await;

    assert_eq!(answer.status(), 200);
    assert!(answer.headers()["content-disposition"].to_str().unwrap().contains("agents-demo.csv"));
    let text = answer.text().await.unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let numbers: Vec<String> = reader.records().map(|record| record.unwrap()[1].to_owned()).collect();
    let mut members: Vec<String> = scan.members(&queue.id).map(str::to_owned).collect();
    members.sort_by(|one, other| other.cmp(one));
    assert_eq!(numbers, members, "leading zeros stay: {text}");
    let log = admin.get("/t/demo/settings/audit/export.csv").await.text().await.unwrap();
    assert!(log.contains("export_agents"), "{log}");
    assert_eq!(admin.get("/t/demo/queues/agents.csv").await.status(), 400, "no connection is named");
}

#[tokio::test]
async fn a_queue_is_named_by_its_own_text_in_the_address() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let id = connection(&admin).await;

    for (encoded, shown) in
        [("0071", "0071"), ("a%2Fb", "a/b"), ("50%25", "50%"), ("h%C3%A0ng%20%C4%91%E1%BB%A3i", "hàng đợi")]
    {
        let page = admin.get(&format!("/t/demo/queues/{id}/{encoded}")).await;

        assert_eq!(page.status(), 200, "{encoded}");
        let text = page.text().await.unwrap();
        let title = text.split("<h1").nth(1).and_then(|rest| rest.split("</h1>").next()).expect("a page has a title");
        assert!(title.contains(&format!(">{shown}")), "{title}");
    }
}

#[tokio::test]
async fn what_was_changed_about_an_agent_stands_on_their_page_and_in_the_log_with_before_and_after() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let id = connection(&admin).await;
    let before = floor(&admin, id).await;
    let (agent, queue) = agent_and_queue(&before);
    let key = agent_key(id, &agent);
    let form = [("tenant", "demo"), ("key", key.as_str())];
    let lines: Vec<AgentChangeLine> = admin.post("/api/agent_changes", &form).await.json().await.unwrap();
    assert_eq!(lines, []);
    let planned = plan(&admin, id, &agent, &queue).await;
    let lines: Vec<AgentChangeLine> = admin.post("/api/agent_changes", &form).await.json().await.unwrap();
    assert_eq!(lines, [], "a plan is no change");

    run(&admin, &planned).await;

    let lines: Vec<AgentChangeLine> = admin.post("/api/agent_changes", &form).await.json().await.unwrap();
    assert_eq!((lines.len(), lines[0].set, &lines[0].state), (1, planned.id, &RowState::Verified));
    assert!(matches!(&lines[0].step, Step::Callin { .. }));
    assert_eq!(lines[0].step.added(), [queue.as_str()]);
    assert!(lines[0].queues.iter().any(|named| named.id == queue), "{:?}", lines[0].queues);
    let page = admin.get(&format!("/t/demo/agents/{key}")).await.text().await.unwrap();
    assert!(page.contains("Queue changes") && page.contains("Verified by re-reading"));
    let audit = admin.get("/t/demo/settings/audit").await.text().await.unwrap();
    let had: Vec<String> = before.memberships.unwrap().of(&agent).queues.into_iter().collect();
    assert!(audit.contains(&format!("<del>{}", had.join(", "))), "how it was before");
}

#[tokio::test]
async fn another_tenant_finds_nothing_and_a_supervisor_is_refused_plainly() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let other = demo.signed_in(&demo.add("demo-two", "admin", "admin@two.test")).await;
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;
    let id = connection(&admin).await;
    let read = floor(&admin, id).await;
    let agent = read.agents.agents.keys().next().expect("the demo has agents");
    let key = agent_key(id, agent);
    let queue = &read.memberships.as_ref().unwrap().queues[0].id;
    let id = id.to_string();

    for slug in ["demo", "demo-two"] {
        let form = [("tenant", slug), ("id", id.as_str()), ("key", key.as_str())];
        for function in ["queue_page", "agent_changes"] {
            assert_eq!(other.post(&format!("/api/{function}"), &form).await.status(), 404, "{function} of {slug}");
        }
        for path in [format!("queues/{id}/{queue}"), format!("queues/agents.csv?connection={id}")] {
            assert_eq!(other.get(&format!("/t/{slug}/{path}")).await.status(), 404, "{path} of {slug}");
        }
    }
    let form = [("tenant", "demo"), ("id", id.as_str()), ("key", key.as_str())];
    for function in ["queue_page", "agent_changes"] {
        assert_eq!(supervisor.post(&format!("/api/{function}"), &form).await.status(), 403, "{function}");
    }
    for path in ["agents", &format!("queues/{id}/{queue}"), &format!("queues/agents.csv?connection={id}")] {
        let answer = supervisor.get(&format!("/t/demo/{path}")).await;
        assert_eq!(answer.status(), 403, "{path}");
        let text = answer.text().await.unwrap();
        assert!(!text.contains(agent.as_str()), "{path}");
    }
    let page = supervisor.get(&format!("/t/demo/agents/{key}")).await.text().await.unwrap();
    assert!(!page.contains("Queue changes"));
}
