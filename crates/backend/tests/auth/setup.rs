//! Setting up from the command line: what is wrong is named, and nothing is half done.

use backend::auth::PasswordRule;
use backend::auth::Passwords;
use backend::secrets::KeyRing;
use backend::setup;
use backend::setup::NewPerson;
use backend::setup::SetupError;
use backend::store::NewTenant;
use backend::store::Store;
use domain::role::Role;
use providers::ConnectionSettings;
use providers::ProviderConfig;
use providers::config::ConvosoConfig;
use secrecy::ExposeSecret;
use secrecy::SecretString;

use crate::databases::on_both_databases;
use crate::people::EMAIL;
use crate::people::NOW;
use crate::people::PASSWORD;
use crate::people::add_person;
use crate::people::add_tenant;

async fn each_wrong_field_is_named_and_nothing_is_added(store: Store) {
    add_tenant(&store, "demo").await;
    let passwords = Passwords::new();
    for slug in ["", "x", "Demo", "-demo", "demo-", "de mo", "d/e", "địa", &"a".repeat(41)] {
        let tenant = NewTenant { slug: slug.to_owned(), name: "Demo".to_owned(), is_demo: false };
        assert_eq!(setup::create_tenant(&store, &tenant, NOW).await, Err(SetupError::Slug), "{slug}");
    }
    let nameless = NewTenant { slug: "two".to_owned(), name: " ".to_owned(), is_demo: false };
    assert_eq!(setup::create_tenant(&store, &nameless, NOW).await, Err(SetupError::Name));

    for (email, name, password, role, slug, expected) in [
        ("an", "An", PASSWORD, Role::Admin, "demo", SetupError::Email),
        ("a n@example.com", "An", PASSWORD, Role::Admin, "demo", SetupError::Email),
        ("a@b@example.com", "An", PASSWORD, Role::Admin, "demo", SetupError::Email),
        (EMAIL, "", PASSWORD, Role::Admin, "demo", SetupError::Name),
        (EMAIL, "An\n", PASSWORD, Role::Admin, "demo", SetupError::Name),
        (EMAIL, "An", "short", Role::Admin, "demo", SetupError::Password(PasswordRule::TooShort)),
        (EMAIL, "An", EMAIL, Role::Admin, "demo", SetupError::Password(PasswordRule::SameAsEmail)),
        (EMAIL, "An", PASSWORD, Role::Display, "demo", SetupError::Role),
        (EMAIL, "An", PASSWORD, Role::Admin, "nowhere", SetupError::NoSuchTenant),
    ] {
        let person = NewPerson { email, display_name: name, password: SecretString::from(password) };
        assert_eq!(setup::create_user(&store, &passwords, slug, person, role, None, NOW).await, Err(expected));
    }
    assert_eq!(store.user_by_email(EMAIL).await.unwrap(), None);
    assert_eq!(store.all_tenants().await.unwrap().len(), 1);
}

async fn what_exists_is_named(store: Store) {
    let passwords = Passwords::new();
    add_tenant(&store, "demo").await;
    add_person(&store, &passwords, "demo", EMAIL, Role::Admin).await;
    let tenant = NewTenant { slug: "demo".to_owned(), name: "Demo".to_owned(), is_demo: false };
    let person = NewPerson { email: EMAIL, display_name: "An", password: SecretString::from(PASSWORD) };

    let same_slug = setup::create_tenant(&store, &tenant, NOW).await;
    let same_email = setup::create_user(&store, &passwords, "demo", person, Role::Admin, None, NOW).await;

    assert_eq!(same_slug, Err(SetupError::Exists { field: "slug" }));
    assert_eq!(same_email, Err(SetupError::Exists { field: "email" }));
}

async fn a_person_is_granted_a_second_tenant(store: Store) {
    add_tenant(&store, "demo").await;
    add_tenant(&store, "demo-two").await;
    let user = add_person(&store, &Passwords::new(), "demo", EMAIL, Role::Admin).await;

    setup::grant(&store, "demo-two", EMAIL, Role::Supervisor, None, NOW).await.unwrap();

    assert_eq!(store.memberships_of(user).await.unwrap().len(), 2);
    let nobody = setup::grant(&store, "demo-two", "nobody@example.com", Role::Admin, None, NOW).await;
    assert_eq!(nobody, Err(SetupError::NoSuchPerson));
}

async fn x11_a_connection_is_added_with_its_secret_sealed(store: Store) {
    add_tenant(&store, "demo").await;
    let folder = tempfile::tempdir().unwrap();
    let keys = KeyRing::in_folder(folder.path()).unwrap();
    let settings = ConnectionSettings::new("https://one.example", ProviderConfig::Convoso(ConvosoConfig::default()));
    let secret = SecretString::from("canary-51d0-secret");

    let add = |slug| setup::add_connection(&store, &keys, slug, "Sales", settings.clone(), &secret, NOW);
    let id = add("demo").await.unwrap();
    let again = add("demo").await;
    let nowhere = add("nowhere").await;

    let tenant = store.tenant_by_slug("demo").await.unwrap().unwrap().id;
    let connection = store.connection(tenant, id).await.unwrap().unwrap();
    assert_eq!(keys.open_connection(&connection).unwrap().expose_secret(), "canary-51d0-secret");
    assert!(!format!("{connection:?}").contains("canary"));
    assert_eq!((again, nowhere), (Err(SetupError::Exists { field: "name" }), Err(SetupError::NoSuchTenant)));
}

on_both_databases! {
    each_wrong_field_is_named_and_nothing_is_added,
    what_exists_is_named,
    a_person_is_granted_a_second_tenant,
    x11_a_connection_is_added_with_its_secret_sealed,
}
