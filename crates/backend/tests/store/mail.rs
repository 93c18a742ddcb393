//! Mail that waits: kept with its cause, sent by one process at a time, and gone but for what became of it.

use backend::secrets::Sealed;
use backend::store::NewInvitation;
use backend::store::NewMail;
use backend::store::NewTenant;
use backend::store::NewUser;
use backend::store::Store;
use domain::id::TenantId;
use domain::language::Language;
use domain::mail::MailKind;
use domain::mail::MailState;
use domain::mail::MailTrouble;
use domain::role::Role;
use domain::time::UnixMs;
use futures::future::join_all;
use uuid::Uuid;

use crate::databases::on_both_databases;

const NOW: UnixMs = UnixMs(1_800_000_000_000);
const LEASE_S: i64 = 120;

async fn tenant(store: &Store, slug: &str) -> TenantId {
    let tenant = NewTenant { slug: slug.to_owned(), name: slug.to_uppercase(), is_demo: false };
    store.create_tenant(&tenant, NOW).await.unwrap()
}

fn mail(tenant: TenantId) -> NewMail {
    NewMail {
        id: Uuid::new_v4(),
        tenant: Some(tenant),
        about: None,
        kind: MailKind::Invitation,
        recipient: "guest@example.com".to_owned(),
        language: Language::Vietnamese,
        content: Sealed { key_id: "key".to_owned(), envelope: "envelope-canary".to_owned() },
    }
}

/// Invites somebody by mail and returns the invitation's identity.
async fn invite(store: &Store, tenant: TenantId) -> Uuid {
    let invitation = NewInvitation {
        token_hash: Uuid::new_v4().to_string(),
        email: "guest@example.com".to_owned(),
        role: Role::Supervisor,
        scope: None,
        invited_by: "Lan".to_owned(),
        expires_at: NOW.plus_s(3600),
    };
    store.replace_invitation(tenant, &invitation, Some(&mail(tenant)), NOW).await.unwrap()
}

async fn of_two_processes_at_once_one_sends_a_message(store: Store) {
    let mine = tenant(&store, "mine").await;
    store.enqueue_mail(&mail(mine), NOW).await.unwrap();

    let lease = || store.lease_mail(NOW.plus_s(LEASE_S), 10, NOW);
    let (one, other) = tokio::join!(lease(), lease());

    let leased: Vec<_> = one.unwrap().into_iter().chain(other.unwrap()).collect();
    assert_eq!(leased.len(), 1);
    assert_eq!(
        (leased[0].attempts, leased[0].language, leased[0].kind),
        (1, Language::Vietnamese, MailKind::Invitation)
    );
    assert!(lease().await.unwrap().is_empty());
}

async fn a_message_whose_sender_died_is_due_again_under_the_same_identity(store: Store) {
    let mine = tenant(&store, "mine").await;
    let kept = mail(mine);
    store.enqueue_mail(&kept, NOW).await.unwrap();
    store.lease_mail(NOW.plus_s(LEASE_S), 10, NOW).await.unwrap();

    let early = NOW.plus_s(LEASE_S - 1);
    assert!(store.lease_mail(early.plus_s(LEASE_S), 10, early).await.unwrap().is_empty());
    let later = NOW.plus_s(LEASE_S);
    let again = store.lease_mail(later.plus_s(LEASE_S), 10, later).await.unwrap();

    assert_eq!((again[0].id, again[0].attempts), (kept.id, 2));
}

async fn what_became_of_an_invitations_mail_is_told_to_its_tenant_alone(store: Store) {
    let (mine, theirs) = (tenant(&store, "mine").await, tenant(&store, "theirs").await);
    let invitation = invite(&store, mine).await;
    let about = async || store.mail_about(mine).await.unwrap();

    assert_eq!(about().await, [(invitation, MailState::Waiting, None)]);
    let due = store.lease_mail(NOW.plus_s(LEASE_S), 10, NOW).await.unwrap().remove(0);
    let next = NOW.plus_s(20);
    store.mail_was_not_sent(due.id, MailTrouble::Unreachable, Some(next)).await.unwrap();
    assert_eq!(about().await, [(invitation, MailState::Waiting, Some(MailTrouble::Unreachable))]);
    assert!(store.lease_mail(next, 10, NOW.plus_s(19)).await.unwrap().is_empty(), "not before its time");
    let due = store.lease_mail(next.plus_s(LEASE_S), 10, next).await.unwrap().remove(0);
    store.mail_was_sent(due.id, next).await.unwrap();

    assert_eq!(about().await, [(invitation, MailState::Sent, None)]);
    assert_eq!(store.mail_about(theirs).await.unwrap(), []);
    assert!(store.lease_mail(next.plus_s(9_999), 10, next.plus_s(9_000)).await.unwrap().is_empty(), "sent once");
}

async fn a_message_that_was_given_up_is_not_due_and_is_forgotten_later(store: Store) {
    let mine = tenant(&store, "mine").await;
    let invitation = invite(&store, mine).await;
    let due = store.lease_mail(NOW.plus_s(LEASE_S), 10, NOW).await.unwrap().remove(0);

    store.mail_was_not_sent(due.id, MailTrouble::Recipient, None).await.unwrap();

    let told = store.mail_about(mine).await.unwrap();
    assert_eq!(told, [(invitation, MailState::Failed, Some(MailTrouble::Recipient))]);
    let later = NOW.plus_s(LEASE_S);
    assert!(store.lease_mail(later.plus_s(LEASE_S), 10, later).await.unwrap().is_empty());
    assert_eq!(store.purge_mail(NOW).await.unwrap(), 0);
    assert_eq!(store.purge_mail(later).await.unwrap(), 1);
}

async fn every_new_device_is_told_of_also_when_many_sign_in_at_once(store: Store) {
    let mine = tenant(&store, "mine").await;
    let person = NewUser {
        email: "an@example.com".to_owned(),
        display_name: "An".to_owned(),
        password_hash: "not a hash".to_owned(),
    };
    let user = store.create_member(mine, &person, Role::Admin, None, NOW).await.unwrap();
    assert_eq!(store.note_device(user, "the first", Some(&mail(mine)), NOW).await, Ok(false));
    assert_eq!(store.note_device(user, "the first", Some(&mail(mine)), NOW).await, Ok(false));

    let noted = (0..40).map(|at| {
        let store = &store;
        async move { store.note_device(user, &format!("device {at}"), Some(&mail(mine)), NOW).await }
    });

    assert_eq!(join_all(noted).await, vec![Ok(true); 40]);
    let due = store.lease_mail(NOW.plus_s(LEASE_S), 100, NOW).await.unwrap();
    assert_eq!(due.len(), 40);
}

on_both_databases! {
    every_new_device_is_told_of_also_when_many_sign_in_at_once,
    of_two_processes_at_once_one_sends_a_message,
    a_message_whose_sender_died_is_due_again_under_the_same_identity,
    what_became_of_an_invitations_mail_is_told_to_its_tenant_alone,
    a_message_that_was_given_up_is_not_due_and_is_forgotten_later,
}
