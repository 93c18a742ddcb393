//! Settings between the form that people fill in and what is stored: everything that is wrong is told at once.
//!
//! The checks are those of [`crate::connect`], without a request being sent. The secret is not part of a form.

use std::collections::BTreeMap;

use domain::agent::AgentState;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::provider::ProviderKind;
use domain::settings::Input;
use domain::settings::Settings;
use domain::settings::list_items;
use domain::settings::setting_fields;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::ConnectionSettings;
use crate::HostGuard;
use crate::ProviderConfig;
use crate::config::AlohubConfig;
use crate::config::ConvosoConfig;
use crate::config::CrocodialConfig;
use crate::config::Tel4vnConfig;
use crate::config::VicidialConfig;
use crate::crocodial::config::Agents;

/// Requests a minute that may be set.
const BUDGETS: std::ops::RangeInclusive<u32> = 1..=6000;
/// Longest word of a provider that is kept of a row.
const WORD_CHARS: u32 = 64;

/// The settings that a filled-in form describes: trimmed, lists split, blanks at the vendor's default, and fields of
/// other vendors left out.
///
/// # Errors
/// Everything that is wrong, in the order of the fields.
pub fn settings_of(
    kind: ProviderKind,
    form: &Settings,
    guard: &HostGuard,
) -> Result<ConnectionSettings, Vec<FieldError>> {
    let mut form = Form { form, errors: Vec::new() };
    let base_url = form.text(Field::BaseUrl).unwrap_or_default();
    if !base_url.is_empty() {
        form.keep_error(crate::http::checked_base(&base_url, guard).map(drop));
    }
    let zone = form.text(Field::Zone);
    if let Some(zone) = &zone {
        form.keep_error(crate::zone::zone(zone).map(drop));
    }
    let budget_per_minute = form.budget();
    let state_map = form.state_map();
    let provider = form.provider(kind, &base_url);
    for setting in setting_fields(kind) {
        let is_told = form.errors.iter().any(|error| error.field == setting.field);
        if setting.required && setting.input == Input::Line && !is_told && form.text(setting.field).is_none() {
            form.wrong(setting.field, Problem::Required);
        }
    }
    let mut errors = form.errors;
    let place = |field| setting_fields(kind).iter().position(|setting| setting.field == field).unwrap_or(usize::MAX);
    errors.sort_by_key(|error| place(error.field));
    errors.dedup_by_key(|error| error.field);
    match provider {
        Some(provider) if errors.is_empty() => {
            Ok(ConnectionSettings { base_url, zone, budget_per_minute, state_map, provider })
        }
        _ => Err(errors),
    }
}

/// The form that stored settings fill in. Reading it back gives the same settings.
pub fn form_of(settings: &ConnectionSettings) -> Settings {
    let mut form = Settings::new();
    let mut fill = |field: Field, text: String| {
        if !text.is_empty() {
            form.insert(field, text);
        }
    };
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    fill(Field::BaseUrl, settings.base_url.clone());
    fill(Field::Zone, text(&settings.zone));
    fill(Field::Budget, settings.budget_per_minute.map(|budget| budget.to_string()).unwrap_or_default());
    let pairs: Vec<String> =
        settings.state_map.iter().map(|(word, state)| format!("{word}={}", state.slug())).collect();
    fill(Field::StateMap, pairs.join("\n"));
    match &settings.provider {
        ProviderConfig::Tel4vn(config) => {
            fill(Field::Auth, word_of(config.auth));
            fill(Field::Path, config.path.clone());
        }
        ProviderConfig::Convoso(config) => {
            fill(Field::TokenIn, word_of(config.token_in));
            fill(Field::CampaignId, text(&config.campaign_id));
            fill(Field::QueueId, text(&config.queue_id));
            fill(Field::UserId, text(&config.user_id));
            fill(Field::Skills, text(&config.skills));
        }
        ProviderConfig::Alohub(config) => {
            fill(Field::AuthStyle, word_of(config.auth_style));
            fill(Field::TenantId, text(&config.tenant_id));
            fill(Field::TeamId, text(&config.team_id));
            fill(Field::Status, text(&config.status));
            fill(Field::QueueId, text(&config.queue_id));
        }
        ProviderConfig::Vicidial(config) => {
            fill(Field::User, config.user.clone());
            fill(Field::Source, config.source.clone());
            fill(Field::Path, config.path.clone());
            fill(Field::Mode, word_of(config.mode));
            fill(Field::Agents, config.agents.join("\n"));
            fill(Field::InGroups, config.in_groups.join("\n"));
            fill(Field::AgentApi, word_of(config.agent_api));
            fill(Field::AgentApiPath, config.agent_api_path.clone());
            fill(Field::Blended, word_of(config.blended));
            fill(Field::Method, word_of(config.method));
        }
        ProviderConfig::Crocodial(config) => {
            fill(Field::User, config.user.clone());
            match &config.agents {
                Agents::All => {}
                Agents::List(names) => fill(Field::Agents, names.join("\n")),
            }
            fill(Field::Method, word_of(config.method));
        }
    }
    form
}

/// The word that a choice has in stored settings.
fn word_of(choice: impl Serialize) -> String {
    match serde_json::to_value(choice) {
        Ok(Value::String(word)) => word,
        Ok(_) | Err(_) => String::new(),
    }
}

/// A form being read, and what is wrong with it so far.
struct Form<'a> {
    form: &'a Settings,
    errors: Vec<FieldError>,
}

impl Form<'_> {
    fn text(&self, field: Field) -> Option<String> {
        self.form.get(&field).map(|text| text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    fn list(&self, field: Field) -> Vec<String> {
        self.form.get(&field).map(|text| list_items(text)).unwrap_or_default()
    }

    /// A list that the vendor takes as one text with commas.
    fn joined(&self, field: Field) -> Option<String> {
        Some(self.list(field).join(",")).filter(|text| !text.is_empty())
    }

    fn wrong(&mut self, field: Field, problem: Problem) {
        self.errors.push(FieldError::new(field, problem));
    }

    fn keep_error(&mut self, result: Result<(), FieldError>) {
        self.errors.extend(result.err());
    }

    /// One of the words of stored settings; blank is the default.
    fn choice<T: DeserializeOwned + Default>(&mut self, field: Field) -> T {
        let Some(word) = self.text(field) else { return T::default() };
        serde_json::from_value(Value::String(word)).unwrap_or_else(|_| {
            self.wrong(field, Problem::NotOffered);
            T::default()
        })
    }

    fn budget(&mut self) -> Option<u32> {
        let text = self.text(Field::Budget)?;
        let budget = text.parse().ok().filter(|budget| BUDGETS.contains(budget));
        if budget.is_none() {
            self.wrong(Field::Budget, Problem::NotBetween { least: *BUDGETS.start(), most: *BUDGETS.end() });
        }
        budget
    }

    /// `word=state` on each line; the word may hold an equals sign itself.
    fn state_map(&mut self) -> BTreeMap<String, AgentState> {
        let mut map = BTreeMap::new();
        let text = self.text(Field::StateMap).unwrap_or_default();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let pair = line.rsplit_once('=').and_then(|(word, state)| {
                let state = AgentState::from_slug(state.trim()).filter(|state| *state != AgentState::Unknown)?;
                Some((word.trim(), state)).filter(|(word, _)| !word.is_empty())
            });
            match pair {
                None => self.wrong(Field::StateMap, Problem::NotAPair),
                Some((word, _)) if word.chars().count() > WORD_CHARS as usize => {
                    self.wrong(Field::StateMap, Problem::TooLong { most: WORD_CHARS });
                }
                Some((word, state)) => {
                    map.insert(word.to_owned(), state);
                }
            }
        }
        map
    }

    fn provider(&mut self, kind: ProviderKind, base_url: &str) -> Option<ProviderConfig> {
        let checked = match kind {
            ProviderKind::Tel4vn => {
                let default = Tel4vnConfig::default();
                let path = self.text(Field::Path).unwrap_or(default.path);
                let config = Tel4vnConfig { auth: self.choice(Field::Auth), path };
                config.checked().map(ProviderConfig::Tel4vn).map_err(|error| vec![error])
            }
            ProviderKind::Convoso => Ok(ProviderConfig::Convoso(ConvosoConfig {
                token_in: self.choice(Field::TokenIn),
                campaign_id: self.joined(Field::CampaignId),
                queue_id: self.joined(Field::QueueId),
                user_id: self.joined(Field::UserId),
                skills: self.joined(Field::Skills),
            })),
            ProviderKind::Alohub => {
                let config = AlohubConfig {
                    auth_style: self.choice(Field::AuthStyle),
                    tenant_id: self.text(Field::TenantId),
                    team_id: self.text(Field::TeamId),
                    status: self.text(Field::Status),
                    queue_id: self.text(Field::QueueId),
                };
                config.checked(base_url).map(ProviderConfig::Alohub)
            }
            ProviderKind::Vicidial => {
                let default = VicidialConfig::default();
                let config = VicidialConfig {
                    user: self.text(Field::User).unwrap_or_default(),
                    source: self.text(Field::Source).unwrap_or(default.source),
                    path: self.text(Field::Path).unwrap_or(default.path),
                    mode: self.choice(Field::Mode),
                    agents: self.list(Field::Agents),
                    in_groups: self.list(Field::InGroups),
                    agent_api: self.choice(Field::AgentApi),
                    agent_api_path: self.text(Field::AgentApiPath).unwrap_or(default.agent_api_path),
                    blended: self.choice(Field::Blended),
                    method: self.choice(Field::Method),
                };
                config.checked().map(ProviderConfig::Vicidial)
            }
            ProviderKind::Crocodial => {
                let names = self.list(Field::Agents);
                let config = CrocodialConfig {
                    user: self.text(Field::User).unwrap_or_default(),
                    agents: if names.is_empty() { Agents::All } else { Agents::List(names) },
                    method: self.choice(Field::Method),
                };
                config.checked().map(ProviderConfig::Crocodial)
            }
        };
        checked.map_err(|errors| self.errors.extend(errors)).ok()
    }
}

#[cfg(test)]
mod tests;
