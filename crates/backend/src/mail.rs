//! Mail: what is to be told is written down with what causes it, and a worker takes it to the mail server when that answers.
//! Nobody waits for it, a server that is down delays it, and it is given up only after days.
//!
//! It is sent at least once: whoever dies after the server took it and before that is written down sends it again, under the
//! same Message-ID.

mod address;
mod letter;
mod message;
mod smtp;
mod words;

use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;
use std::time::Duration;

use backon::BackoffBuilder;
use backon::ExponentialBuilder;
use domain::audit::Deed;
use domain::audit::Matter;
use domain::id::TenantId;
use domain::language::Language;
use domain::mail::MailTrouble;
use domain::time::UnixMs;
use futures::future::join_all;
use secrecy::SecretString;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tracing::error;
use tracing::warn;
use uuid::Uuid;

use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::recorded;
use crate::mail::smtp::Smtp;
use crate::runtime::Backend;
use crate::secrets::KeyRing;
use crate::secrets::RecordName;
use crate::secrets::SecretError;
use crate::store::DueMail;
use crate::store::NewMail;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;
use crate::store::fresh_id;

pub use address::Mailbox;
pub use address::NoMailbox;
pub use letter::FactorChange;
pub use letter::Letter;
pub use smtp::SmtpSettings;
pub use smtp::SmtpTls;
pub use smtp::WrongSettings;

/// Whether something is due is looked up so often, also when nothing new is to be told.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Messages that are taken along in one look.
const AT_ONCE: u32 = 10;
/// No try takes longer; after this a message that was leased and never finished is due again.
const LEASE_S: i64 = 120;
/// Waits between tries grow from this
const FIRST_WAIT: Duration = Duration::from_secs(20);
/// up to this,
const LONGEST_WAIT: Duration = Duration::from_secs(3600);
/// and after so long a message is given up.
pub const GIVEN_UP_AFTER_S: i64 = 3 * 24 * 3600;
/// For so long it is kept what became of a message.
const REMEMBERED_S: i64 = 30 * 24 * 3600;

/// What sends, once the server has told how.
#[derive(Debug, Default)]
pub(crate) struct MailDesk {
    smtp: OnceLock<Smtp>,
    base_url: OnceLock<String>,
    bell: Notify,
    worker: Mutex<Option<JoinHandle<()>>>,
}

impl MailDesk {
    pub(crate) async fn stopped(&self) {
        let worker = self.worker.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(worker) = worker {
            worker.abort();
            // It was told to end, or is aborted: either way it has gone.
            let _ = worker.await;
        }
    }
}

/// Where messages are put that shall be sent; there is one only where mail is set up.
#[derive(Clone, Copy, Debug)]
pub struct Outbox<'a> {
    keys: &'a KeyRing,
    base_url: &'a str,
    desk: &'a MailDesk,
}

impl Outbox<'_> {
    /// The whole address of a path, for the letter.
    pub(crate) fn link(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }

    /// A message to be kept together with its cause.
    pub(crate) fn mail(
        &self,
        letter: &Letter,
        recipient: &str,
        language: Language,
        tenant: Option<TenantId>,
        about: Option<Uuid>,
        now: UnixMs,
    ) -> StoreResult<NewMail> {
        let id = fresh_id(now);
        let content = serde_json::to_string(letter).map_err(|_| StoreError::corrupt("mail"))?;
        let content = self.keys.seal(RecordName::Mail(id), &SecretString::from(content));
        Ok(NewMail { id, tenant, about, kind: letter.kind(), recipient: recipient.to_owned(), language, content })
    }

    /// Something was put in: the worker need not wait for its next look.
    pub(crate) fn ring(&self) {
        self.desk.bell.notify_one();
    }
}

impl Backend {
    /// Where messages are put; none where mail is not set up.
    pub fn outbox(&self) -> Option<Outbox<'_>> {
        let desk = self.mail_desk();
        desk.smtp.get()?;
        Some(Outbox { keys: self.keys(), base_url: desk.base_url.get()?, desk })
    }

    /// Sends from now on, and what still waits first. `base_url` is where people reach the installation.
    pub fn start_mail(&self, settings: SmtpSettings, base_url: &str) {
        let desk = self.mail_desk();
        // Set once: a second start would only repeat it.
        drop(desk.base_url.set(base_url.to_owned()));
        drop(desk.smtp.set(Smtp::new(settings)));
        let worker = tokio::spawn(run(self.clone()));
        *desk.worker.lock().unwrap_or_else(PoisonError::into_inner) = Some(worker);
    }

    /// Takes every message that is due now to the mail server, once.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn send_due_mail(&self) -> StoreResult<()> {
        let Some(smtp) = self.mail_desk().smtp.get() else { return Ok(()) };
        let now = self.now();
        let due = self.store().lease_mail(now.plus_s(LEASE_S), AT_ONCE, now).await?;
        join_all(due.iter().map(|mail| self.send_once(smtp, mail))).await.into_iter().collect()
    }

    async fn send_once(&self, smtp: &Smtp, mail: &DueMail) -> StoreResult<()> {
        let sent = match self.written(smtp, mail) {
            Ok(message) => smtp.send(message).await,
            Err(trouble) => Err(trouble),
        };
        let now = self.now();
        let Err(trouble) = sent else { return self.store().mail_was_sent(mail.id, now).await };
        let next_try_at = next_try_at(mail, trouble, now);
        if next_try_at.is_none() {
            warn!(mail.id = %mail.id, "mail about {} was given up: {trouble}", mail.kind.as_str());
            self.tell_given_up(mail, trouble).await?;
        } else {
            warn!(mail.id = %mail.id, "mail about {} waits: {trouble}", mail.kind.as_str());
        }
        self.store().mail_was_not_sent(mail.id, trouble, next_try_at).await
    }

    fn written(&self, smtp: &Smtp, mail: &DueMail) -> Result<lettre::Message, MailTrouble> {
        let content = self.keys().open(RecordName::Mail(mail.id), &mail.content).map_err(|error| match error {
            // Somebody may put it back.
            SecretError::UnknownKey { .. } | SecretError::Keys { .. } => MailTrouble::KeyMissing,
            SecretError::Damaged { .. } | SecretError::Missing { .. } => MailTrouble::Unreadable,
        })?;
        let letter = Letter::read(&content).ok_or(MailTrouble::Unreadable)?;
        message::message(smtp.from(), mail, &letter).ok_or(MailTrouble::Unreadable)
    }

    /// The company's log hears of a message that nobody will get.
    async fn tell_given_up(&self, mail: &DueMail, trouble: MailTrouble) -> StoreResult<()> {
        let Some(tenant) = mail.tenant else { return Ok(()) };
        let matter =
            Matter::about(mail.recipient.as_str()).with("mail", mail.kind.as_str()).with("why", trouble.as_str());
        let entry = Entry::new(Deed::GiveUpMail, matter);
        let done = async { Ok::<_, StoreError>(()) };
        recorded(self.store(), self.clock(), tenant, &Actor::callboard(), entry, done).await
    }
}

/// Removes what was sent or given up long ago.
///
/// # Errors
/// When the database cannot answer.
pub async fn purge(store: &Store, now: UnixMs) -> StoreResult<()> {
    store.purge_mail(now.plus_s(-REMEMBERED_S)).await.map(drop)
}

/// Sends until the product stops.
async fn run(backend: Backend) {
    let stopping = backend.stopping();
    loop {
        if let Err(cause) = backend.write_due_alarm_mail().await {
            error!("mail about alarms cannot be written: {cause}");
        }
        if let Err(cause) = backend.send_due_mail().await {
            error!("mail cannot be looked up: {cause}");
        }
        tokio::select! {
            () = stopping.cancelled() => return,
            () = backend.mail_desk().bell.notified() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// When it is tried again; none when it is given up. What a server says for good about a recipient is for good.
fn next_try_at(mail: &DueMail, trouble: MailTrouble, now: UnixMs) -> Option<UnixMs> {
    match trouble {
        MailTrouble::Recipient | MailTrouble::Unreadable => return None,
        MailTrouble::Unreachable
        | MailTrouble::TimedOut
        | MailTrouble::Tls
        | MailTrouble::SignIn
        | MailTrouble::KeyMissing
        | MailTrouble::Refused => {}
    }
    if now.seconds_since(mail.created_at) >= GIVEN_UP_AFTER_S {
        return None;
    }
    let waits = ExponentialBuilder::new()
        .with_min_delay(FIRST_WAIT)
        .with_factor(2.0)
        .with_max_delay(LONGEST_WAIT)
        .without_max_times();
    // Ten doublings are beyond the longest wait.
    let tries = usize::try_from(mail.attempts.saturating_sub(1)).unwrap_or(usize::MAX).min(10);
    let wait = waits.build().nth(tries).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
    Some(now.plus_s(i64::try_from(wait.as_secs()).expect("an hour fits")))
}

/// Sends one message now and says what became of it; for whoever sets mail up.
///
/// # Errors
/// What the mail server, or the way to it, said.
pub async fn test(settings: SmtpSettings, to: &Mailbox, language: Language, now: UnixMs) -> Result<(), MailTrouble> {
    let smtp = Smtp::new(settings);
    let message = message::built(smtp.from(), to, fresh_id(now), now, language, &Letter::Test);
    smtp.send(message.ok_or(MailTrouble::Unreadable)?).await
}

/// Whether the mail server answers and lets us in; nothing is sent.
///
/// # Errors
/// What the mail server, or the way to it, said.
pub async fn greet(settings: SmtpSettings) -> Result<(), MailTrouble> {
    Smtp::new(settings).greet().await
}

#[cfg(test)]
mod tests {
    use domain::mail::MailKind;

    use super::*;
    use crate::secrets::Sealed;

    fn mail(attempts: u32) -> DueMail {
        DueMail {
            id: Uuid::nil(),
            tenant: None,
            kind: MailKind::Reset,
            recipient: "an@example.com".to_owned(),
            language: Language::English,
            content: Sealed { key_id: String::new(), envelope: String::new() },
            created_at: UnixMs(0),
            attempts,
        }
    }

    #[test]
    fn the_wait_doubles_up_to_an_hour_and_ends_after_three_days() {
        let wait_s = |attempts, now_s: i64| {
            let now = UnixMs(now_s * 1000);
            next_try_at(&mail(attempts), MailTrouble::Unreachable, now).map(|at| at.seconds_since(now))
        };

        assert_eq!([1, 2, 3, 8, 9, 100].map(|attempts| wait_s(attempts, 60)), [20, 40, 80, 2560, 3600, 3600].map(Some));
        assert_eq!(wait_s(80, GIVEN_UP_AFTER_S - 1), Some(3600));
        assert_eq!(wait_s(80, GIVEN_UP_AFTER_S), None);
    }

    #[test]
    fn what_a_server_says_for_good_about_a_recipient_is_not_tried_again() {
        assert_eq!(next_try_at(&mail(1), MailTrouble::Recipient, UnixMs(0)), None);
    }
}
