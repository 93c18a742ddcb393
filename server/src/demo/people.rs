//! Who can sign in to the demonstration.

use app::api::sign_in::DemoAccount;
use backend::auth::Passwords;
use backend::runtime::Backend;
use backend::setup;
use backend::setup::NewPerson;
use domain::role::Role;
use secrecy::SecretString;

use crate::demo::floors::FIRST;
use crate::demo::floors::SECOND;
use crate::failure::Failure;

struct Person {
    role: Role,
    name: &'static str,
    email: &'static str,
    password: &'static str,
    tenants: &'static [&'static str],
}

const PEOPLE: [Person; 2] = [
    Person {
        role: Role::Supervisor,
        name: "Lan Pham",
        email: "supervisor@demo.callboard.test",
        password: "watch-the-floor",
        tenants: &[FIRST],
    },
    Person {
        role: Role::Admin,
        name: "Minh Tran",
        email: "admin@demo.callboard.test",
        password: "set-up-the-floor",
        tenants: &[FIRST, SECOND],
    },
];

/// Adds whoever is missing.
pub(super) async fn set_up(backend: &Backend) -> Result<Vec<DemoAccount>, Failure> {
    let (store, now) = (backend.store(), backend.now());
    for person in &PEOPLE {
        if store.user_by_email(person.email).await?.is_none() {
            let new = NewPerson {
                email: person.email,
                display_name: person.name,
                password: SecretString::from(person.password),
            };
            setup::create_user(store, &Passwords::new(), FIRST, new, person.role, None, now).await?;
        }
        for tenant in person.tenants {
            setup::grant(store, tenant, person.email, person.role, None, now).await?;
        }
    }
    Ok(PEOPLE
        .iter()
        .map(|person| DemoAccount {
            role: person.role.to_string(),
            email: person.email.to_owned(),
            password: person.password.to_owned(),
        })
        .collect())
}
