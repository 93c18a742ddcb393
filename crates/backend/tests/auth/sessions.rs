//! Sessions: what ends them, and that nothing brings them back.

use backend::auth::AuthError;
use backend::auth::Principal;
use backend::auth::SessionHash;
use backend::auth::session;
use backend::store::Store;
use futures::future::join_all;
use http::Request;
use http::Response;
use http::header::COOKIE;
use http::header::SET_COOKIE;
use tower::Layer;
use tower::ServiceExt;
use tower_sessions::Session;
use tower_sessions::SessionStore;
use tower_sessions::session::Id;

use crate::databases::Sqlite;
use crate::databases::on_both_databases;
use crate::databases::open;
use crate::people::World;

async fn nothing_is_kept_before_somebody_signs_in(store: Store) {
    let world = World::new(store).await;
    let visitor = world.request(None);

    visitor.insert("language", "vi").await.unwrap();

    assert!(visitor.save().await.is_err());
    assert_eq!(visitor.id(), None);
    assert_eq!(Principal::of_session(&world.request(None), &world.store).await.unwrap_err(), AuthError::SignedOut);
}

async fn a_session_lasts_from_sign_in_to_sign_out(store: Store) {
    let world = World::new(store).await;

    let id = world.cookie().await;
    let request = world.request(Some(id));
    let principal = Principal::of_session(&request, &world.store).await.unwrap();
    world.sessions.sign_out(&request).await.unwrap();

    assert_eq!(principal.user_id(), world.user);
    assert!(!world.opens(id).await);
    assert_eq!(request.id(), None, "so that the layer takes the cookie away");
    assert!(request.is_empty().await);
    world.sessions.sign_out(&world.request(Some(id))).await.unwrap();
    world.sessions.sign_out(&world.request(None)).await.unwrap();
}

async fn a_sign_in_leaves_the_browsers_old_session_and_its_identifier_behind(store: Store) {
    let world = World::new(store).await;
    let old = world.cookie().await;
    let request = world.request(Some(old));
    request.insert("kept", 1).await.unwrap();

    session::begin(&request, &world.signed_in().await).await.unwrap();

    let new = request.id().unwrap();
    assert_ne!(new, old);
    assert!(world.opens(new).await);
    assert!(!world.opens(old).await);
    assert_eq!(world.request(Some(new)).get::<i32>("kept").await.unwrap(), None);
}

async fn a_sign_in_over_a_dead_cookie_works(store: Store) {
    let world = World::new(store).await;
    let dead = world.cookie().await;
    world.sessions.revoke_all(world.user).await.unwrap();
    let request = world.request(Some(dead));

    session::begin(&request, &world.signed_in().await).await.unwrap();

    assert!(world.opens(request.id().unwrap()).await);
    assert!(!world.opens(dead).await);
}

async fn thirty_idle_minutes_end_a_session_and_use_keeps_it(store: Store) {
    let world = World::new(store).await;
    let (used, idle) = (world.cookie().await, world.cookie().await);

    world.pass_s(session::IDLE_S - 1);
    assert!(world.opens(used).await);
    world.pass_s(1);

    assert!(world.opens(used).await);
    assert!(!world.opens(idle).await);
}

async fn twelve_hours_end_a_session_however_busy_or_renewed_it_is(store: Store) {
    let world = World::new(store).await;
    let mut id = world.cookie().await;

    for _ in 0..(session::ABSOLUTE_S / 1200 - 1) {
        world.pass_s(1200);
        let request = world.request(Some(id));
        session::rotate(&request).await.unwrap();
        id = request.id().unwrap();
    }
    world.pass_s(1199);
    assert!(world.opens(id).await);
    world.pass_s(1);

    assert!(!world.opens(id).await);
    assert!(session::rotate(&world.request(Some(id))).await.is_err());
}

async fn an_open_page_keeps_its_session_and_sees_it_revoked(store: Store) {
    let world = World::new(store).await;
    let id = world.cookie().await;
    let hash = SessionHash::of_session(&world.request(Some(id))).unwrap();

    for _ in 0..4 {
        world.pass_s(session::IDLE_S - 1);
        world.sessions.touch(&hash).await.unwrap();
    }
    assert!(world.sessions.is_live(&hash).await.unwrap());
    world.sessions.revoke(&hash).await.unwrap();
    world.sessions.touch(&hash).await.unwrap();

    assert!(!world.sessions.is_live(&hash).await.unwrap());
}

async fn a_request_in_flight_cannot_save_what_was_revoked(store: Store) {
    let world = World::new(store).await;
    let id = world.cookie().await;
    let in_flight = world.request(Some(id));
    in_flight.insert("draft", 1).await.unwrap();

    world.sessions.revoke(&SessionHash::of_session(&in_flight).unwrap()).await.unwrap();

    assert!(in_flight.save().await.is_err());
    assert!(!world.opens(id).await);
}

async fn a_request_in_flight_cannot_renew_what_was_revoked(store: Store) {
    let world = World::new(store).await;
    let id = world.cookie().await;
    let in_flight = world.request(Some(id));
    in_flight.insert("draft", 1).await.unwrap();
    world.sessions.revoke(&SessionHash::of_session(&in_flight).unwrap()).await.unwrap();

    assert!(in_flight.cycle_id().await.is_err());

    // A handler that forgets the error is followed by the layer, which saves.
    assert!(in_flight.save().await.is_err());
    assert_eq!(in_flight.id(), None);
    assert!(!world.opens(id).await);
}

async fn a_revocation_between_leaving_and_renewing_holds(store: Store) {
    let world = World::new(store).await;
    let id = world.cookie().await;
    let in_flight = world.request(Some(id));
    let hash = SessionHash::of_session(&in_flight).unwrap();
    in_flight.cycle_id().await.unwrap();

    world.sessions.revoke(&hash).await.unwrap();

    assert!(in_flight.save().await.is_err());
    assert!(!world.opens(id).await);
}

async fn revoking_an_identifier_ends_the_ones_that_followed_it(store: Store) {
    let world = World::new(store).await;
    let id = world.cookie().await;
    let old_hash = SessionHash::of_session(&world.request(Some(id))).unwrap();
    let request = world.request(Some(id));
    session::rotate(&request).await.unwrap();
    let renewed = request.id().unwrap();
    assert!(world.opens(renewed).await);
    assert!(!world.opens(id).await);

    world.sessions.revoke(&old_hash).await.unwrap();

    assert!(!world.opens(renewed).await);
}

async fn leaving_a_session_twice_ends_it(store: Store) {
    let world = World::new(store).await;
    let id = world.cookie().await;
    let (first, second) = (world.request(Some(id)), world.request(Some(id)));
    first.insert("a", 1).await.unwrap();
    second.insert("a", 2).await.unwrap();
    first.flush().await.unwrap();

    assert!(second.cycle_id().await.is_err());

    assert!(second.save().await.is_err());
    assert!(world.sessions.delete(&id).await.is_err());
}

async fn signing_out_everywhere_ends_sessions_and_sign_ins_under_way(store: Store) {
    let world = World::new(store).await;
    let (first, second) = (world.cookie().await, world.cookie().await);
    let under_way = world.signed_in().await;

    world.sessions.revoke_all(world.user).await.unwrap();
    let late = world.request(None);
    let refused = session::begin(&late, &under_way).await;

    assert_eq!(refused, Err(AuthError::SignedOut));
    assert_eq!(late.id(), None);
    assert!(!world.opens(first).await && !world.opens(second).await);
    assert!(world.opens(world.cookie().await).await);
}

async fn a_new_password_or_a_ban_ends_sessions(store: Store) {
    let world = World::new(store).await;
    let before = world.cookie().await;
    world.store.set_password_hash(world.user, "other").await.unwrap();
    assert!(!world.opens(before).await);
    let after = world.cookie().await;

    world.store.disable_user(world.user, world.now()).await.unwrap();

    assert!(!world.opens(after).await);
    let banned = world.request(None);
    assert_eq!(session::begin(&banned, &world.signed_in().await).await, Err(AuthError::SignedOut));
}

async fn no_interleaving_of_revoking_and_renewing_leaves_a_live_session(store: Store) {
    let world = World::new(store).await;
    for round in 0..40 {
        let id = world.cookie().await;
        let (renewing, saving) = (world.request(Some(id)), world.request(Some(id)));
        renewing.insert("round", round).await.unwrap();
        saving.insert("round", round).await.unwrap();
        let hash = SessionHash::of_session(&renewing).unwrap();

        let (revoked, renewed, saved) =
            tokio::join!(world.sessions.revoke(&hash), session::rotate(&renewing), saving.save());

        revoked.unwrap();
        // Either may have come first; what counts is what is left.
        drop((renewed, saved));
        assert!(!world.opens(id).await, "round {round}");
        if let Some(renewed) = renewing.id() {
            assert!(!world.opens(renewed).await, "round {round}");
        }
    }
}

async fn purging_takes_only_what_would_have_ended(store: Store) {
    let world = World::new(store).await;
    let id = world.cookie().await;
    world.sessions.revoke(&SessionHash::of_session(&world.request(Some(id))).unwrap()).await.unwrap();

    assert_eq!(world.store.purge_sessions(world.now()).await.unwrap(), 0, "the tombstone stays");
    world.pass_s(session::ABSOLUTE_S);

    assert_eq!(world.store.purge_sessions(world.now()).await.unwrap(), 1);
}

async fn a_changed_part_renews_the_identifier_once_and_throws_no_parallel_request_out(store: Store) {
    let world = World::new(store).await;
    let id = world.cookie().await;
    let unchanged = world.request(Some(id));
    world.sessions.renew_if_changed(&unchanged).await.unwrap();
    assert_eq!(unchanged.id(), Some(id), "nothing has changed yet");
    world.change_part().await;
    let requests: Vec<Session> = (0..6).map(|_| world.request(Some(id))).collect();

    let renewed = join_all(requests.iter().map(|request| world.sessions.renew_if_changed(request))).await;

    assert!(renewed.iter().all(Result::is_ok), "{renewed:?}");
    let fresh: Vec<Id> = requests.iter().filter_map(Session::id).filter(|held| *held != id).collect();
    assert_eq!(fresh.len(), 1, "one request takes the fresh identifier home");
    for request in &requests {
        assert!(Principal::of_session(request, &world.store).await.is_ok());
    }
    assert!(world.opens(id).await, "what is under way with the old one goes on");
    assert!(world.opens(fresh[0]).await);
    world.pass_s(10);
    assert!(!world.opens(id).await, "the old one opens for a moment only");
    assert!(world.opens(fresh[0]).await);
    let again = world.request(Some(fresh[0]));
    world.sessions.renew_if_changed(&again).await.unwrap();
    assert_eq!(again.id(), Some(fresh[0]), "once for each change");
}

async fn what_was_left_for_a_fresh_identifier_is_never_kept_nor_renewed(store: Store) {
    let world = World::new(store).await;
    let id = world.cookie().await;
    world.change_part().await;
    let page = world.request(Some(id));
    world.sessions.renew_if_changed(&page).await.unwrap();
    world.change_part().await;

    let left = world.request(Some(id));
    left.insert("draft", 1).await.unwrap();
    assert!(left.save().await.is_err());
    let late = world.request(Some(id));
    world.sessions.renew_if_changed(&late).await.unwrap();
    world.sessions.touch(&SessionHash::of_session(&late).unwrap()).await.unwrap();

    assert_eq!(late.id(), Some(id));
    world.pass_s(10);
    assert!(!world.opens(id).await);
    assert!(world.opens(page.id().unwrap()).await);
}

async fn a_revocation_closes_at_once_what_was_left_for_a_fresh_identifier(store: Store) {
    let world = World::new(store).await;
    for by_its_old_name in [true, false] {
        let id = world.cookie().await;
        world.change_part().await;
        let page = world.request(Some(id));
        world.sessions.renew_if_changed(&page).await.unwrap();
        let revoked = if by_its_old_name { world.request(Some(id)) } else { page.clone() };
        assert!(world.opens(id).await);

        world.sessions.revoke(&SessionHash::of_session(&revoked).unwrap()).await.unwrap();

        assert!(!world.opens(id).await);
        assert!(!world.opens(page.id().unwrap()).await);
    }
}

async fn a_page_whose_session_is_revoked_meanwhile_gets_no_fresh_identifier(store: Store) {
    let world = World::new(store).await;
    let id = world.cookie().await;
    world.change_part().await;
    let page = world.request(Some(id));
    Principal::of_session(&page, &world.store).await.unwrap();
    world.sessions.revoke(&SessionHash::of_session(&page).unwrap()).await.unwrap();

    drop(world.sessions.renew_if_changed(&page).await);

    assert!(!world.opens(id).await);
    assert!(Principal::of_session(&world.request(page.id()), &world.store).await.is_err());
}

on_both_databases! {
    a_changed_part_renews_the_identifier_once_and_throws_no_parallel_request_out,
    what_was_left_for_a_fresh_identifier_is_never_kept_nor_renewed,
    a_revocation_closes_at_once_what_was_left_for_a_fresh_identifier,
    a_page_whose_session_is_revoked_meanwhile_gets_no_fresh_identifier,
    nothing_is_kept_before_somebody_signs_in,
    a_session_lasts_from_sign_in_to_sign_out,
    a_sign_in_leaves_the_browsers_old_session_and_its_identifier_behind,
    a_sign_in_over_a_dead_cookie_works,
    thirty_idle_minutes_end_a_session_and_use_keeps_it,
    twelve_hours_end_a_session_however_busy_or_renewed_it_is,
    an_open_page_keeps_its_session_and_sees_it_revoked,
    a_request_in_flight_cannot_save_what_was_revoked,
    a_request_in_flight_cannot_renew_what_was_revoked,
    a_revocation_between_leaving_and_renewing_holds,
    revoking_an_identifier_ends_the_ones_that_followed_it,
    leaving_a_session_twice_ends_it,
    signing_out_everywhere_ends_sessions_and_sign_ins_under_way,
    a_new_password_or_a_ban_ends_sessions,
    no_interleaving_of_revoking_and_renewing_leaves_a_live_session,
    purging_takes_only_what_would_have_ended,
}

/// Sends one request through the layer; the handler signs in when asked to.
async fn through_the_layer(world: &World, secure: bool, cookie: Option<&str>, signs_in: bool) -> Vec<String> {
    let signed_in = world.signed_in().await;
    let sessions = backend::auth::Sessions::clone(&world.sessions);
    let service = sessions.layer(secure).layer(tower::service_fn(move |request: Request<String>| async move {
        if signs_in {
            let session = request.extensions().get::<Session>().unwrap();
            session::begin(session, &signed_in).await.unwrap();
        }
        Ok::<_, std::convert::Infallible>(Response::new(String::new()))
    }));
    let mut request = Request::new(String::new());
    if let Some(cookie) = cookie {
        request.headers_mut().insert(COOKIE, cookie.parse().unwrap());
    }
    let response = service.oneshot(request).await.unwrap();
    response.headers().get_all(SET_COOKIE).iter().map(|value| value.to_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_cookie_is_bound_to_the_host_and_unreadable_to_scripts() {
    let database = Sqlite::new();
    let world = World::new(open(&database.url()).await).await;

    let cookies = through_the_layer(&world, true, None, true).await;

    let [cookie] = cookies.as_slice() else { panic!("{cookies:?}") };
    let parts: Vec<&str> = cookie.split("; ").collect();
    assert!(parts[0].starts_with("__Host-callboard="));
    for part in ["HttpOnly", "SameSite=Strict", "Secure", "Path=/"] {
        assert!(parts.contains(&part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"));
    let removal: Vec<&str> = session::removal_cookie(true).split("; ").collect();
    assert!(parts[1..].iter().all(|part| removal.contains(part)), "{cookie}");
}

#[tokio::test]
async fn over_plain_http_the_cookie_has_another_name_and_is_not_secure() {
    let database = Sqlite::new();
    let world = World::new(open(&database.url()).await).await;

    let cookies = through_the_layer(&world, false, None, true).await;

    assert!(cookies[0].starts_with("callboard="));
    assert!(!cookies[0].contains("Secure"));
}

#[tokio::test]
async fn a_visitor_gets_no_cookie_and_loses_a_broken_one() {
    let database = Sqlite::new();
    let world = World::new(open(&database.url()).await).await;

    assert_eq!(through_the_layer(&world, true, None, false).await, Vec::<String>::new());
    let removal = through_the_layer(&world, true, Some("__Host-callboard=nonsense"), false).await;
    assert!(removal.iter().all(|cookie| cookie.starts_with("__Host-callboard=;")), "{removal:?}");
    assert_eq!(removal.len(), 1);
}

#[tokio::test]
async fn the_database_file_does_not_hold_the_identifier() {
    let database = Sqlite::new();
    let world = World::new(open(&database.url()).await).await;
    let id = world.cookie().await;
    world.store.close().await;

    let file = database.bytes();

    let text = id.to_string();
    assert!(!contains(&file, text.as_bytes()));
    assert!(!contains(&file, &id.0.to_le_bytes()));
    assert!(contains(&file, b"sessions"), "the file was read");
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|part| part == needle)
}
