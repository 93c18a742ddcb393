//! The page of all components.

use crate::support::Demo;
use crate::support::Fresh;

#[tokio::test]
async fn a_demo_shows_every_component_to_anybody_and_without_the_program() {
    let demo = Demo::start();

    let page = demo.visitor().get("/design").await;

    assert_eq!(page.status(), 200);
    let page = page.text().await.unwrap();
    for part in ["tokens", "controls", "states", "board", "notices", "dialogs", "past", "plans", "walls"] {
        assert!(page.contains(&format!("id=\"{part}\"")), "{part}");
    }
    // What the framework tells a program of its data is there; nothing that would load one.
    for loading in ["type=\"module\"", "modulepreload", ".wasm", "import("] {
        assert!(!page.contains(loading), "{loading}");
    }
}

#[tokio::test]
async fn where_people_work_there_is_no_such_page() {
    let fresh = Fresh::start();

    let page = fresh.visitor().get("/design").await;

    assert_eq!(page.status(), 404);
    assert!(!page.text().await.unwrap().contains("specimen"));
}
