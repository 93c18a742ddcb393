//! A connection's settings as a form that server and browser share: which fields a provider has, and how each is asked.
//!
//! The words of choices are those of the stored settings. Checking belongs to `providers::form`; texts to the page.

mod roster;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::Serialize;

use crate::form::Field;
use crate::provider::ProviderKind;
pub use crate::right::Right;
pub use crate::right::rights;
pub use roster::LineProblem;
pub use roster::ROSTER_NAME_CHARS;
pub use roster::Roster;
pub use roster::RosterProblem;
pub use roster::parse_roster;

/// What was typed, field by field. A field that is missing is empty; fields of other providers are ignored.
///
/// A form that is edited starts from the stored settings (`providers::form::form_of`) and overwrites what the page
/// shows, so that settings without a field on the page ([`Field::StateMap`]) stay.
pub type Settings = BTreeMap<Field, String>;

/// How a setting is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// One line of text.
    Line,
    /// One of these words; the first is the default where the field is required.
    Choice(&'static [&'static str]),
    /// Several, one on each line or separated by commas.
    List,
}

/// One setting of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettingField {
    /// Which one.
    pub field: Field,
    /// How it is asked.
    pub input: Input,
    /// Whether it must be filled in. Some are needed only with others; the check tells.
    pub required: bool,
    /// Whether most people leave it alone.
    pub advanced: bool,
}

const fn line(field: Field) -> SettingField {
    SettingField { field, input: Input::Line, required: false, advanced: false }
}

const fn list(field: Field) -> SettingField {
    SettingField { field, input: Input::List, required: false, advanced: false }
}

const fn choice(field: Field, words: &'static [&'static str]) -> SettingField {
    SettingField { field, input: Input::Choice(words), required: true, advanced: false }
}

impl SettingField {
    const fn needed(self) -> Self {
        Self { required: true, ..self }
    }

    const fn may_be_empty(self) -> Self {
        Self { required: false, ..self }
    }

    const fn advanced(self) -> Self {
        Self { advanced: true, ..self }
    }
}

const TEL4VN: &[SettingField] = &[
    line(Field::BaseUrl).needed(),
    choice(Field::Auth, &["static", "v1", "v3"]),
    line(Field::Path).advanced(),
    line(Field::Zone).advanced(),
    line(Field::Budget).advanced(),
];

const CONVOSO: &[SettingField] = &[
    line(Field::BaseUrl).needed(),
    list(Field::CampaignId),
    list(Field::QueueId),
    list(Field::UserId).advanced(),
    list(Field::Skills).advanced(),
    choice(Field::TokenIn, &["query", "body"]).advanced(),
    line(Field::Zone).advanced(),
    line(Field::Budget).advanced(),
];

const ALOHUB: &[SettingField] = &[
    line(Field::BaseUrl).needed(),
    choice(Field::AuthStyle, &["gateway", "backend"]),
    line(Field::TenantId),
    line(Field::TeamId).advanced(),
    choice(Field::Status, &["1", "0"]).may_be_empty().advanced(),
    line(Field::QueueId).advanced(),
    line(Field::Zone).advanced(),
    line(Field::Budget).advanced(),
];

const VICIDIAL: &[SettingField] = &[
    line(Field::BaseUrl).needed(),
    line(Field::User).needed(),
    line(Field::Zone),
    list(Field::InGroups),
    choice(Field::Mode, &["list", "agent"]),
    list(Field::Agents),
    choice(Field::AgentApi, &["off", "on"]),
    line(Field::Path).advanced(),
    line(Field::AgentApiPath).advanced(),
    choice(Field::Blended, &["no", "yes"]).advanced(),
    line(Field::Source).advanced(),
    choice(Field::Method, &["post", "get"]).advanced(),
    line(Field::Budget).advanced(),
];

const CROCODIAL: &[SettingField] = &[
    line(Field::BaseUrl).needed(),
    line(Field::User).needed(),
    // Empty reads every active user of the account.
    list(Field::Agents),
    choice(Field::Method, &["post", "get"]).advanced(),
    line(Field::Zone).advanced(),
    line(Field::Budget).advanced(),
];

/// The settings of a provider, in the order in which they are asked. The secret and the connection's name are not among them.
pub const fn setting_fields(kind: ProviderKind) -> &'static [SettingField] {
    match kind {
        ProviderKind::Tel4vn => TEL4VN,
        ProviderKind::Convoso => CONVOSO,
        ProviderKind::Alohub => ALOHUB,
        ProviderKind::Vicidial => VICIDIAL,
        ProviderKind::Crocodial => CROCODIAL,
    }
}

/// An address that a provider's document names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// The word for it.
    pub slug: &'static str,
    /// The address. `{label}` stands for one part of the host name, which the provider gives each customer.
    pub url: &'static str,
}

impl Preset {
    /// The place that one label of a host name takes.
    pub const LABEL: &'static str = "{label}";

    /// Whether a label has to be filled in.
    pub fn is_template(self) -> bool {
        self.url.contains(Self::LABEL)
    }

    /// The address with the label in its place.
    pub fn filled(self, label: &str) -> String {
        self.url.replace(Self::LABEL, label.trim())
    }
}

/// The addresses of a provider; VICIdial is always somebody's own machine and has none.
pub const fn base_url_presets(kind: ProviderKind) -> &'static [Preset] {
    match kind {
        ProviderKind::Tel4vn => &[Preset { slug: "hosted", url: "https://{label}.tel4vn.com" }],
        ProviderKind::Convoso => &[Preset { slug: "production", url: "https://api.convoso.com" }],
        ProviderKind::Alohub => &[
            Preset { slug: "production", url: "https://xapi.alohub.vn" },
            Preset { slug: "development", url: "https://xapi-dev.alohub.vn" },
        ],
        ProviderKind::Vicidial => &[],
        ProviderKind::Crocodial => &[Preset { slug: "hosted", url: "https://{label}.croco-dial.net" }],
    }
}

/// What the one secret of a connection is called by its provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SecretKind {
    /// A key.
    ApiKey,
    /// A token.
    Token,
    /// The password of the API user.
    Password,
}

/// What the secret is, with these settings.
pub fn secret_kind(kind: ProviderKind, settings: &Settings) -> SecretKind {
    match kind {
        ProviderKind::Tel4vn => match settings.get(&Field::Auth).map(|auth| auth.trim()) {
            Some("v1" | "v3") => SecretKind::ApiKey,
            _ => SecretKind::Token,
        },
        ProviderKind::Convoso => SecretKind::Token,
        ProviderKind::Alohub => SecretKind::ApiKey,
        ProviderKind::Vicidial | ProviderKind::Crocodial => SecretKind::Password,
    }
}

/// The parts of a [`Input::List`]: split at commas and line ends, trimmed, blanks left out, order and repeats kept.
pub fn list_items(text: &str) -> Vec<String> {
    text.split([',', '\n', '\r']).map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_provider_asks_for_its_address_and_zone_and_for_no_field_twice() {
        for kind in ProviderKind::ALL {
            let fields: Vec<Field> = setting_fields(kind).iter().map(|setting| setting.field).collect();

            assert!(fields.contains(&Field::BaseUrl) && fields.contains(&Field::Zone), "{kind}");
            let distinct: std::collections::BTreeSet<_> = fields.iter().collect();
            assert_eq!(distinct.len(), fields.len(), "{kind}");
        }
    }

    #[test]
    fn the_secret_is_called_as_the_provider_calls_it() {
        let v3 = Settings::from([(Field::Auth, "v3".to_owned())]);

        assert_eq!(secret_kind(ProviderKind::Tel4vn, &Settings::new()), SecretKind::Token);
        assert_eq!(secret_kind(ProviderKind::Tel4vn, &v3), SecretKind::ApiKey);
        assert_eq!(secret_kind(ProviderKind::Alohub, &v3), SecretKind::ApiKey);
        assert_eq!(secret_kind(ProviderKind::Vicidial, &Settings::new()), SecretKind::Password);
    }

    #[test]
    fn g10_a_hosted_address_is_made_of_one_label() {
        let preset = base_url_presets(ProviderKind::Crocodial)[0];

        assert!(preset.is_template());
        assert_eq!(preset.filled(" example-1 "), "https://example-1.croco-dial.net");
        assert!(!base_url_presets(ProviderKind::Alohub)[0].is_template());
    }

    #[test]
    fn a_list_is_split_at_commas_and_lines() {
        assert_eq!(list_items("a, b\r\n\nc,,\td "), ["a", "b", "c", "d"]);
        assert!(list_items(" \n,").is_empty());
    }
}
