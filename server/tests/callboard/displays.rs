//! A screen on a wall from its code to its end, as it looks on the wire.

use std::collections::BTreeSet;
use std::time::Duration;
use std::time::Instant;

use app::api::DisplaysPage;
use app::api::Wall;
use backend::auth::policy::Access;
use backend::auth::policy::Method;
use backend::auth::policy::RULES;
use backend::auth::policy::SERVER_FN_PREFIX;
use backend::auth::policy::Target;
use domain::board::Board;
use domain::delta::Delta;
use domain::display::DisplayFacts;

use crate::support::Demo;
use crate::support::Event;
use crate::support::Screen;
use crate::support::Stream;
use crate::support::Visitor;

/// What a desk wants of its displays.
async fn list(desk: &Visitor) -> DisplaysPage {
    desk.post("/api/displays", &[("tenant", "demo")]).await.json().await.unwrap()
}

fn facts(event: &Event) -> DisplayFacts {
    serde_json::from_str(&event.data).unwrap()
}

#[tokio::test]
async fn a_screen_shows_a_code_until_a_desk_approves_it_and_then_the_floor() {
    let demo = Demo::start();
    let desk = demo.signed_in(&demo.account("supervisor")).await;
    let screen = Screen::switch_on(&demo).await;
    let code = screen.code().await;
    assert_eq!(screen.code().await, code, "asking again does not change it");
    let page = screen.visitor.get("/wall").await.text().await.unwrap();
    assert!(page.contains(&code[..4]) && page.contains(&code[4..]), "it is on the page without JavaScript too");

    screen.approve(&desk, "demo", &[("name", "North wall"), ("place", "Hall")]).await;

    let Wall::Board(paint) = screen.wall().await else { panic!("it is paired") };
    assert_eq!((paint.display.name.as_str(), paint.display.place.as_str()), ("North wall", "Hall"));
    assert!(!paint.paint.board.rows.is_empty());
    let page = screen.visitor.get("/wall").await.text().await.unwrap();
    assert!(page.contains("class=\"wall\"") && page.contains("wall-tile"), "the floor is there without JavaScript");
    let again = desk.post("/api/approve_display", &Screen::form(&code, "demo", "Twice")).await;
    assert_eq!(again.status(), 422, "a code is used once");
    let displays = list(&desk).await.displays;
    assert_eq!(displays.len(), 1);
    assert_eq!(displays[0].paired_by, "Lan Pham");
}

#[tokio::test]
async fn what_the_desk_decides_reaches_the_screen_within_five_seconds() {
    let demo = Demo::start();
    let desk = demo.signed_in(&demo.account("supervisor")).await;
    let screen = Screen::paired(&demo, &desk, "demo", "TV").await;
    let id = list(&desk).await.displays[0].id.to_string();
    let one = [("tenant", "demo"), ("display", id.as_str())];
    let mut stream = screen.stream().await;
    let told = facts(&stream.until("display").await);
    assert_eq!((told.name.as_str(), told.reloads, told.identify_until), ("TV", 0, None));

    let decided = Instant::now();
    desk.post("/api/identify_display", &one).await;
    let told = facts(&stream.until("display").await);
    assert!(told.identify_until.is_some());
    desk.post("/api/reload_display", &one).await;
    let told = facts(&stream.until("display").await);
    assert_eq!(told.reloads, 1);
    let change = [("name", "South"), ("place", "Door"), ("layout", "queues"), ("view", "show=everyone")];
    desk.post("/api/change_display", &[&one[..], &change].concat()).await;
    let told = facts(&stream.until("display").await);

    assert_eq!((told.name.as_str(), told.layout.slug(), told.view.as_str()), ("South", "queues", "show=everyone"));
    assert!(decided.elapsed() <= Duration::from_secs(15), "three deeds, five seconds each: {:?}", decided.elapsed());
    let beat = [("build", "0.1.0+abc"), ("width", "1920"), ("height", "1080")];
    assert_eq!(screen.visitor.post("/api/wall_heartbeat", &beat).await.status(), 200);
    let known = list(&desk).await.displays.remove(0);
    assert_eq!((known.version.as_deref(), known.screen), (Some("0.1.0+abc"), Some((1920, 1080))));
}

#[tokio::test]
async fn other_agents_to_see_end_the_stream_and_the_next_one_holds_only_them() {
    let demo = Demo::start();
    let desk = demo.signed_in(&demo.account("supervisor")).await;
    let screen = Screen::paired(&demo, &desk, "demo", "TV").await;
    let page = list(&desk).await;
    let (connection, _) = page.choices.connections[0].clone();
    let mut stream = screen.stream().await;
    stream.until("snapshot").await;

    let decided = Instant::now();
    let (id, connection) = (page.displays[0].id.to_string(), connection.to_string());
    let form = [
        ("tenant", "demo"),
        ("display", id.as_str()),
        ("name", "TV"),
        ("place", ""),
        ("layout", "floor"),
        ("view", ""),
        ("connections[0]", connection.as_str()),
    ];
    assert_eq!(desk.post("/api/change_display", &form).await.status(), 200);
    stream.until("gone").await;

    assert!(decided.elapsed() <= Duration::from_secs(5), "{:?}", decided.elapsed());
    let board: Board = serde_json::from_str(&screen.stream().await.until("snapshot").await.data).unwrap();
    let seen: BTreeSet<String> = board.connections.values().map(|connection| connection.id.to_string()).collect();
    assert_eq!(seen, BTreeSet::from([connection]));
    assert!(!board.rows.is_empty());
}

#[tokio::test]
async fn a_disconnected_screen_goes_dark_within_five_seconds_and_says_by_whom() {
    let demo = Demo::start();
    let desk = demo.signed_in(&demo.account("supervisor")).await;
    let screen = Screen::paired(&demo, &desk, "demo", "TV").await;
    let stays = Screen::paired(&demo, &desk, "demo", "Stays").await;
    let mut stream = screen.stream().await;
    stream.until("snapshot").await;
    let id = list(&desk).await.displays.iter().find(|display| display.facts.name == "TV").unwrap().id.to_string();

    let decided = Instant::now();
    assert_eq!(desk.post("/api/revoke_display", &[("tenant", "demo"), ("display", &id)]).await.status(), 200);
    stream.until("gone").await;

    assert!(decided.elapsed() <= Duration::from_secs(5), "{:?}", decided.elapsed());
    assert!(stream.next().await.is_none());
    assert_eq!(screen.visitor.get("/wall/events").await.status(), 401);
    let beat = [("build", "x"), ("width", "1"), ("height", "1")];
    assert_eq!(screen.visitor.post("/api/wall_heartbeat", &beat).await.status(), 401);
    let Wall::Pairing(pairing) = screen.wall().await else { panic!("it waits to be paired") };
    assert_eq!(pairing.left.as_deref(), Some("Nam Việt BPO"));
    assert!(matches!(stays.wall().await, Wall::Board(_)), "one is revoked, not all");
}

#[tokio::test]
async fn a_display_opens_nothing_that_is_a_persons_and_a_person_nothing_that_is_a_displays() {
    let demo = Demo::start();
    let desk = demo.signed_in(&demo.account("admin")).await;
    let screen = Screen::paired(&demo, &desk, "demo", "TV").await;

    for rule in RULES {
        if matches!(rule.access, Access::Public | Access::Display) {
            continue;
        }
        let answer = match rule.target {
            Target::Route { method: Method::Get, pattern } => {
                screen.visitor.get(&pattern.replace("{tenant}", "demo")).await
            }
            Target::Route { method: Method::Post, pattern } => {
                screen.visitor.post(&pattern.replace("{tenant}", "demo"), &[]).await
            }
            Target::ServerFn { name } => {
                let form = [&Screen::form("AAAAAAAA", "demo", "X")[..], &[("query", ""), ("agent", "0:1")]].concat();
                screen.visitor.post(&format!("{SERVER_FN_PREFIX}{name}"), &form).await
            }
        };
        let status = answer.status().as_u16();
        let to_sign_in = status == 303 && crate::support::location(&answer).starts_with("/sign-in");
        assert!(to_sign_in || [400, 401, 403, 404].contains(&status), "{:?}: {status}", rule.target);
    }
    assert_eq!(desk.get("/wall/events").await.status(), 401);
    let beat = [("build", "x"), ("width", "1"), ("height", "1")];
    assert_eq!(desk.post("/api/wall_heartbeat", &beat).await.status(), 401);
}

/// Everything of customers that an admin sees: whole numbers, and the ids that stand in for one.
#[derive(Default)]
struct Customers {
    numbers: BTreeSet<String>,
    leads: BTreeSet<String>,
}

impl Customers {
    fn note(&mut self, board: &Board) {
        for call in board.rows.values().filter_map(|row| row.call.as_ref()) {
            self.numbers.extend(call.number.iter().filter(|number| number.len() >= 7).cloned());
            self.leads.extend(call.lead.iter().cloned());
        }
    }
}

async fn follow(stream: &mut Stream, board: &mut Board) -> Event {
    loop {
        let event = stream.next().await.expect("the stream goes on");
        match event.name.as_str() {
            "snapshot" => *board = serde_json::from_str(&event.data).unwrap(),
            "delta" => board.apply(serde_json::from_str::<Delta>(&event.data).unwrap()).unwrap(),
            _ => continue,
        }
        return event;
    }
}

#[tokio::test]
async fn nothing_that_a_display_receives_leads_to_a_customer() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let screen = Screen::paired(&demo, &admin, "demo", "TV").await;
    let (mut open, mut wall) = (admin.stream("demo", "").await, screen.stream().await);
    let (mut everything, mut shown) = (Board::default(), Board::default());
    let mut customers = Customers::default();
    let mut received = String::new();
    follow(&mut open, &mut everything).await;
    for provider in ["tel4vn", "convoso", "alohub", "vicidial", "crocodial"] {
        for (agent, _) in demo.simulated_agents(provider).await.iter().take(4) {
            demo.simulate(&format!("agents/{provider}/{agent}/state/on-call")).await;
        }
    }

    // Until calls of several providers with numbers and with ids have been seen on both streams.
    while customers.numbers.len() < 5 || customers.leads.len() < 5 {
        follow(&mut open, &mut everything).await;
        customers.note(&everything);
        received.push_str(&follow(&mut wall, &mut shown).await.data);
        received.push('\n');
    }
    received.push_str(&screen.stream().await.until("snapshot").await.data);
    received.push_str(&screen.visitor.get("/wall").await.text().await.unwrap());
    received.push_str(&screen.visitor.post("/api/wall", &[]).await.text().await.unwrap());

    assert!(shown.rows.values().any(|row| row.call.is_some()), "the display does see who is on a call");
    for number in &customers.numbers {
        let tail = &number[number.len() - 7..];
        assert!(!received.contains(tail), "{} digits of a number", tail.len());
    }
    assert!(!received.contains('•'), "not even masked");
    // The page holds its data as a JSON text within a JSON text.
    let received = received.replace("\\\"", "\"");
    let calls: Vec<&str> = received.split("\"a\":{").skip(1).filter_map(|rest| rest.split('}').next()).collect();
    assert!(calls.len() > customers.leads.len());
    for call in calls {
        assert!(call.starts_with("\"d\":\"") && call.matches(':').count() == 1, "only a direction: {call}");
    }
    assert!(shown.rows.values().all(|row| row.login.is_none() && row.raw_status.is_none()));
}

#[tokio::test]
async fn pairing_a_monitor_beside_the_desk_signs_nobody_out() {
    let demo = Demo::start();
    let mut desk = demo.signed_in(&demo.account("supervisor")).await;
    let screen = Screen::paired(&demo, &desk, "demo", "Second monitor").await;

    desk.cookie = Some(format!("{}; {}", desk.cookie.unwrap(), screen.visitor.cookie.clone().unwrap()));

    assert_eq!(desk.get("/t/demo/board").await.status(), 200);
    assert_eq!(desk.get("/wall/events").await.status(), 200);
}

#[tokio::test]
async fn a_display_outlives_a_restart_of_the_server() {
    let demo = Demo::start();
    let desk = demo.signed_in(&demo.account("supervisor")).await;
    let screen = Screen::paired(&demo, &desk, "demo", "TV").await;

    let address = demo.url.trim_start_matches("http://").to_owned();
    let Demo { mut program, folder, .. } = demo;
    program.end();
    let _again = Demo::start_in(folder, &address, &[]);

    let later = Screen { visitor: screen.visitor.reconnected() };
    assert!(matches!(later.wall().await, Wall::Board(_)));
}

#[tokio::test]
async fn the_short_address_leads_to_the_displays_of_the_persons_company() {
    let demo = Demo::start();
    let one = demo.signed_in(&demo.account("supervisor")).await;
    let two = demo.signed_in(&demo.account("admin")).await;

    let straight = one.get("/pair").await;
    let choice = two.get("/pair").await;

    assert_eq!(crate::support::location(&straight), "/t/demo/displays");
    assert_eq!(choice.status(), 200);
    let page = choice.text().await.unwrap();
    assert!(page.contains("/t/demo/displays") && page.contains("/t/demo-two/displays"));
    let stranger = demo.visitor().get("/pair").await;
    assert_eq!(crate::support::location(&stranger), "/sign-in?next=%2Fpair");
}
