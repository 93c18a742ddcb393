//! A command under way shows on every board until a reading confirms it, it ends, or a minute is over.

use domain::agent::AgentState;
use domain::audience::ScopeFilter;
use domain::board::PendingView;
use domain::command::Action;
use domain::command::ActionKind;
use domain::id::CommandId;
use domain::id::TenantId;
use uuid::Uuid;

use crate::fixture::ADMIN;
use crate::fixture::Centre;
use crate::fixture::DISPLAY;
use crate::fixture::Event;
use crate::fixture::FIRST;
use crate::fixture::LIMITED;
use crate::fixture::SUPERVISOR;
use crate::fixture::TENANT;
use crate::fixture::Viewer;
use crate::fixture::agent;
use crate::fixture::read;

const COMMAND: CommandId = CommandId(Uuid::from_u128(41));
const ANOTHER: CommandId = CommandId(Uuid::from_u128(42));

fn centre() -> Centre {
    let centre = Centre::new();
    centre.poll(vec![agent("a", AgentState::Available), agent("b", AgentState::Available)]);
    centre
}

fn badge(viewer: &mut Viewer, external_id: &str) -> Option<PendingView> {
    viewer.drain();
    viewer.board.rows.values().find(|row| row.external_id == external_id).unwrap().pending
}

#[test]
fn every_viewer_sees_what_is_under_way_and_nobody_sees_by_whom() {
    let centre = centre();
    let mut viewers = [ADMIN, SUPERVISOR, DISPLAY].map(|audience| centre.view(audience, None));
    viewers.iter_mut().for_each(|viewer| drop(viewer.drain()));

    centre.hub.mark_pending(TENANT, FIRST, "a", COMMAND, Action::LogOut);

    let expected = PendingView { action: ActionKind::LogOut, since_s: centre.now().whole_s() };
    for viewer in &mut viewers {
        let frame = viewer.take().unwrap();
        let Event::Delta(delta) = read(&frame) else { panic!("a step was due") };
        let [(_, patch)] = delta.rows.change.as_slice() else { panic!("one row changed") };
        assert_eq!(patch.pending, Some(Some(expected)));
        let words = serde_json::to_string(&delta.rows).unwrap();
        assert!(words.len() < 70, "{words}");
        assert!(delta.connections.is_empty());
    }
    let mut later = centre.view(ADMIN, None);
    assert_eq!(badge(&mut later, "a"), Some(expected));
    assert_eq!(badge(&mut later, "b"), None);
}

#[test]
fn a_reading_that_shows_it_takes_the_badge_away_and_one_that_does_not_leaves_it() {
    let centre = centre();
    let mut viewer = centre.view(ADMIN, None);
    centre.hub.mark_pending(TENANT, FIRST, "a", COMMAND, Action::Pause);

    centre.poll(vec![agent("a", AgentState::OnCall), agent("b", AgentState::Paused)]);
    assert!(badge(&mut viewer, "a").is_some());

    centre.poll(vec![agent("a", AgentState::Paused), agent("b", AgentState::Paused)]);
    assert_eq!(badge(&mut viewer, "a"), None);
}

#[test]
fn what_was_read_before_the_command_does_not_confirm_it() {
    let centre = Centre::new();
    let mut viewer = centre.view(ADMIN, None);
    centre.poll(vec![agent("a", AgentState::Paused)]);

    centre.hub.mark_pending(TENANT, FIRST, "a", COMMAND, Action::Pause);
    centre.hub.publish_health(TENANT, FIRST, crate::fixture::good(centre.now(), 1));
    assert!(badge(&mut viewer, "a").is_some());

    // The same state read once more is one read after it.
    centre.poll(vec![agent("a", AgentState::Paused)]);
    assert_eq!(badge(&mut viewer, "a"), None);
}

#[test]
fn an_outage_confirms_nothing() {
    let centre = centre();
    let mut viewer = centre.view(ADMIN, None);
    centre.hub.mark_pending(TENANT, FIRST, "a", COMMAND, Action::LogOut);

    centre.pass_s(10);
    centre.hub.publish_health(TENANT, FIRST, domain::health::ConnectionHealth::default());

    assert!(badge(&mut viewer, "a").is_some());
}

#[test]
fn an_end_takes_its_own_badge_and_not_a_later_commands() {
    let centre = centre();
    let mut viewer = centre.view(ADMIN, None);
    centre.hub.mark_pending(TENANT, FIRST, "a", COMMAND, Action::Pause);
    centre.hub.mark_pending(TENANT, FIRST, "a", ANOTHER, Action::LogOut);

    centre.hub.settle_pending(TENANT, FIRST, "a", COMMAND);
    assert_eq!(badge(&mut viewer, "a").map(|badge| badge.action), Some(ActionKind::LogOut));

    centre.hub.settle_pending(TENANT, FIRST, "a", ANOTHER);
    assert_eq!(badge(&mut viewer, "a"), None);
    centre.hub.settle_pending(TENANT, FIRST, "a", ANOTHER);
    assert!(viewer.drain().is_empty(), "nothing changed, so nothing is sent");
}

#[test]
fn a_minute_without_a_reading_that_shows_it_is_the_end_of_the_badge() {
    let centre = centre();
    let mut viewer = centre.view(ADMIN, None);
    centre.hub.mark_pending(TENANT, FIRST, "a", COMMAND, Action::LogOut);

    centre.pass_s(59);
    centre.hub.forget_overdue(TENANT, FIRST);
    assert!(badge(&mut viewer, "a").is_some());

    centre.pass_s(1);
    centre.hub.forget_overdue(TENANT, FIRST);
    assert_eq!(badge(&mut viewer, "a"), None);
}

#[test]
fn nothing_of_it_is_kept_with_the_agent() {
    let centre = centre();
    let before = centre.hub.agents(TENANT, FIRST, None);

    centre.hub.mark_pending(TENANT, FIRST, "a", COMMAND, Action::LogOut);

    assert_eq!(centre.hub.agents(TENANT, FIRST, None), before);
}

#[test]
fn an_edit_of_the_connection_keeps_the_badge_and_a_removal_takes_it() {
    let centre = centre();
    let mut viewer = centre.view(ADMIN, None);
    centre.hub.mark_pending(TENANT, FIRST, "a", COMMAND, Action::LogOut);

    centre.connect(TENANT, FIRST, centre.hub.agents(TENANT, FIRST, None));
    assert!(badge(&mut viewer, "a").is_some());

    let agents = centre.hub.agents(TENANT, FIRST, None);
    centre.hub.remove_connection(TENANT, FIRST);
    centre.connect(TENANT, FIRST, agents);
    assert_eq!(badge(&mut viewer, "a"), None);
}

#[test]
fn a_row_out_of_a_viewers_scope_stays_out_of_it() {
    let centre = centre();
    let filter = ScopeFilter { groups: vec!["Sales".to_owned()], ..ScopeFilter::default() };
    let mut viewer = centre.view(LIMITED, Some(&filter));
    viewer.drain();

    centre.hub.mark_pending(TENANT, FIRST, "a", COMMAND, Action::LogOut);

    assert!(viewer.drain().is_empty());
}

#[test]
fn an_agent_who_is_not_there_and_another_tenants_connection_are_left_alone() {
    let centre = centre();
    let mut viewer = centre.view(ADMIN, None);
    viewer.drain();

    centre.hub.mark_pending(TENANT, FIRST, "nobody", COMMAND, Action::LogOut);
    centre.hub.mark_pending(TenantId(Uuid::from_u128(2)), FIRST, "a", COMMAND, Action::LogOut);

    assert!(viewer.drain().is_empty());
}
