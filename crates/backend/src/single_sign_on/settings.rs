//! What admins set for their company's identity provider. The client's secret is sealed and never shown again, and is used only
//! for the scheme, host and port it was given for. While nobody else gets in with a password, break-glass admins do.

use domain::audit::Deed;
use domain::audit::Matter;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::id::TenantId;
use domain::id::UserId;
use domain::role::Role;
use domain::single_sign_on::RoleMap;
use providers::ProviderError;
use providers::http::HttpClient;
use secrecy::ExposeSecret;
use secrecy::SecretString;
use url::Url;

use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::recorded;
use crate::auth::TenantCtx;
use crate::auth::policy::ADMINS;
use crate::runtime::Backend;
use crate::secrets::RecordName;
use crate::single_sign_on::SettingsError;
use crate::store::SignOn;
use crate::store::StoredMember;

const LONGEST_ADDRESS: u32 = 500;
const LONGEST_WORD: u32 = 200;
const MOST_VALUES: u32 = 50;

/// What is set, for its page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignOnView {
    /// What is set; empty before the first time.
    pub settings: SignOn,
    /// The company's admins.
    pub admins: Vec<StoredMember>,
    /// How many members the provider knows.
    pub identities: usize,
}

/// What an admin wants to be set.
#[derive(Clone, Debug)]
pub struct SignOnWish {
    /// Who the provider says it is.
    pub issuer: String,
    /// As what Callboard is known there.
    pub client_id: String,
    /// The client's secret; empty to keep the one that is there.
    pub secret: SecretString,
    /// Which parts it gives.
    pub roles: RoleMap,
    /// Whether people may sign in there.
    pub is_on: bool,
    /// Whether people who were not invited are added.
    pub adds_people: bool,
    /// Whether a password lets nobody in but the break-glass admins.
    pub is_only_way: bool,
    /// Those.
    pub break_glass: Vec<UserId>,
    /// What the form was opened with.
    pub version: i64,
}

impl Backend {
    /// What is set for the company's identity provider.
    ///
    /// # Errors
    /// As [`SettingsError`] tells.
    pub async fn sign_on_settings(&self, ctx: &TenantCtx) -> Result<SignOnView, SettingsError> {
        ctx.require(ADMINS)?;
        let settings = self.store().sign_on(ctx.tenant_id()).await?.unwrap_or_else(|| nothing(ctx.tenant_id()));
        let members = self.store().members(ctx.tenant_id(), self.now()).await?;
        let identities = members.iter().filter(|member| member.has_identity).count();
        let admins = members.into_iter().filter(|member| member.role == Role::Admin).collect();
        Ok(SignOnView { settings, admins, identities })
    }

    /// Sets it anew. Where the provider is another one, or lets nobody in any more, whoever it let in is signed out.
    ///
    /// # Errors
    /// As [`SettingsError`] tells.
    pub async fn save_sign_on(&self, ctx: &TenantCtx, actor: &Actor, wish: SignOnWish) -> Result<(), SettingsError> {
        let SignOnView { settings: before, admins, .. } = self.sign_on_settings(ctx).await?;
        let wish = tidy(wish);
        let mistakes = self.mistakes(&before, &admins, &wish);
        if !mistakes.is_empty() {
            return Err(SettingsError::Invalid(mistakes));
        }
        let tenant = ctx.tenant_id();
        let has_new_secret = !wish.secret.expose_secret().is_empty();
        let secret = if has_new_secret {
            Some(self.keys().seal(RecordName::OidcSecret(tenant), &wish.secret))
        } else {
            before.secret.clone()
        };
        let after = SignOn {
            tenant_id: tenant,
            issuer: wish.issuer,
            client_id: wish.client_id,
            secret,
            roles: wish.roles,
            is_on: wish.is_on,
            adds_people: wish.adds_people,
            is_only_way: wish.is_only_way,
            version: wish.version,
        };
        let ends_sessions = before.is_on && (!after.is_on || before.issuer != after.issuer);
        let matter = matter(&before, &after, &admins, &wish.break_glass, has_new_secret);
        let saving = async {
            self.store()
                .save_sign_on(&after, &wish.break_glass, ends_sessions, self.now())
                .await
                .map_err(SettingsError::from)
        };
        let entry = Entry::new(Deed::ChangeSingleSignOn, matter);
        recorded(self.store(), self.clock(), tenant, actor, entry, saving).await
    }

    fn mistakes(&self, before: &SignOn, admins: &[StoredMember], wish: &SignOnWish) -> Vec<FieldError> {
        let mut mistakes = Vec::new();
        let mut wrong = |field, problem| mistakes.push(FieldError::new(field, problem));
        let is_needed = wish.is_on || !wish.issuer.is_empty();
        if is_needed {
            match HttpClient::to(&wish.issuer, self.guard().clone()) {
                _ if wish.issuer.is_empty() => wrong(Field::Issuer, Problem::Required),
                _ if wish.issuer.len() > LONGEST_ADDRESS as usize => {
                    wrong(Field::Issuer, Problem::TooLong { most: LONGEST_ADDRESS });
                }
                Err(ProviderError::Misconfigured(error)) => wrong(Field::Issuer, error.problem),
                Ok(_) | Err(_) => {}
            }
            if wish.client_id.is_empty() {
                wrong(Field::ClientId, Problem::Required);
            }
            let keeps = before.secret.is_some() && origin(&before.issuer) == origin(&wish.issuer);
            if wish.secret.expose_secret().is_empty() && !keeps {
                wrong(Field::Secret, Problem::Required);
            }
        }
        if wish.client_id.chars().count() > LONGEST_WORD as usize {
            wrong(Field::ClientId, Problem::TooLong { most: LONGEST_WORD });
        }
        if wish.secret.expose_secret().len() > LONGEST_ADDRESS as usize {
            wrong(Field::Secret, Problem::TooLong { most: LONGEST_ADDRESS });
        }
        if wish.roles.claim.chars().count() > LONGEST_WORD as usize {
            wrong(Field::RoleClaim, Problem::TooLong { most: LONGEST_WORD });
        }
        let names_values = !wish.roles.admins.is_empty() || !wish.roles.supervisors.is_empty();
        if !wish.roles.decides() && (names_values || wish.adds_people) {
            wrong(Field::RoleClaim, Problem::Required);
        }
        if wish.roles.decides() && !names_values {
            wrong(Field::AdminValues, Problem::Required);
        }
        for (field, values) in
            [(Field::AdminValues, &wish.roles.admins), (Field::SupervisorValues, &wish.roles.supervisors)]
        {
            if values.len() > MOST_VALUES as usize {
                wrong(field, Problem::TooMany { most: MOST_VALUES });
            }
            if values.iter().any(|value| value.chars().count() > LONGEST_WORD as usize) {
                wrong(field, Problem::TooLong { most: LONGEST_WORD });
            }
        }
        let can = |user: &UserId| admins.iter().any(|admin| admin.user_id == *user && admin.can_break_glass());
        if !wish.break_glass.iter().all(can) || (wish.is_on && wish.is_only_way && wish.break_glass.is_empty()) {
            wrong(Field::BreakGlass, Problem::NobodyLeft);
        }
        mistakes
    }
}

fn nothing(tenant: TenantId) -> SignOn {
    SignOn {
        tenant_id: tenant,
        issuer: String::new(),
        client_id: String::new(),
        secret: None,
        roles: RoleMap::default(),
        is_on: false,
        adds_people: false,
        is_only_way: false,
        version: 0,
    }
}

fn tidy(wish: SignOnWish) -> SignOnWish {
    let values = |values: Vec<String>| {
        let mut tidy: Vec<String> = Vec::new();
        for value in values.into_iter().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()) {
            if !tidy.contains(&value) {
                tidy.push(value);
            }
        }
        tidy
    };
    let RoleMap { claim, admins, supervisors } = wish.roles;
    SignOnWish {
        // The issuer is compared letter by letter, so that nothing but space around it is taken away.
        issuer: wish.issuer.trim().to_owned(),
        client_id: wish.client_id.trim().to_owned(),
        secret: SecretString::from(wish.secret.expose_secret().trim().to_owned()),
        roles: RoleMap { claim: claim.trim().to_owned(), admins: values(admins), supervisors: values(supervisors) },
        ..wish
    }
}

/// Scheme, host and port.
fn origin(address: &str) -> Option<String> {
    Url::parse(address).ok().map(|url| url.origin().ascii_serialization())
}

/// What changes, for the audit log: never the secret.
fn matter(
    before: &SignOn,
    after: &SignOn,
    admins: &[StoredMember],
    break_glass: &[UserId],
    has_new_secret: bool,
) -> Matter {
    let word = |is: bool| if is { "yes" } else { "no" };
    let list = |values: &[String]| values.join(", ");
    let names = |is: &dyn Fn(&StoredMember) -> bool| {
        let names: Vec<&str> = admins.iter().filter(|admin| is(admin)).map(|admin| admin.email.as_str()).collect();
        names.join(", ")
    };
    let matter = Matter::about(after.issuer.as_str())
        .change("on", word(before.is_on), word(after.is_on))
        .change("issuer", before.issuer.as_str(), after.issuer.as_str())
        .change("client", before.client_id.as_str(), after.client_id.as_str())
        .change("claim", before.roles.claim.as_str(), after.roles.claim.as_str())
        .change("admins", list(&before.roles.admins), list(&after.roles.admins))
        .change("supervisors", list(&before.roles.supervisors), list(&after.roles.supervisors))
        .change("adds people", word(before.adds_people), word(after.adds_people))
        .change("only way", word(before.is_only_way), word(after.is_only_way))
        .change(
            "break-glass",
            names(&|admin| admin.is_break_glass),
            names(&|admin| break_glass.contains(&admin.user_id)),
        );
    if has_new_secret { matter.with("secret", "replaced") } else { matter }
}
