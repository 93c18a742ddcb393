//! What a form may change, and what it may never do with the secret that is there.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use backend::connections::ConnectionsError;
use domain::agent::AgentState;
use domain::audit::Deed;
use domain::form::Field;
use domain::form::Problem;
use domain::role::Role;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

use crate::desk::Desk;
use crate::desk::invalid;

/// Somebody who listens for whatever is sent; counts callers and keeps what they said.
struct Listener {
    address: String,
    heard: Arc<AtomicUsize>,
}

impl Listener {
    async fn new() -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", socket.local_addr().unwrap());
        let heard = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((mut caller, _)) = socket.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                let mut said = Vec::new();
                let _ = caller.read_to_end(&mut said).await;
            }
        });
        Self { address, heard }
    }

    fn callers(&self) -> usize {
        self.heard.load(Ordering::SeqCst)
    }
}

#[tokio::test]
async fn another_machine_never_hears_the_secret_that_was_given_for_this_one() {
    let desk = Desk::new().await;
    let id = desk.connected().await;
    let backend = &desk.installation.backend;
    // Whatever a form can change; a poll may note meanwhile whose account it reads.
    let kept = async || {
        let kept = backend.store().connection(desk.admin.tenant_id(), id).await.unwrap().unwrap();
        (kept.name, kept.settings, kept.secret, kept.is_paused, kept.version)
    };
    let before = kept().await;
    let listener = Listener::new().await;
    let moved = async || {
        let mut draft = desk.open(id).await;
        draft.settings.insert(Field::BaseUrl, listener.address.clone());
        draft
    };

    let saved = desk.save(moved().await).await;
    let tested = backend.try_connection(&desk.admin, &desk.actor, moved().await).await;

    assert_eq!(saved, Err(invalid(Field::Secret, Problem::Required)));
    assert_eq!(tested, Err(invalid(Field::Secret, Problem::Required)));
    assert_eq!(kept().await, before);
    assert_eq!(listener.callers(), 0);
}

#[tokio::test]
async fn with_the_secret_in_the_same_form_the_host_may_change_and_the_account_is_forgotten() {
    let desk = Desk::new().await;
    let id = desk.connected().await;
    let (backend, tenant) = (&desk.installation.backend, desk.admin.tenant_id());
    backend.store().pin_provider_tenant(tenant, id, Some("42")).await.unwrap();
    let listener = Listener::new().await;
    let mut draft = desk.open(id).await;
    draft.settings.insert(Field::BaseUrl, listener.address.clone());
    draft.secret = "another key".to_owned().into();

    desk.save(draft).await.unwrap();

    let after = backend.store().connection(tenant, id).await.unwrap().unwrap();
    assert_eq!((after.settings.base_url, after.pinned_provider_tenant), (listener.address, None));
}

#[tokio::test]
async fn a_name_and_a_budget_change_without_the_secret() {
    let desk = Desk::new().await;
    let id = desk.connected().await;
    let mut draft = desk.open(id).await;
    draft.name = " Nam Việt ".to_owned();
    draft.settings.insert(Field::Budget, "20".to_owned());

    desk.save(draft).await.unwrap();

    let report = desk.installation.backend.connection_report(desk.admin.tenant_id(), id).await.unwrap();
    assert_eq!((report.name.as_str(), report.budget.per_minute), ("Nam Việt", Some(20)));
    let (action, intent, outcome) = desk.audit().await[0].clone();
    assert_eq!(action, Deed::ChangeConnection.as_str());
    assert!(intent.contains("budget") && intent.contains("20") && !intent.contains("auth"), "{intent}");
    assert!(outcome.contains("done"), "{outcome}");
}

#[tokio::test]
async fn of_two_open_forms_the_second_is_told_and_nothing_is_lost() {
    let desk = Desk::new().await;
    let id = desk.connected().await;
    let (mut first, mut second) = (desk.open(id).await, desk.open(id).await);
    first.name = "First".to_owned();
    second.name = "Second".to_owned();

    desk.save(first).await.unwrap();
    assert_eq!(desk.save(second).await, Err(ConnectionsError::Conflict));

    assert_eq!(desk.open(id).await.name, "First");
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once_and_nothing_is_half_written() {
    let desk = Desk::new().await;
    let mut draft = desk.tel4vn("");
    draft.name = " ".to_owned();
    draft.settings.insert(Field::BaseUrl, "https://user:pass@example.com".to_owned());

    let Err(ConnectionsError::Invalid(errors)) = desk.save(draft).await else { panic!("it was saved") };

    let fields: Vec<Field> = errors.iter().map(|error| error.field).collect();
    assert_eq!(fields, [Field::Name, Field::BaseUrl, Field::Secret]);
    assert!(desk.installation.backend.connection_reports(&desk.admin).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_name_is_taken_once() {
    let desk = Desk::new().await;
    desk.connected().await;

    let again = desk.save(desk.tel4vn(desk.key())).await;

    assert_eq!(again, Err(invalid(Field::Name, Problem::Taken)));
}

#[tokio::test]
async fn no_secret_is_in_the_audit_log_or_a_report() {
    let desk = Desk::new().await;
    let id = desk.connected().await;
    let backend = &desk.installation.backend;
    backend.test_connection(&desk.admin, &desk.actor, id).await.unwrap();

    let report = backend.connection_report(desk.admin.tenant_id(), id).await.unwrap();

    let told = format!("{report:?}{:?}", desk.audit().await);
    assert!(!told.contains(desk.key()), "{told}");
}

#[tokio::test]
async fn a_supervisor_may_not_and_another_tenants_admin_finds_nothing() {
    let desk = Desk::new().await;
    let id = desk.connected().await;
    let backend = &desk.installation.backend;
    let supervisor = desk.installation.person("supervisor@example.com", Role::Supervisor).await;
    let stranger = desk.installation.stranger().await;
    let actor = &desk.actor;

    for (ctx, expected) in [(&supervisor, ConnectionsError::Forbidden), (&stranger, ConnectionsError::NotFound)] {
        let key = || "x".to_owned().into();
        assert_eq!(backend.connection_form(ctx, id).await.unwrap_err(), expected);
        assert_eq!(backend.save_connection(ctx, actor, desk.open(id).await).await.unwrap_err(), expected);
        assert_eq!(backend.try_connection(ctx, actor, desk.open(id).await).await.unwrap_err(), expected);
        assert_eq!(backend.test_connection(ctx, actor, id).await.unwrap_err(), expected);
        assert_eq!(backend.replace_connection_secret(ctx, actor, id, &key()).await.unwrap_err(), expected);
        assert_eq!(backend.poll_connection_now(ctx, id).await.unwrap_err(), expected);
        assert_eq!(backend.pause_connection(ctx, actor, id, true).await.unwrap_err(), expected);
        assert_eq!(backend.map_state(ctx, actor, id, "X", AgentState::Paused).await.unwrap_err(), expected);
        assert_eq!(backend.delete_connection(ctx, actor, id).await.unwrap_err(), expected);
    }
    assert_eq!(backend.connection_reports(&supervisor).await.unwrap_err(), ConnectionsError::Forbidden);
    assert!(backend.connection_reports(&stranger).await.unwrap().is_empty());
    assert_eq!(backend.connection_reports(&desk.admin).await.unwrap().len(), 1);
}
