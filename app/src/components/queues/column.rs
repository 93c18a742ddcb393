//! What is told of an agent, column by column: its head, its words and what it is sorted by. The list, the queue's page
//! and the table for spreadsheets say the same.

use domain::administration::AgentRecord;
use domain::administration::Priority;
use domain::fold::fold;
use domain::queue::NamedRef;
use leptos_i18n::td_string;

use super::mark::is_unsure;
use crate::api::queues::QueueFloor;
use crate::i18n::Locale;
use crate::words;

/// A column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Column {
    /// Login, else the identifier.
    #[default]
    Name,
    /// The provider's identifier, leading zeros kept.
    Number,
    /// Domain, team or tenant by name.
    Group,
    /// The same by the provider's number.
    Tenant,
    /// Whether the account is active.
    Status,
    /// The telephone's state in the provider's word.
    SystemStatus,
    /// The person's state in the provider's word.
    UserStatus,
    /// All callin queues.
    Queues,
    /// How many callin queues the agent is in beside the one that is shown.
    OtherQueues,
    /// Callout queue.
    Callout,
    /// The one priority in all callin queues.
    Priority,
    /// Whether calls follow the agent elsewhere.
    FollowMe,
}

/// What a column is sorted by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Figure(i64),
    Text(String),
}

impl Column {
    /// Every field of an agent.
    pub(crate) const AGENT: &'static [Self] = &[
        Self::Name,
        Self::Number,
        Self::Group,
        Self::Tenant,
        Self::Status,
        Self::SystemStatus,
        Self::UserStatus,
        Self::Queues,
        Self::Callout,
        Self::Priority,
        Self::FollowMe,
    ];
    /// A member of a queue.
    pub(crate) const MEMBER: &'static [Self] = &[
        Self::Name,
        Self::Number,
        Self::Status,
        Self::SystemStatus,
        Self::UserStatus,
        Self::Priority,
        Self::OtherQueues,
    ];

    /// The word in the address.
    pub(super) const fn slug(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Number => "id",
            Self::Group => "group",
            Self::Tenant => "tenant",
            Self::Status => "status",
            Self::SystemStatus => "systemStatus",
            Self::UserStatus => "userStatus",
            Self::Queues => "queues",
            Self::OtherQueues => "others",
            Self::Callout => "callout",
            Self::Priority => "priority",
            Self::FollowMe => "followMe",
        }
    }

    pub(super) fn of_slug(slug: &str) -> Option<Self> {
        Self::AGENT.iter().chain(Self::MEMBER).copied().find(|column| column.slug() == slug)
    }

    /// Whether it holds figures, which end at the same edge.
    pub(super) const fn is_figure(self) -> bool {
        matches!(self, Self::Priority | Self::OtherQueues)
    }

    pub(crate) fn head(self, locale: Locale) -> &'static str {
        match self {
            Self::Name => td_string!(locale, column_agent),
            Self::Number => td_string!(locale, agents_admin_number),
            Self::Group => td_string!(locale, group),
            Self::Tenant => td_string!(locale, agents_admin_tenant),
            Self::Status => td_string!(locale, queues_status),
            Self::SystemStatus => td_string!(locale, queues_system_status),
            Self::UserStatus => td_string!(locale, queues_user_status),
            Self::Queues => td_string!(locale, queues_callin),
            Self::OtherQueues => td_string!(locale, agents_admin_others),
            Self::Callout => td_string!(locale, callout),
            Self::Priority => td_string!(locale, queues_priority),
            Self::FollowMe => td_string!(locale, follow_me),
        }
    }

    /// What it says of an agent; empty for what the provider leaves open.
    pub(crate) fn says(self, locale: Locale, floor: &QueueFloor, agent: &AgentRecord) -> String {
        match self {
            Self::Name => agent.label().to_owned(),
            Self::Number => agent.external_id.clone(),
            Self::Group => agent.group.clone().unwrap_or_default(),
            Self::Tenant => agent.provider_tenant.clone().unwrap_or_default(),
            Self::Status => agent.enabled.map(|enabled| status(locale, enabled).to_owned()).unwrap_or_default(),
            Self::SystemStatus => agent.system_status.clone().unwrap_or_default(),
            Self::UserStatus => agent.user_status.clone().unwrap_or_default(),
            Self::Queues => {
                let known = callin(floor, agent);
                known.queues.iter().map(NamedRef::label).collect::<Vec<_>>().join(", ")
            }
            Self::OtherQueues => callin(floor, agent).queues.len().saturating_sub(1).to_string(),
            Self::Callout => agent.callout.as_ref().map(|queue| queue.label().to_owned()).unwrap_or_default(),
            Self::Priority => match priority(floor, agent) {
                Priority::Is(figure) => figure.to_string(),
                Priority::NotTold => String::new(),
                Priority::Unclear => td_string!(locale, queues_priority_unclear).to_owned(),
            },
            Self::FollowMe => agent.follow_me.map(|on| words::on_off(locale, on).to_owned()).unwrap_or_default(),
        }
    }

    /// What an agent is sorted by; none for what the provider leaves open.
    pub(super) fn key(self, floor: &QueueFloor, agent: &AgentRecord) -> Option<Key> {
        let text = |text: Option<&str>| text.map(|text| Key::Text(fold(text)));
        match self {
            Self::Name => text(Some(agent.label())),
            Self::Number => Some(Key::Text(number_key(&agent.external_id))),
            Self::Group => text(agent.group.as_deref()),
            Self::Tenant => agent.provider_tenant.as_deref().map(|tenant| Key::Text(number_key(tenant))),
            Self::Status => agent.enabled.map(|on| Key::Figure(i64::from(!on))),
            Self::SystemStatus => text(agent.system_status.as_deref()),
            Self::UserStatus => text(agent.user_status.as_deref()),
            Self::Queues | Self::OtherQueues => {
                let known = callin(floor, agent);
                i64::try_from(known.queues.len()).ok().map(Key::Figure)
            }
            Self::Callout => text(agent.callout.as_ref().map(NamedRef::label)),
            Self::Priority => priority(floor, agent).figure().map(|figure| Key::Figure(figure.into())),
            Self::FollowMe => agent.follow_me.map(|on| Key::Figure(i64::from(!on))),
        }
    }
}

/// The callin queues of an agent as far as they are known.
pub(crate) struct Known {
    pub(crate) queues: Vec<NamedRef>,
    /// There may be more.
    pub(crate) may_be_more: bool,
}

pub(crate) fn callin(floor: &QueueFloor, agent: &AgentRecord) -> Known {
    let may_be_more = is_unsure(floor, agent);
    let Some(scan) = &floor.memberships else { return Known { queues: agent.callin_shown.clone(), may_be_more } };
    let named = |id: &String| {
        let listed = scan.queues.iter().chain(&agent.callin_shown).find(|queue| queue.id == *id);
        listed.cloned().unwrap_or_else(|| NamedRef { id: id.clone(), name: None })
    };
    let queues = scan.agents.get(&agent.external_id).map(|callin| callin.queues.iter().map(named).collect());
    Known { queues: queues.unwrap_or_default(), may_be_more }
}

/// The one priority, where it is one.
pub(super) fn priority(floor: &QueueFloor, agent: &AgentRecord) -> Priority {
    let listed = agent.priority.map_or(Priority::NotTold, Priority::Is);
    let scanned = floor.memberships.as_ref().map(|scan| scan.of(&agent.external_id).priority);
    match scanned {
        Some(Priority::NotTold) | None => listed,
        Some(told @ (Priority::Is(_) | Priority::Unclear)) => told,
    }
}

fn status(locale: Locale, enabled: bool) -> &'static str {
    if enabled { td_string!(locale, queues_status_on) } else { td_string!(locale, queues_status_off) }
}

/// Digits in the order of what they count, and those that differ in leading zeros alone side by side.
fn number_key(id: &str) -> String {
    let digits = id.trim_start_matches('0');
    if id.bytes().all(|byte| byte.is_ascii_digit()) { format!("{:>128}{id}", digits) } else { fold(id) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_in_the_order_of_their_figures_with_and_without_zeros() {
        let mut ids = ["1000", "82018", "999", "082018", "0"];

        ids.sort_by_key(|id| number_key(id));

        assert_eq!(ids, ["0", "999", "1000", "082018", "82018"]);
    }

    #[test]
    fn every_column_is_found_by_its_word_in_the_address() {
        for column in Column::AGENT.iter().chain(Column::MEMBER) {
            assert_eq!(Column::of_slug(column.slug()), Some(*column));
        }
        assert_eq!(Column::of_slug("secret"), None);
    }
}
