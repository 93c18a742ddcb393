//! Reading a list page by page when neither the page size nor the length of the list can be relied on (decisions A16,
//! A17 and A18). It only counts; asking is the client's part.

use std::collections::HashSet;

use domain::snapshot::Warning;
use serde_json::Value;

use super::wire::Envelope;
use super::wire::reference;

/// Rows asked for on a page.
pub(crate) const ASKED: u32 = 100;

/// Pages after which a list is given up.
pub(crate) const MOST_PAGES: u32 = 200;

/// The first page of a list: these lists count from 0, AloHub's reports from 1, so that this belongs to the list.
const FIRST_PAGE: u32 = 0;

/// Which page to ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) number: u32,
    pub(crate) size: u32,
}

/// What makes a row of a list a row: the fields that tell two rows apart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowKey(pub(crate) &'static [&'static str]);

/// A list being read.
#[derive(Clone, Debug)]
pub(crate) struct Sweep {
    key: RowKey,
    next: Option<Page>,
    pages: u32,
    rows: Vec<Value>,
    seen: HashSet<String>,
    got: u32,
    told: Option<u32>,
    told_changed: bool,
    repeated: bool,
    cut_short: bool,
}

impl Sweep {
    pub(crate) fn new(key: RowKey) -> Self {
        Self {
            key,
            next: Some(Page { number: FIRST_PAGE, size: ASKED }),
            pages: 0,
            rows: Vec::new(),
            seen: HashSet::new(),
            got: 0,
            told: None,
            told_changed: false,
            repeated: false,
            cut_short: false,
        }
    }

    /// The page to ask for, or none when the list has ended.
    pub(crate) const fn next(&self) -> Option<Page> {
        self.next
    }

    /// Takes the answer to [`Self::next`].
    pub(crate) fn take(&mut self, envelope: Envelope) {
        let Some(page) = self.next.take() else { return };
        let rows = envelope.rows.unwrap_or_default();
        self.pages += 1;
        if let Some(total) = envelope.total {
            self.told_changed |= self.told.is_some_and(|told| told != total);
            self.told = Some(total);
        }
        let received = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let new = self.keep(rows);
        let all_here = self.told.is_some_and(|told| self.got >= told);
        if received == 0 || new == 0 || all_here {
            return;
        }
        if self.pages >= MOST_PAGES {
            self.cut_short = true;
            return;
        }
        // A short first page shows the server's own cap. Asking for just that many from then on keeps the offset
        // right whether the server counts pages in its own size or in ours.
        let capped = page.number == FIRST_PAGE && received < page.size && self.told.is_some();
        let size = if capped { received } else { page.size };
        self.next = Some(Page { number: page.number + 1, size });
    }

    /// Ends the list early: what was read stays, and the list counts as incomplete.
    pub(crate) fn cut_short(&mut self) {
        self.next = None;
        self.cut_short = true;
    }

    /// Whether every row of the list was read, as far as can be told.
    pub(crate) fn is_complete(&self) -> bool {
        let all_here = self.told.map_or(!self.repeated, |told| self.got >= told);
        all_here && !self.told_changed && !self.cut_short && self.next.is_none()
    }

    /// The gap between what was told and what came.
    pub(crate) fn missing(&self) -> Option<Warning> {
        self.told.filter(|told| *told > self.got).map(|told| Warning::MissingRows { told, got: self.got })
    }

    pub(crate) const fn pages(&self) -> u32 {
        self.pages
    }

    pub(crate) const fn told(&self) -> Option<u32> {
        self.told
    }

    pub(crate) fn into_rows(self) -> Vec<Value> {
        self.rows
    }

    /// Keeps a page's rows and counts those that no earlier page had: the list may shift while it is read.
    fn keep(&mut self, rows: Vec<Value>) -> u32 {
        let mut new = 0;
        let mut of_this_page = Vec::with_capacity(rows.len());
        for row in rows {
            let identity = self.identity(&row);
            if self.seen.contains(&identity) {
                self.repeated = true;
            } else {
                new += 1;
                of_this_page.push(identity);
            }
            self.rows.push(row);
        }
        self.seen.extend(of_this_page);
        self.got += new;
        new
    }

    fn identity(&self, row: &Value) -> String {
        let parts: Vec<String> = self.key.0.iter().map(|field| reference(row.get(field)).unwrap_or_default()).collect();
        if parts.iter().all(String::is_empty) { row.to_string() } else { parts.join("\u{1f}") }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const KEY: RowKey = RowKey(&["agentId", "queueCallinId"]);

    fn page(agents: std::ops::Range<u32>, total: Option<u32>) -> Envelope {
        let rows = agents.map(|agent| json!({"agentId": format!("{agent:04}"), "queueCallinId": "7"})).collect();
        Envelope { total, rows: Some(rows) }
    }

    /// Serves a list of `total` agents in pages of at most `cap`.
    fn sweep_of(total: u32, cap: u32) -> (Sweep, Vec<Page>) {
        let mut sweep = Sweep::new(KEY);
        let mut asked = Vec::new();
        while let Some(next) = sweep.next() {
            asked.push(next);
            let size = next.size.min(cap);
            let from = (next.number * size).min(total);
            sweep.take(page(from..(from + size).min(total), Some(total)));
        }
        (sweep, asked)
    }

    #[test]
    fn a16_the_first_page_is_page_zero() {
        assert_eq!(Sweep::new(KEY).next(), Some(Page { number: 0, size: 100 }));
    }

    #[test]
    fn a17_a_capped_first_page_gives_the_real_size() {
        let (sweep, asked) = sweep_of(45, 20);

        let wanted = [(0, 100), (1, 20), (2, 20)].map(|(number, size)| Page { number, size });
        assert_eq!(asked, wanted);
        assert!(sweep.is_complete());
        assert_eq!(sweep.into_rows().len(), 45);
    }

    #[test]
    fn a18_413_agents_take_five_requests() {
        let (sweep, asked) = sweep_of(413, 100);

        assert_eq!(asked.len(), 5);
        assert!(sweep.is_complete());
    }

    #[test]
    fn a17_a_total_that_changes_makes_the_sweep_incomplete() {
        let mut sweep = Sweep::new(KEY);
        sweep.take(page(0..100, Some(150)));
        sweep.take(page(100..151, Some(151)));

        assert_eq!(sweep.next(), None);
        assert!(!sweep.is_complete());
        assert_eq!(sweep.missing(), None);
    }

    #[test]
    fn a17_a_row_seen_again_does_not_stand_for_one_never_seen() {
        let mut sweep = Sweep::new(KEY);
        sweep.take(page(0..100, Some(150)));
        sweep.take(page(99..149, Some(150)));
        assert_eq!(sweep.next(), Some(Page { number: 2, size: 100 }));
        sweep.take(page(0..0, Some(150)));

        assert!(!sweep.is_complete());
        assert_eq!(sweep.missing(), Some(Warning::MissingRows { told: 150, got: 149 }));
    }

    #[test]
    fn a17_a_server_that_ignores_the_page_is_asked_twice() {
        let mut sweep = Sweep::new(KEY);
        sweep.take(page(0..1, Some(413)));
        sweep.take(page(0..1, Some(413)));

        assert_eq!(sweep.next(), None);
        assert!(!sweep.is_complete());
        assert_eq!(sweep.pages(), 2);
    }

    #[test]
    fn a17_two_hundred_pages_are_the_end() {
        let mut sweep = Sweep::new(KEY);
        let mut from = 0;
        while sweep.next().is_some() {
            sweep.take(page(from..from + 1, None));
            from += 1;
        }

        assert_eq!(sweep.pages(), MOST_PAGES);
        assert!(!sweep.is_complete());
    }

    #[test]
    fn a17_without_a_total_an_empty_page_ends_the_list() {
        let mut sweep = Sweep::new(KEY);
        sweep.take(page(0..30, None));
        assert_eq!(sweep.next(), Some(Page { number: 1, size: 100 }));
        sweep.take(page(0..0, None));

        assert!(sweep.is_complete());
        assert_eq!(sweep.told(), None);
    }

    #[test]
    fn a05_one_agent_in_two_queues_is_two_rows_of_the_list() {
        let mut sweep = Sweep::new(KEY);
        let rows = vec![json!({"agentId": "1", "queueCallinId": "7"}), json!({"agentId": "1", "queueCallinId": "8"})];
        sweep.take(Envelope { total: Some(2), rows: Some(rows) });

        assert!(sweep.is_complete());
    }
}
