//! Alarms by mail: at once, then folded, to whom it concerns, and in their words.

use std::time::Duration;

use backend::audit::Actor;
use backend::auth::TenantCtx;
use backend::mail::SmtpSettings;
use backend::mail::SmtpTls;
use backend::people::members;
use backend::rules::REST_S;
use backend::rules::RuleDraft;
use backend::rules::RulesError;
use backend::secrets::RecordName;
use backend::secrets::Sealed;
use backend::store::NewMail;
use backend::store::RegionalSettings;
use domain::audience::ScopeFilter;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::id::UserId;
use domain::language::Language;
use domain::mail::AlarmMail;
use domain::mail::MailKind;
use domain::mail::MailState;
use domain::mail::MailTrouble;
use domain::rule::RuleSpec;
use secrecy::ExposeSecret;
use serde_json::Value;
use uuid::Uuid;

use crate::floor::Place;
use crate::floor::agents;
use crate::floor::at_both_places;
use crate::floor::paused;
use crate::floor::sales;

/// A mail server that is down: what is written waits, so that it can be read here.
async fn place_with_mail(url: String) -> Place {
    let place = Place::new(url).await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let from = "post@callboard.test".parse().unwrap();
    let settings = SmtpSettings::new("127.0.0.1".to_owned(), Some(port), SmtpTls::None, None, None, from).unwrap();
    place.backend.start_mail(settings, "https://board.example.com");
    place
}

fn telling(people: &[&TenantCtx]) -> RuleSpec {
    RuleSpec { mail_to: people.iter().map(|ctx| ctx.user_id()).collect(), ..paused() }
}

async fn log(place: &Place) -> Vec<AlarmMail> {
    place.backend.alarm_mail_log(&place.admin).await.unwrap()
}

/// Waits until so many messages were written. They are written by a task of its own.
async fn until_written(place: &Place, count: usize) -> Vec<AlarmMail> {
    let waiting = async {
        loop {
            let log = log(place).await;
            if log.len() >= count {
                return log;
            }
            tokio::task::yield_now().await;
        }
    };
    let log = tokio::time::timeout(Duration::from_secs(20), waiting).await.unwrap();
    assert_eq!(log.len(), count);
    log
}

/// What the messages say: to whom, in which language, and the letter.
async fn letters(place: &Place) -> Vec<(String, Language, Value)> {
    let later = place.now().plus_s(2 * 24 * 3600);
    let mails = place.backend.store().lease_mail(later.plus_s(1), 100, later).await.unwrap();
    let mut letters: Vec<_> = mails
        .into_iter()
        .map(|mail| {
            let text = place.backend.keys().open(RecordName::Mail(mail.id), &mail.content).unwrap();
            let letter: Value = serde_json::from_str(text.expose_secret()).unwrap();
            (mail.recipient, mail.language, letter["alarm"].clone())
        })
        .collect();
    letters.sort_by(|one, other| one.0.cmp(&other.0));
    letters
}

async fn fires(place: &Place) {
    place.poll(agents(4, 2));
    place.until(&place.admin, |alarms| !alarms.open.is_empty()).await;
}

async fn is_over(place: &Place) {
    place.poll(agents(4, 0));
    place.pass_s(1);
    place.poll(agents(4, 0));
    place.until(&place.admin, |alarms| alarms.open.is_empty()).await;
}

async fn a_rule_that_comes_and_goes_is_told_at_once_and_then_in_one_message(url: String) {
    let place = place_with_mail(url).await;
    let lan = place.supervisor("lan@example.com", None).await;
    place.save(telling(&[&place.admin, &lan])).await;

    fires(&place).await;
    until_written(&place, 2).await;
    is_over(&place).await;
    fires(&place).await;
    is_over(&place).await;
    place.backend.write_due_alarm_mail().await.unwrap();
    assert_eq!(log(&place).await.len(), 2, "it rests");
    place.pass_s(REST_S);
    place.backend.write_due_alarm_mail().await.unwrap();
    let lines = until_written(&place, 4).await;
    place.pass_s(REST_S);
    place.backend.write_due_alarm_mail().await.unwrap();
    assert_eq!(log(&place).await.len(), 4, "there is nothing new");

    let mut receivers: Vec<&str> = lines.iter().map(|line| line.recipient.as_str()).collect();
    receivers.sort_unstable();
    assert_eq!(receivers, ["admin@example.com", "admin@example.com", "lan@example.com", "lan@example.com"]);
    assert!(lines.iter().all(|line| line.state == MailState::Waiting), "a server that is down loses nothing");
    let letters = letters(&place).await;
    let of_lan: Vec<&Value> =
        letters.iter().filter(|(to, ..)| to == "lan@example.com").map(|letter| &letter.2).collect();
    let first = of_lan.iter().find(|letter| letter["is_over"] == false).unwrap();
    let folded = of_lan.iter().find(|letter| letter["is_over"] == true).unwrap();
    assert_eq!((&first["raised"], &first["cleared"], &first["count"]), (&1.into(), &0.into(), &2.into()));
    assert_eq!((&folded["raised"], &folded["cleared"]), (&1.into(), &2.into()));
    assert_eq!(first["link"], "https://board.example.com/t/mine/board");
    place.backend.shutdown().await;
}

async fn only_who_may_see_it_is_written_to_in_their_words(url: String) {
    let place = place_with_mail(url).await;
    let lan = place.supervisor("lan@example.com", None).await;
    let limited = place.supervisor("limited@example.com", Some(sales())).await;
    let suspended = place.supervisor("suspended@example.com", None).await;
    let removed = place.supervisor("removed@example.com", None).await;
    place.save(telling(&[&lan, &limited, &suspended, &removed])).await;
    let (store, clock, actor) = (place.backend.store(), place.backend.clock(), place.actor());
    members::suspend(store, clock, &place.admin, &actor, suspended.user_id()).await.unwrap();
    members::remove(store, clock, &place.admin, &actor, removed.user_id()).await.unwrap();
    let own = RegionalSettings { language: Some(Language::Vietnamese), zone: Some("Asia/Tokyo".to_owned()) };
    store.set_regional_of_person(lan.user_id(), &own).await.unwrap();

    fires(&place).await;
    until_written(&place, 1).await;

    let letters = letters(&place).await;
    let [(to, language, letter)] = letters.as_slice() else { panic!("{}", letters.len()) };
    assert_eq!((to.as_str(), *language), ("lan@example.com", Language::Vietnamese));
    assert!(letter["at"].as_str().unwrap().ends_with("JST"), "{}", letter["at"]);
    place.backend.shutdown().await;
}

async fn a_rule_that_looks_only_where_somebody_may_is_told_to_them(url: String) {
    let place = place_with_mail(url).await;
    let limited = place.supervisor("limited@example.com", Some(sales())).await;
    let care = ScopeFilter { groups: vec!["Care".to_owned()], ..ScopeFilter::default() };
    let beyond = place.supervisor("care@example.com", Some(care)).await;
    place.save(RuleSpec { scope: sales(), ..telling(&[&limited, &beyond]) }).await;

    fires(&place).await;

    let lines = until_written(&place, 1).await;
    assert_eq!(lines[0].recipient, "limited@example.com");
    place.backend.shutdown().await;
}

async fn nobody_of_another_company_is_written_to_or_reads_of_it(url: String) {
    let place = place_with_mail(url).await;
    let stranger = place.stranger().await;
    let save = async |spec: RuleSpec| {
        place.backend.save_rule(&place.admin, &place.actor(), RuleDraft { changes: None, spec }).await
    };
    let not_offered = Err(RulesError::Invalid(vec![FieldError::new(Field::MailTo, Problem::NotOffered)]));

    assert_eq!(save(telling(&[&stranger])).await, not_offered);
    assert_eq!(save(RuleSpec { mail_to: vec![UserId(Uuid::nil())], ..paused() }).await, not_offered);
    save(telling(&[&place.admin])).await.unwrap();
    fires(&place).await;
    until_written(&place, 1).await;

    assert_eq!(place.backend.alarm_mail_log(&stranger).await, Ok(Vec::new()));
    let lan = place.supervisor("lan@example.com", None).await;
    assert_eq!(place.backend.alarm_mail_log(&lan).await, Err(RulesError::Forbidden));
    let actor = Actor::of(&stranger, None);
    let theirs = RuleDraft { changes: None, spec: telling(&[&place.admin]) };
    assert_eq!(place.backend.save_rule(&stranger, &actor, theirs).await, not_offered);
    place.backend.shutdown().await;
}

async fn a_message_whose_key_is_not_there_waits_for_it(url: String) {
    let place = place_with_mail(url).await;
    let content = Sealed { key_id: "away".to_owned(), envelope: "AAAA".to_owned() };
    let (recipient, language) = ("lan@example.com".to_owned(), Language::English);
    let mail = NewMail {
        id: Uuid::from_u128(7),
        tenant: Some(place.tenant),
        about: None,
        kind: MailKind::Alarm,
        recipient,
        language,
        content,
    };
    place.backend.store().enqueue_mail(&mail, place.now()).await.unwrap();

    let waiting = async {
        loop {
            place.backend.send_due_mail().await.unwrap();
            if let Some(line) = log(&place).await.into_iter().find(|line| line.trouble.is_some()) {
                return line;
            }
            tokio::task::yield_now().await;
        }
    };
    let line = tokio::time::timeout(Duration::from_secs(20), waiting).await.unwrap();

    assert_eq!((line.state, line.trouble), (MailState::Waiting, Some(MailTrouble::KeyMissing)));
    place.backend.shutdown().await;
}

at_both_places! {
    a_rule_that_comes_and_goes_is_told_at_once_and_then_in_one_message,
    only_who_may_see_it_is_written_to_in_their_words,
    a_rule_that_looks_only_where_somebody_may_is_told_to_them,
    nobody_of_another_company_is_written_to_or_reads_of_it,
    a_message_whose_key_is_not_there_waits_for_it,
}
