//! What each route and each server function asks of whoever calls it: one table, which a test walks for every role.
//! What is not in the table is not served. Limits within a tenant (scopes, numbers) are not here but in the audience.

use domain::role::Role;

/// Everybody who signs in to a tenant.
pub const PEOPLE: &[Role] = &[Role::Supervisor, Role::Admin];
/// Those who set a tenant up.
pub const ADMINS: &[Role] = &[Role::Admin];

/// Who may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Anybody who has signed in.
    SignedIn,
    /// A screen on a wall that was paired: no person, and nothing a person may open.
    Display,
    /// Members of the tenant that is named, in one of these roles. Others learn nothing: foreign is missing.
    Tenant(&'static [Role]),
}

/// How a route is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Writes.
    Post,
}

impl Method {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A path; a segment in braces stands for anything.
    Route {
        /// How.
        method: Method,
        /// Where.
        pattern: &'static str,
    },
    /// A server function, by name: it is called by POST at [`SERVER_FN_PREFIX`] and its name.
    ServerFn {
        /// Its name.
        name: &'static str,
    },
}

/// One line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What is called.
    pub target: Target,
    /// By whom.
    pub access: Access,
    /// Whether they must lately have proved who they are: secrets, people, and what is taken out as a file.
    pub needs_proof: bool,
}

impl Rule {
    const fn proved(self) -> Self {
        Self { needs_proof: true, ..self }
    }
}

/// Where server functions are.
pub const SERVER_FN_PREFIX: &str = "/api/";

const fn get(pattern: &'static str, access: Access) -> Rule {
    Rule { target: Target::Route { method: Method::Get, pattern }, access, needs_proof: false }
}

const fn post(pattern: &'static str, access: Access) -> Rule {
    Rule { target: Target::Route { method: Method::Post, pattern }, access, needs_proof: false }
}

const fn server_fn(name: &'static str, access: Access) -> Rule {
    Rule { target: Target::ServerFn { name }, access, needs_proof: false }
}

/// The table.
pub const RULES: &[Rule] = &[
    get("/healthz", Access::Public),
    get("/readyz", Access::Public),
    get("/sign-in", Access::Public),
    post("/sign-in", Access::Public),
    // Whoever has forgotten the password; the answer is one for known and unknown addresses.
    get("/forgotten", Access::Public),
    post("/forgotten", Access::Public),
    // Who has shown a password and not yet a code is nobody.
    get("/sign-in/code", Access::Public),
    post("/sign-in/code", Access::Public),
    server_fn("code_form", Access::Public),
    // Whose company has an identity provider comes in there; what it sends back counts once, in the browser that began.
    get("/sign-in/sso", Access::Public),
    post("/sign-in/sso", Access::Public),
    get("/sign-in/sso/callback", Access::Public),
    server_fn("sign_on_turn", Access::Public),
    get("/account/proof/provider", Access::SignedIn),
    post("/account/proof/provider", Access::SignedIn),
    // Tells a browser that has kept its session from one that has not.
    get("/signed-in", Access::Public),
    // Who holds a link of these shows it; whoever does not finds it over.
    get("/set-up/{token}", Access::Public),
    post("/set-up/{token}", Access::Public),
    get("/join/{token}", Access::Public),
    post("/join/{token}", Access::Public),
    get("/reset/{token}", Access::Public),
    post("/reset/{token}", Access::Public),
    // Signing out twice, or after the session has ended, is no mistake.
    post("/sign-out", Access::Public),
    // Language and theme are chosen on the sign-in page too.
    post("/preferences", Access::Public),
    // Every component with made-up data: shown by a demonstration, missing everywhere else.
    get("/design", Access::Public),
    get("/", Access::SignedIn),
    get("/account", Access::SignedIn),
    post("/account", Access::SignedIn),
    get("/account/second-factor", Access::SignedIn),
    post("/account/second-factor", Access::SignedIn),
    get("/account/proof", Access::SignedIn),
    post("/account/proof", Access::SignedIn),
    server_fn("second_factor", Access::SignedIn),
    server_fn("proof_form", Access::SignedIn),
    server_fn("prove", Access::SignedIn),
    get("/t/{tenant}/board", Access::Tenant(PEOPLE)),
    get("/t/{tenant}/board/export.csv", Access::Tenant(PEOPLE)).proved(),
    get("/t/{tenant}/events", Access::Tenant(PEOPLE)),
    get("/t/{tenant}/replay", Access::Tenant(PEOPLE)),
    get("/t/{tenant}/agents/{key}", Access::Tenant(PEOPLE)),
    get("/t/{tenant}/agents/{key}/export.csv", Access::Tenant(PEOPLE)).proved(),
    // A device that is not paired yet is nobody, and sees a code.
    get("/wall", Access::Public),
    get("/wall/events", Access::Display),
    get("/pair", Access::SignedIn),
    get("/t/{tenant}/displays", Access::Tenant(PEOPLE)),
    get("/t/{tenant}/displays/{display}", Access::Tenant(ADMINS)),
    get("/t/{tenant}/history", Access::Tenant(PEOPLE)),
    get("/t/{tenant}/history/export.csv", Access::Tenant(PEOPLE)).proved(),
    get("/t/{tenant}/history/export.xlsx", Access::Tenant(PEOPLE)).proved(),
    get("/t/{tenant}/settings/company", Access::Tenant(ADMINS)),
    get("/t/{tenant}/settings/history", Access::Tenant(ADMINS)),
    get("/t/{tenant}/settings/sign-in", Access::Tenant(ADMINS)),
    server_fn("single_sign_on", Access::Tenant(ADMINS)),
    server_fn("save_single_sign_on", Access::Tenant(ADMINS)).proved(),
    server_fn("check_single_sign_on", Access::Tenant(ADMINS)),
    get("/t/{tenant}/rules", Access::Tenant(PEOPLE)),
    server_fn("rules", Access::Tenant(PEOPLE)),
    server_fn("acknowledge_alarm", Access::Tenant(PEOPLE)),
    server_fn("save_rule", Access::Tenant(ADMINS)),
    server_fn("delete_rule", Access::Tenant(ADMINS)),
    server_fn("try_rule", Access::Tenant(ADMINS)),
    server_fn("add_webhook", Access::Tenant(ADMINS)),
    server_fn("test_webhook", Access::Tenant(ADMINS)),
    server_fn("delete_webhook", Access::Tenant(ADMINS)),
    get("/t/{tenant}/queues", Access::Tenant(ADMINS)),
    get("/t/{tenant}/queues/changes.csv", Access::Tenant(ADMINS)).proved(),
    get("/t/{tenant}/queues/{connection}/{queue}", Access::Tenant(ADMINS)),
    get("/t/{tenant}/agents", Access::Tenant(ADMINS)),
    get("/t/{tenant}/queues/agents.csv", Access::Tenant(ADMINS)).proved(),
    server_fn("queue_page", Access::Tenant(ADMINS)),
    server_fn("agent_changes", Access::Tenant(ADMINS)),
    server_fn("queues", Access::Tenant(ADMINS)),
    server_fn("queue_floor", Access::Tenant(ADMINS)),
    server_fn("queue_reading", Access::Tenant(ADMINS)),
    server_fn("plan_changes", Access::Tenant(ADMINS)),
    server_fn("plan_import", Access::Tenant(ADMINS)),
    server_fn("plan_retry", Access::Tenant(ADMINS)),
    server_fn("plan_undo", Access::Tenant(ADMINS)),
    server_fn("change_set", Access::Tenant(ADMINS)),
    server_fn("confirm_changes", Access::Tenant(ADMINS)),
    server_fn("cancel_changes", Access::Tenant(ADMINS)),
    server_fn("discard_changes", Access::Tenant(ADMINS)),
    get("/t/{tenant}/recording", Access::Tenant(ADMINS)),
    server_fn("recording", Access::Tenant(ADMINS)),
    server_fn("recording_book", Access::Tenant(ADMINS)),
    // Who of them may switch recording is decided with the plan.
    server_fn("plan_recording", Access::Tenant(ADMINS)),
    server_fn("change_recording_policy", Access::Tenant(ADMINS)),
    get("/t/{tenant}/settings/audit", Access::Tenant(ADMINS)),
    get("/t/{tenant}/settings/audit/export.csv", Access::Tenant(ADMINS)).proved(),
    get("/t/{tenant}/settings/people", Access::Tenant(ADMINS)),
    get("/t/{tenant}/settings/limits", Access::Tenant(ADMINS)),
    server_fn("limits", Access::Tenant(ADMINS)),
    server_fn("change_limits", Access::Tenant(ADMINS)),
    server_fn("people", Access::Tenant(ADMINS)),
    server_fn("invite", Access::Tenant(ADMINS)).proved(),
    server_fn("withdraw_invitation", Access::Tenant(ADMINS)),
    server_fn("change_member", Access::Tenant(ADMINS)).proved(),
    server_fn("let_switch_recording", Access::Tenant(ADMINS)).proved(),
    server_fn("suspend_member", Access::Tenant(ADMINS)),
    server_fn("resume_member", Access::Tenant(ADMINS)).proved(),
    server_fn("remove_member", Access::Tenant(ADMINS)).proved(),
    server_fn("reset_link", Access::Tenant(ADMINS)).proved(),
    server_fn("reset_second_factor", Access::Tenant(ADMINS)).proved(),
    server_fn("require_second_factor", Access::Tenant(ADMINS)).proved(),
    server_fn("member_sessions", Access::Tenant(ADMINS)),
    server_fn("revoke_member_sessions", Access::Tenant(ADMINS)),
    server_fn("history", Access::Tenant(PEOPLE)),
    server_fn("company", Access::Tenant(ADMINS)),
    server_fn("change_company", Access::Tenant(ADMINS)),
    server_fn("retention", Access::Tenant(ADMINS)),
    server_fn("keep_history", Access::Tenant(ADMINS)),
    server_fn("audit_log", Access::Tenant(ADMINS)),
    server_fn("reveal_number", Access::Tenant(PEOPLE)),
    get("/t/{tenant}/settings/connections", Access::Tenant(ADMINS)),
    server_fn("sign_in_form", Access::Public),
    server_fn("set_up_form", Access::Public),
    server_fn("join_form", Access::Public),
    server_fn("reset_form", Access::Public),
    server_fn("account", Access::SignedIn),
    server_fn("wall", Access::Public),
    server_fn("wall_heartbeat", Access::Display),
    server_fn("pair_places", Access::SignedIn),
    server_fn("displays", Access::Tenant(PEOPLE)),
    server_fn("display_program", Access::Tenant(ADMINS)),
    server_fn("save_display_program", Access::Tenant(ADMINS)),
    server_fn("approve_display", Access::Tenant(PEOPLE)),
    server_fn("change_display", Access::Tenant(PEOPLE)),
    server_fn("identify_display", Access::Tenant(PEOPLE)),
    server_fn("reload_display", Access::Tenant(PEOPLE)),
    server_fn("revoke_display", Access::Tenant(PEOPLE)),
    server_fn("board", Access::Tenant(PEOPLE)),
    server_fn("views", Access::Tenant(PEOPLE)),
    server_fn("save_view", Access::Tenant(PEOPLE)),
    server_fn("change_view", Access::Tenant(PEOPLE)),
    server_fn("delete_view", Access::Tenant(PEOPLE)),
    server_fn("open_with_view", Access::Tenant(PEOPLE)),
    server_fn("open_role_with_view", Access::Tenant(ADMINS)),
    server_fn("replay", Access::Tenant(PEOPLE)),
    server_fn("replay_chunk", Access::Tenant(PEOPLE)),
    server_fn("kept_day", Access::Tenant(PEOPLE)),
    server_fn("connections", Access::Tenant(ADMINS)),
    server_fn("connection_form", Access::Tenant(ADMINS)),
    server_fn("save_connection", Access::Tenant(ADMINS)).proved(),
    server_fn("try_connection", Access::Tenant(ADMINS)),
    server_fn("test_connection", Access::Tenant(ADMINS)),
    server_fn("replace_secret", Access::Tenant(ADMINS)).proved(),
    server_fn("poll_connection", Access::Tenant(ADMINS)),
    server_fn("pause_connection", Access::Tenant(ADMINS)),
    server_fn("resume_connection", Access::Tenant(ADMINS)),
    server_fn("map_state", Access::Tenant(ADMINS)),
    server_fn("delete_connection", Access::Tenant(ADMINS)).proved(),
    server_fn("agent_details", Access::Tenant(PEOPLE)),
    server_fn("agent_callin", Access::Tenant(ADMINS)),
    server_fn("in_groups", Access::Tenant(ADMINS)),
    // What an admin alone may ask of a phone system is decided with the command.
    server_fn("act", Access::Tenant(PEOPLE)),
    server_fn("callout_queues", Access::Tenant(ADMINS)),
    server_fn("last_actions", Access::Tenant(PEOPLE)),
    server_fn("agent_page", Access::Tenant(PEOPLE)),
    server_fn("agent_day", Access::Tenant(PEOPLE)),
    server_fn("reread_agent", Access::Tenant(PEOPLE)),
];

/// The rule for a request, by its method and path. None: not served.
pub fn rule_for(method: &str, path: &str) -> Option<&'static Rule> {
    if let Some(function) = path.strip_prefix(SERVER_FN_PREFIX) {
        return rule_for_server_fn(function).filter(|_| method == Method::Post.as_str());
    }
    RULES.iter().find(|rule| match rule.target {
        Target::Route { method: wanted, pattern } => wanted.as_str() == method && matches(pattern, path),
        Target::ServerFn { .. } => false,
    })
}

/// The rule for a server function, by its name.
pub fn rule_for_server_fn(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| match rule.target {
        Target::ServerFn { name: known } => known == name,
        Target::Route { .. } => false,
    })
}

fn matches(pattern: &str, path: &str) -> bool {
    let mut wanted = pattern.split('/');
    let mut given = path.split('/');
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if is_placeholder(wanted) && !given.is_empty() => {}
            (Some(wanted), Some(given)) if wanted == given => {}
            (Some(_), Some(_) | None) | (None, Some(_)) => return false,
        }
    }
}

fn is_placeholder(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_page_asks_for_membership() {
        let access = |method, path| rule_for(method, path).map(|rule| rule.access);

        assert_eq!(access("GET", "/t/demo/board"), Some(Access::Tenant(PEOPLE)));
        assert_eq!(access("GET", "/t/demo/events"), Some(Access::Tenant(PEOPLE)));
        assert_eq!(access("GET", "/"), Some(Access::SignedIn));
        assert_eq!(access("GET", "/healthz"), Some(Access::Public));
    }

    #[test]
    fn what_is_not_in_the_table_has_no_rule() {
        for (method, path) in [
            ("GET", "/t/demo"),
            ("GET", "/t//board"),
            ("GET", "/t/demo/board/more"),
            ("GET", "/t/demo/board/"),
            ("POST", "/t/demo/board"),
            ("DELETE", "/sign-in"),
            ("GET", "/sign-out"),
            ("POST", "/api/"),
            ("POST", "/api/123"),
            ("POST", "/api/drop_everything"),
            ("POST", "/api/board/x"),
            ("POST", "/api/board1234567890"),
            ("GET", "/api/board"),
            ("GET", ""),
        ] {
            assert_eq!(rule_for(method, path), None, "{method} {path}");
        }
    }

    #[test]
    fn a_server_function_is_found_by_its_path_and_by_its_name() {
        assert!(rule_for_server_fn("agent_details").is_some());
        assert_eq!(rule_for("POST", "/api/agent_details"), rule_for_server_fn("agent_details"));
    }

    #[test]
    fn no_line_stands_twice() {
        for (at, rule) in RULES.iter().enumerate() {
            assert!(RULES[at + 1..].iter().all(|other| other.target != rule.target), "{rule:?}");
        }
    }

    #[test]
    fn every_path_below_a_tenant_asks_for_membership() {
        for rule in RULES {
            if let Target::Route { pattern, .. } = rule.target
                && pattern.starts_with("/t/")
            {
                assert!(matches!(rule.access, Access::Tenant(_)), "{pattern}");
            }
        }
    }
}
