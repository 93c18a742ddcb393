//! What stands in the form now, what was wrong with it as it was sent, and sending it.

use domain::form::Field;
use domain::form::FieldError;
use domain::form::LimitPart;
use domain::form::Problem;
use domain::id::ConnectionId;
use domain::limits::LimitLine;
use domain::time::UnixMs;
use leptos::prelude::*;

use crate::api::limits::LimitsPage;
use crate::api::limits::change_limits;
use crate::api::limits::limits;
use crate::error::AppError;

/// What a line is about; it decides in which table it stands and what is asked of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A state, whatever the connection.
    State,
    /// A reason of a pause.
    Reason,
    /// A state at one connection.
    Own,
}

/// One line as it stands in the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Draft {
    /// Names the line for as long as the form stands.
    pub(super) key: u32,
    pub(super) kind: Kind,
    pub(super) line: LimitLine,
}

impl Draft {
    fn new(key: u32, line: LimitLine) -> Self {
        let kind = match (&line.reason, line.connection) {
            (Some(_), _) => Kind::Reason,
            (None, Some(_)) => Kind::Own,
            (None, None) => Kind::State,
        };
        Self { key, kind, line }
    }
}

/// One mistake: in which line, in which part of it, and what to do.
pub(super) type Mistake = (u32, LimitPart, Problem);

type Sent = (Vec<u32>, i64, String);

/// The form. Copies are the same form.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    drafts: RwSignal<Vec<Draft>>,
    next_key: StoredValue<u32>,
    version: StoredValue<i64>,
    tenant: StoredValue<String>,
    pub(super) connections: RwSignal<Vec<(ConnectionId, String)>>,
    pub(super) reasons: RwSignal<Vec<String>>,
    pub(super) changed: RwSignal<Option<(UnixMs, String)>>,
    pub(super) mistakes: RwSignal<Vec<Mistake>>,
    pub(super) action: Action<Sent, Result<(), AppError>>,
}

impl Desk {
    /// The form as first read.
    pub(super) fn new(first: LimitsPage) -> Self {
        let tenant = StoredValue::new(first.me.tenant.0.clone());
        let mistakes = RwSignal::new(Vec::new());
        let fresh = RwSignal::new(None::<LimitsPage>);
        let action = Action::new(move |(keys, version, lines): &Sent| {
            let (keys, version, lines, tenant) = (keys.clone(), *version, lines.clone(), tenant.get_value());
            async move {
                let outcome = change_limits(tenant, version, lines).await;
                mistakes.set(outcome.as_ref().err().map(|error| mistakes_of(error, &keys)).unwrap_or_default());
                outcome.map(|page| fresh.set(Some(page)))
            }
        });
        let desk = Self {
            drafts: RwSignal::new(Vec::new()),
            next_key: StoredValue::new(0),
            version: StoredValue::new(0),
            tenant,
            connections: RwSignal::new(Vec::new()),
            reasons: RwSignal::new(Vec::new()),
            changed: RwSignal::new(None),
            mistakes,
            action,
        };
        desk.take(first);
        Effect::new(move |_| {
            if let Some(page) = fresh.get() {
                desk.take(page);
            }
        });
        desk
    }

    /// Fills the form anew.
    fn take(self, page: LimitsPage) {
        let drafts = page.lines.into_iter().map(|line| Draft::new(self.fresh_key(), line)).collect();
        self.connections.set(page.connections);
        self.reasons.set(page.reasons);
        self.changed.set(page.changed);
        self.version.set_value(page.version);
        self.drafts.set(drafts);
    }

    fn fresh_key(self) -> u32 {
        self.next_key.update_value(|key| *key += 1);
        self.next_key.get_value()
    }

    /// The lines of one table, by key; changes only when lines come or go.
    pub(super) fn keys(self, kind: Kind) -> Memo<Vec<u32>> {
        Memo::new(move |_| {
            self.drafts.read().iter().filter(|draft| draft.kind == kind).map(|draft| draft.key).collect()
        })
    }

    /// A line as it stands now; none once it was removed.
    pub(super) fn line(self, key: u32) -> Option<LimitLine> {
        self.drafts.read().iter().find(|draft| draft.key == key).map(|draft| draft.line.clone())
    }

    /// The same for whoever does not follow it.
    pub(super) fn line_untracked(self, key: u32) -> Option<LimitLine> {
        untrack(|| self.line(key))
    }

    /// Every line with its kind.
    pub(super) fn drafts(self) -> Vec<Draft> {
        self.drafts.get()
    }

    /// Changes a line.
    pub(super) fn edit(self, key: u32, edit: impl FnOnce(&mut LimitLine)) {
        self.drafts.update(|drafts| {
            if let Some(draft) = drafts.iter_mut().find(|draft| draft.key == key) {
                edit(&mut draft.line);
            }
        });
    }

    /// Adds a line at the end of its table.
    pub(super) fn add(self, line: LimitLine) {
        let draft = Draft::new(self.fresh_key(), line);
        self.drafts.update(|drafts| drafts.push(draft));
    }

    /// Takes a line away.
    pub(super) fn remove(self, key: u32) {
        self.drafts.update(|drafts| drafts.retain(|draft| draft.key != key));
        self.mistakes.update(|mistakes| mistakes.retain(|(of, ..)| *of != key));
    }

    /// What is wrong with a part of a line.
    pub(super) fn mistake(self, key: u32, part: LimitPart) -> Option<Problem> {
        self.mistakes.read().iter().find(|(of, at, _)| (*of, *at) == (key, part)).map(|(.., problem)| *problem)
    }

    /// Saves the whole form.
    pub(super) fn send(self) {
        let drafts = self.drafts.get_untracked();
        let keys = drafts.iter().map(|draft| draft.key).collect();
        let lines: Vec<LimitLine> = drafts.into_iter().map(|draft| draft.line).collect();
        let lines = serde_json::to_string(&lines).expect("lines of words can be written as JSON");
        self.action.dispatch((keys, self.version.get_value(), lines));
    }

    /// Fills the form with what is kept now.
    pub(super) fn reload(self) {
        leptos::task::spawn_local(async move {
            if let Ok(page) = limits(self.tenant.get_value()).await {
                self.action.clear();
                self.take(page);
            }
        });
    }
}

fn mistakes_of(error: &AppError, keys: &[u32]) -> Vec<Mistake> {
    let mistake = |error: &FieldError| {
        let Field::Limit { line, part } = error.field else { return None };
        Some((*keys.get(usize::from(line))?, part, error.problem))
    };
    error.field_errors().iter().filter_map(mistake).collect()
}
