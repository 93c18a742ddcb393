//! The hours before a demonstration: written once, beside its pages, and nowhere else.

use std::fs;

use backend::store::Store;
use domain::time::UnixMs;
use serde_json::Value;

use crate::support::Demo;
use crate::support::callboard;

const HOURS: [&str; 2] = ["--past-hours", "2"];

fn now() -> UnixMs {
    UnixMs(jiff::Timestamp::now().as_millisecond())
}

/// What is kept of the time before `before`, in each connection of each company.
async fn kept(demo: &Demo, before: UnixMs) -> Vec<(String, usize)> {
    let store = Store::open(&demo.store_url()).await.unwrap();
    let mut kept = Vec::new();
    for slug in ["demo", "demo-two"] {
        let tenant = store.tenant_by_slug(slug).await.unwrap().unwrap().id;
        for connection in store.connections(tenant).await.unwrap() {
            let events = store.state_events_of_all(tenant, connection.id, UnixMs(0), before).await.unwrap();
            kept.push((connection.name, events.len()));
        }
    }
    store.close().await;
    kept
}

#[tokio::test]
async fn a_demonstration_begins_with_hours_already_lived_and_lives_them_once() {
    let before = now();
    let demo = Demo::start_as("127.0.0.1:0", &HOURS);
    assert_eq!(demo.note["past"]["hours"], 2);
    let visitor = demo.signed_in(&demo.account("supervisor")).await;
    loop {
        assert_eq!(visitor.get("/t/demo/board").await.status(), 200, "pages are served meanwhile");
        let note: Value = serde_json::from_slice(&fs::read(demo.folder.path().join("demo.json")).unwrap()).unwrap();
        if note["past"]["state"] == "written" {
            break;
        }
        assert_eq!(note["past"]["state"], "being written");
    }
    let first = kept(&demo, before).await;
    let log = fs::read_to_string(demo.folder.path().join("log")).unwrap();

    let again = demo.start_again(&HOURS);

    assert_eq!(first.len(), 7);
    assert!(first.iter().all(|(_, events)| *events > 10), "{first:?}");
    assert!(log.contains("the last 2 hours are being written") && log.contains("done in "), "{log}");
    assert_eq!(again.note["past"], Value::Null, "what is missing stays a gap");
    assert_eq!(kept(&again, before).await, first);
}

#[test]
fn only_the_demonstration_has_a_past() {
    for command in ["serve", "simulate"] {
        assert_eq!(callboard(&[command, "--past-hours", "1"]).code, 2, "{command}");
    }
}
