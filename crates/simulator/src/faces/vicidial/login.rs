//! VICIdial's accounts: permissions, the count of wrong passwords and the lock that follows.

use std::collections::HashMap;

use super::{PASSWORD, USER, text};
use crate::{
    faces::params::Params,
    faults::Fault,
    provider::ProviderName,
    shared::{Shared, lock},
};

const WRONG_PASSWORDS: u32 = 10;
const LOCK_MS: i64 = 15 * 60_000;

pub(super) struct Account {
    pub(super) name: &'static str,
    /// Empty means all.
    pub(super) functions: &'static [&'static str],
    pub(super) view_reports: bool,
    pub(super) api_access: bool,
    /// The groups the account may see; empty means all.
    pub(super) groups: &'static [&'static str],
    pub(super) may_change_ingroups: bool,
    refusal: Option<&'static str>,
}

const fn account(name: &'static str) -> Account {
    Account {
        name,
        functions: &[],
        view_reports: true,
        api_access: true,
        groups: &[],
        may_change_ingroups: true,
        refusal: None,
    }
}

static ACCOUNTS: [Account; 7] = [
    account(USER),
    Account { functions: &["agent_status"], ..account("apifew") },
    Account { view_reports: false, ..account("apinorep") },
    Account { api_access: false, ..account("apinoapi") },
    Account { groups: &["NORTH"], may_change_ingroups: false, ..account("supnorth") },
    Account { refusal: Some("2FA"), ..account("apitwofa") },
    Account { refusal: Some("IPBLOCK"), ..account("apiblock") },
];

/// What came of a login, with the texts to echo.
pub(super) struct Refused {
    pub(super) user: String,
    pub(super) pass: String,
    pub(super) key: &'static str,
}

#[derive(Clone, Copy, Debug)]
struct Failed {
    count: u32,
    last_login_ms: i64,
}

/// Wrong passwords per account.
#[derive(Debug)]
pub(crate) struct Logins {
    start_ms: i64,
    failed: HashMap<&'static str, Failed>,
}

impl Logins {
    pub(crate) fn new(start_ms: i64) -> Self {
        Self { start_ms, failed: HashMap::new() }
    }

    fn is_locked(&self, account: &'static str, now_ms: i64) -> bool {
        self.failed
            .get(account)
            .is_some_and(|failed| failed.count >= WRONG_PASSWORDS && now_ms - failed.last_login_ms < LOCK_MS)
    }

    fn succeed(&mut self, account: &'static str, now_ms: i64) {
        self.failed.insert(account, Failed { count: 0, last_login_ms: now_ms });
    }

    fn fail(&mut self, account: &'static str) {
        let last_login_ms = self.start_ms;
        let failed = self.failed.entry(account).or_insert(Failed { count: 0, last_login_ms });
        failed.count += 1;
    }
}

/// Both comparisons ignore case, as the database does.
pub(super) fn log_in(shared: &Shared, params: &Params) -> Result<&'static Account, Refused> {
    let user = text::filtered(params.text("user"));
    let pass = text::filtered(params.text("pass"));
    let now_ms = shared.now_ms();
    let account = ACCOUNTS.iter().find(|account| account.name.eq_ignore_ascii_case(&user));
    let Some(account) = account else { return Err(Refused { user, pass, key: "BAD" }) };
    let revoked = shared.fault(ProviderName::Vicidial) == Fault::AuthRevoked;
    let mut logins = lock(&shared.logins);
    if logins.is_locked(account.name, now_ms) {
        return Err(Refused { user, pass, key: "LOCK" });
    }
    if revoked || !pass.eq_ignore_ascii_case(PASSWORD) {
        logins.fail(account.name);
        return Err(Refused { user, pass, key: "BAD" });
    }
    logins.succeed(account.name, now_ms);
    match account.refusal {
        Some(key) => Err(Refused { user, pass, key }),
        None => Ok(account),
    }
}

impl Refused {
    /// The non-agent interface's line, which prints the password.
    pub(super) fn line(&self) -> String {
        let Self { user, pass, key } = self;
        match *key {
            "LOCK" => format!("ERROR: Too many login attempts, try again in 15 minutes: |{user}|LOCK|"),
            "IPBLOCK" => "ERROR: Your IP Address is not allowed: 127.0.0.1: ||IPBLOCK|".to_owned(),
            _ => format!("ERROR: Login incorrect, please try again: |{user}|{pass}|{key}|"),
        }
    }
}

impl Account {
    pub(super) fn may_use(&self, function: &str) -> bool {
        self.functions.is_empty() || self.functions.contains(&function)
    }

    pub(super) fn sees(&self, group: &str) -> bool {
        self.groups.is_empty() || self.groups.contains(&group)
    }
}
