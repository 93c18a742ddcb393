//! Alarms on the wire: saved by an admin, shown on every open page, acknowledged by name, and never a stranger's.

use app::api::rules::RulesPage;
use domain::alarm::Alarms;
use domain::back_test::BackTest;

use crate::support::Demo;
use crate::support::Screen;
use crate::support::Stream;
use crate::support::Visitor;

/// Anybody who is paused at one provider's connection.
fn paused<'a>(tenant: &'a str, connection: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("tenant", tenant),
        ("spec[name]", "Pauses"),
        ("spec[kind]", "agent_in_state"),
        ("spec[states][0]", "Paused"),
        ("spec[longer_than_s]", "0"),
        ("spec[hold_s]", "0"),
        ("spec[clear_after_s]", "0"),
        ("spec[connections][0]", connection),
    ]
}

async fn page(visitor: &Visitor, tenant: &str) -> RulesPage {
    visitor.post("/api/rules", &[("tenant", tenant)]).await.json().await.unwrap()
}

async fn until(stream: &mut Stream, is_so: impl Fn(&Alarms) -> bool) -> Alarms {
    loop {
        let alarms: Alarms = serde_json::from_str(&stream.until("alarms").await.data).unwrap();
        if is_so(&alarms) {
            return alarms;
        }
    }
}

async fn nobody_is_paused(demo: &Demo) {
    for (agent, _) in demo.simulated_agents("vicidial").await {
        demo.simulate(&format!("agents/vicidial/{agent}/state/available")).await;
    }
}

#[tokio::test]
async fn an_alarm_is_on_every_open_page_until_it_clears_and_carries_the_name_of_who_saw_it() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;
    let screen = Screen::paired(&demo, &admin, "demo", "TV").await;
    let (connection, _) =
        page(&admin, "demo").await.choices.connections.into_iter().find(|(_, name)| name.contains("VICIdial")).unwrap();
    let mut desk = supervisor.stream("demo", "").await;
    let mut wall = screen.stream().await;
    nobody_is_paused(&demo).await;
    let (agent, _) = demo.simulated_agents("vicidial").await.into_iter().next().unwrap();

    let saved = admin.post("/api/save_rule", &paused("demo", &connection.to_string())).await;
    assert_eq!(saved.status(), 200);
    demo.simulate(&format!("agents/vicidial/{agent}/state/paused")).await;
    let alarms = until(&mut desk, |alarms| !alarms.open.is_empty()).await;

    // The floor lives on, so that others may have gone on a break meanwhile.
    assert_eq!(alarms.open[0].name, "Pauses");
    assert!(alarms.open[0].subjects.len() as u32 == alarms.open[0].count && alarms.open[0].count >= 1);
    let on_wall = until(&mut wall, |alarms| !alarms.open.is_empty()).await;
    assert!(on_wall.open[0].count >= 1 && on_wall.open[0].subjects.is_empty());
    let id = alarms.open[0].id.to_string();
    let seen = supervisor.post("/api/acknowledge_alarm", &[("tenant", "demo"), ("alarm", &id)]).await;
    assert_eq!(seen.status(), 200);
    let alarms = until(&mut desk, |alarms| alarms.open.iter().any(|alarm| alarm.acknowledged.is_some())).await;
    assert_eq!(alarms.open[0].acknowledged.as_ref().unwrap().by, "Lan Pham");
    let board = supervisor.get("/t/demo/board").await.text().await.unwrap();
    assert!(board.contains("Pauses"), "it is on the board without JavaScript too");
    nobody_is_paused(&demo).await;
    until(&mut desk, |alarms| alarms.open.is_empty()).await;
}

#[tokio::test]
async fn another_tenant_has_nothing_of_it_and_a_supervisor_may_look_and_not_change() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;
    let stranger = demo.signed_in(&demo.add("demo-two", "admin", "admin@two.test")).await;
    let (connection, _) = page(&admin, "demo").await.choices.connections.remove(0);
    let connection = connection.to_string();
    let form = paused("demo", &connection);
    assert_eq!(admin.post("/api/save_rule", &form).await.status(), 200);
    let rule = page(&supervisor, "demo").await.rules[0].rule.id.to_string();

    assert_eq!(supervisor.post("/api/save_rule", &form).await.status(), 403);
    assert_eq!(page(&stranger, "demo-two").await.rules, []);
    for tenant in ["demo", "demo-two"] {
        let one = [("tenant", tenant), ("rule", rule.as_str())];
        assert_eq!(stranger.post("/api/delete_rule", &one).await.status(), 404);
    }
    let foreign = paused("demo-two", &connection);
    assert_eq!(stranger.post("/api/save_rule", &foreign).await.status(), 422, "the connection is not theirs");
    assert_eq!(page(&admin, "demo").await.rules.len(), 1);
}

#[tokio::test]
async fn a_rule_is_tried_before_it_is_saved() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let (connection, _) = page(&admin, "demo").await.choices.connections.remove(0);
    let connection = connection.to_string();
    let form = [&paused("demo", &connection)[..], &[("hours", "1")]].concat();

    let test: BackTest = admin.post("/api/try_rule", &form).await.json().await.unwrap();

    assert_eq!(test.until.seconds_since(test.from), 3600);
    assert!(test.unobserved_s > 3000, "the demonstration has only begun");
    assert_eq!(page(&admin, "demo").await.rules, []);
}
