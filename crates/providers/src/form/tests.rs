use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::convoso::config::TokenPlace;
use crate::tel4vn::config::Tel4vnAuth;
use crate::vicidial::config::AgentApi;
use crate::vicidial::config::Mode;

fn form(pairs: &[(Field, &str)]) -> Settings {
    pairs.iter().map(|(field, text)| (*field, (*text).to_owned())).collect()
}

fn read(kind: ProviderKind, pairs: &[(Field, &str)]) -> Result<ConnectionSettings, Vec<FieldError>> {
    settings_of(kind, &form(pairs), &HostGuard::default())
}

fn wrong(field: Field, problem: Problem) -> FieldError {
    FieldError::new(field, problem)
}

#[test]
fn what_is_typed_is_trimmed_split_and_filled_up_with_defaults() {
    let vicidial = read(
        ProviderKind::Vicidial,
        &[
            (Field::BaseUrl, " https://dialer.example.com "),
            (Field::User, "apiuser "),
            (Field::Mode, "agent"),
            (Field::Agents, "0082, agent1\r\nagent1\n"),
            (Field::InGroups, "SUPPORT_IN,SALESLINE"),
            (Field::AgentApi, "on"),
            (Field::Budget, "30"),
            (Field::TenantId, "somebody else's field"),
        ],
    )
    .unwrap();

    assert_eq!((vicidial.base_url.as_str(), vicidial.budget_per_minute), ("https://dialer.example.com", Some(30)));
    let ProviderConfig::Vicidial(config) = vicidial.provider else { panic!("another provider") };
    assert_eq!((config.user.as_str(), config.mode), ("apiuser", Mode::Agent));
    assert_eq!(config.agents, ["0082", "agent1"]);
    assert_eq!(config.in_groups, ["SUPPORT_IN", "SALESLINE"]);
    assert_eq!((config.source.as_str(), config.path.as_str()), ("callboard", "/vicidial/non_agent_api.php"));
    assert_eq!((config.agent_api, config.agent_api_path.as_str()), (AgentApi::On, "/agc/api.php"));
}

#[test]
fn choices_are_the_words_of_stored_settings() {
    let base = (Field::BaseUrl, "https://api.example.com");
    let convoso = read(ProviderKind::Convoso, &[base, (Field::TokenIn, "body"), (Field::Skills, " a, b ")]).unwrap();
    let tel4vn = read(ProviderKind::Tel4vn, &[base, (Field::Auth, "v3")]).unwrap();

    let ProviderConfig::Convoso(config) = convoso.provider else { panic!("another provider") };
    assert_eq!((config.token_in, config.skills.as_deref()), (TokenPlace::Body, Some("a,b")));
    let ProviderConfig::Tel4vn(config) = tel4vn.provider else { panic!("another provider") };
    assert_eq!(config.auth, Tel4vnAuth::V3);
}

#[test]
fn every_word_that_is_offered_is_taken() {
    for kind in ProviderKind::ALL {
        for setting in setting_fields(kind) {
            let Input::Choice(words) = setting.input else { continue };
            for word in words {
                let settings = read(
                    kind,
                    &[
                        (Field::BaseUrl, "https://api.example.com"),
                        (Field::User, "u"),
                        (Field::Agents, "a"),
                        (setting.field, word),
                    ],
                );
                let settings = settings.unwrap_or_else(|errors| panic!("{kind} {word}: {errors:?}"));
                assert_eq!(form_of(&settings)[&setting.field], *word);
            }
        }
    }
}

#[test]
fn all_mistakes_are_told_at_once_in_the_order_of_the_fields() {
    let errors = read(
        ProviderKind::Vicidial,
        &[
            (Field::BaseUrl, "dialer.example.com"),
            (Field::Source, "w-_"),
            (Field::Mode, "guess"),
            (Field::Zone, "Mars/Olympus"),
            (Field::InGroups, "A|B"),
            (Field::Path, "api.php"),
            (Field::Budget, "0"),
            (Field::StateMap, "HUDDLE=paused\nHUDDLE"),
        ],
    )
    .unwrap_err();

    assert_eq!(
        errors,
        [
            wrong(Field::BaseUrl, Problem::NotAnAddress),
            wrong(Field::User, Problem::Required),
            wrong(Field::Zone, Problem::NotAZone),
            wrong(Field::InGroups, Problem::LettersDigitsOnly),
            wrong(Field::Mode, Problem::NotOffered),
            wrong(Field::Path, Problem::NotAPath),
            wrong(Field::Source, Problem::ShortWord { least: 2, most: 20 }),
            wrong(Field::Budget, Problem::NotBetween { least: 1, most: 6000 }),
            wrong(Field::StateMap, Problem::NotAPair),
        ]
    );
}

#[test]
fn an_empty_form_misses_exactly_its_required_lines() {
    let base_url = wrong(Field::BaseUrl, Problem::Required);
    let user = wrong(Field::User, Problem::Required);
    for (kind, wanted) in [
        (ProviderKind::Tel4vn, vec![base_url]),
        (ProviderKind::Convoso, vec![base_url]),
        (ProviderKind::Alohub, vec![base_url]),
        (ProviderKind::Vicidial, vec![base_url, user]),
        (ProviderKind::Crocodial, vec![base_url, user]),
    ] {
        assert_eq!(read(kind, &[]), Err(wanted), "{kind}");
    }
}

#[test]
fn x09_an_address_that_may_not_be_asked_is_refused_in_the_form() {
    let base = |url: &str| read(ProviderKind::Convoso, &[(Field::BaseUrl, url)]).unwrap_err();

    for (url, problem) in [
        ("https://10.1.2.3", Problem::PrivateAddress),
        ("http://api.example.com", Problem::PlainHttp),
        ("ftp://api.example.com", Problem::NotAnAddress),
        ("https://u:p@api.example.com", Problem::LeaveOutLogin),
        ("https://api.example.com?x=1", Problem::LeaveOutQuery),
        ("https://api.example.com#x", Problem::LeaveOutFragment),
    ] {
        assert_eq!(base(url), [wrong(Field::BaseUrl, problem)], "{url}");
    }
    let allowing = HostGuard { allow_private: vec!["10.0.0.0/8".parse().unwrap()] };
    assert!(settings_of(ProviderKind::Convoso, &form(&[(Field::BaseUrl, "http://10.1.2.3")]), &allowing).is_ok());
}

#[test]
fn x10_words_of_the_provider_may_hold_anything_but_a_line_end() {
    let text = "Team huddle = paused\nA=B=on_call\n";
    let settings =
        read(ProviderKind::Convoso, &[(Field::BaseUrl, "https://a.example.com"), (Field::StateMap, text)]).unwrap();

    let map = BTreeMap::from([("Team huddle".to_owned(), AgentState::Paused), ("A=B".to_owned(), AgentState::OnCall)]);
    assert_eq!(settings.state_map, map);
    for text in ["x=unknown", "x=", "=paused", "x"] {
        let errors = read(ProviderKind::Convoso, &[(Field::BaseUrl, "https://a.example.com"), (Field::StateMap, text)]);
        assert_eq!(errors, Err(vec![wrong(Field::StateMap, Problem::NotAPair)]), "{text}");
    }
}

#[test]
fn settings_stored_before_there_were_budgets_still_load() {
    let stored = json!({ "base_url": "https://api.convoso.com", "provider": "convoso", "token_in": "body" });

    let settings: ConnectionSettings = serde_json::from_value(stored).unwrap();

    assert_eq!((settings.budget_per_minute, settings.state_map.len()), (None, 0));
    let again: ConnectionSettings = serde_json::from_value(serde_json::to_value(&settings).unwrap()).unwrap();
    assert_eq!(again, settings);
}

fn typed() -> impl Strategy<Value = Settings> {
    let words = prop_oneof![
        "[a-zA-Z0-9_-]{0,8}",
        "[a-z0-9, \r\n]{0,30}",
        "[0-9]{1,4}",
        "(READY|Team huddle|x=y) ?= ?(paused|on_call|available)\n?",
        "/[a-z/.]{0,10}",
        "\\PC{0,20}",
    ];
    const FIELDS: [Field; 14] = [
        Field::Zone,
        Field::User,
        Field::Source,
        Field::Path,
        Field::Agents,
        Field::InGroups,
        Field::CampaignId,
        Field::QueueId,
        Field::UserId,
        Field::Skills,
        Field::TenantId,
        Field::TeamId,
        Field::Budget,
        Field::StateMap,
    ];
    let some = prop::collection::btree_map(prop::sample::select(&FIELDS[1..]), words, 0..6);
    let zone = prop::option::of(prop::sample::select(&["Asia/Ho_Chi_Minh", "America/New_York"][..]));
    let mode = prop::sample::select(&["", "list", "agent"][..]);
    (some, zone, mode, "[a-zA-Z0-9]{1,8}").prop_map(|(mut form, zone, mode, user)| {
        form.entry(Field::User).or_insert(user);
        form.insert(Field::BaseUrl, "https://api.example.com/".to_owned());
        form.insert(Field::Mode, mode.to_owned());
        form.extend(zone.map(|zone| (Field::Zone, zone.to_owned())));
        form
    })
}

proptest! {
    #[test]
    fn settings_survive_the_form_and_back(form in typed()) {
        for kind in ProviderKind::ALL {
            let Ok(settings) = settings_of(kind, &form, &HostGuard::default()) else { continue };

            prop_assert_eq!(settings_of(kind, &form_of(&settings), &HostGuard::default()), Ok(settings));
        }
    }
}
