//! What the palette can offer: every agent of the board, the pages that are open to the person, and changes of the view.

use std::collections::BTreeSet;

use domain::counts::Kpi;
use domain::find::Findable;
use domain::theme::Theme;
use domain::view::GroupBy;
use domain::view::Layout;
use domain::view::Show as Shown;
use domain::view::SortBy;
use domain::view::View;
use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::api::Me;
use crate::components::active_filters::show_word;
use crate::components::places::places;
use crate::i18n::Locale;
use crate::live::LiveBoard;
use crate::words;

/// What choosing an entry does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Opens an agent beside the board.
    Agent(String),
    /// Goes to a page.
    Go(String),
    /// Shows these states only.
    Show(Shown),
    /// Shows this queue only.
    Queue(String),
    /// Shows this connection only.
    Connection(String),
    /// Groups.
    GroupBy(GroupBy),
    /// Orders.
    SortBy(SortBy),
    /// Table or tiles.
    Layout(Layout),
    /// Shows everything again.
    ClearFilters,
    /// Changes the theme.
    Theme(Theme),
    /// Holds the picture, or lets it go on.
    Pause,
    /// Selects what is shown.
    SelectAll,
    /// Shows the keys.
    Help,
}

/// What stands before an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// A state.
    State(&'static str),
    /// An icon.
    Icon(&'static str),
}

/// One thing that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) findable: Findable,
    pub(super) sign: Sign,
    pub(super) name: String,
    pub(super) detail: String,
    /// What kind of thing it is; none is an agent.
    pub(super) kind: Option<String>,
    pub(super) act: Act,
}

/// The agents of the board, hidden by filters or not.
pub(super) fn agents(locale: Locale, board: &LiveBoard) -> Vec<Entry> {
    let connections = board.connections.read_untracked();
    board.with_board(|all| {
        let entry = |row: &domain::board::AgentRow| {
            let connection = connections.get(&row.connection).map_or("", |connection| &connection.name);
            let known = [row.login.as_deref(), row.extension.as_deref(), Some(row.external_id.as_str())];
            let details = [Some(words::state(locale, row.state)), row.extension.as_deref(), Some(connection)];
            Entry {
                findable: Findable::new(&row.name, known.into_iter().flatten()),
                sign: Sign::State(words::glyph(row.state)),
                name: row.name.clone(),
                detail: details.into_iter().flatten().collect::<Vec<_>>().join(" · "),
                kind: None,
                act: Act::Agent(row.address()),
            }
        };
        all.rows.values().map(entry).collect()
    })
}

/// Everything else, what is wanted most first.
pub(super) fn commands(locale: Locale, me: &Me, board: &LiveBoard, view: &View) -> Vec<Entry> {
    let mut list = List { entries: Vec::new() };
    let paused = board.paused_at.get_untracked().is_some();
    let pause = if paused { td_string!(locale, resume_title) } else { td_string!(locale, pause_title) };
    let (pages, board_word) = (td_string!(locale, desk_kind_page), td_string!(locale, board));
    list.add(if paused { "i-play" } else { "i-pause" }, pause, board_word, Act::Pause);
    if !view.shows_the_same(&view.unfiltered()) {
        list.add("i-close", td_string!(locale, clear_filters), td_string!(locale, filters_label), Act::ClearFilters);
    }
    list.add("i-check", td_string!(locale, desk_select_all), board_word, Act::SelectAll);
    list.add("i-info", td_string!(locale, desk_keys), td_string!(locale, desk_kind_help), Act::Help);
    for (href, name) in places(locale, me) {
        list.add("i-right", &name, pages, Act::Go(href));
    }
    list.filters(locale, board);
    list.arrangements(locale);
    let theme = td_string!(locale, desk_kind_theme);
    list.add("i-dark", td_string!(locale, desk_theme_dark), theme, Act::Theme(Theme::Dark));
    list.add("i-light", td_string!(locale, desk_theme_light), theme, Act::Theme(Theme::Light));
    list.add("i-theme", td_string!(locale, theme_contrast), theme, Act::Theme(Theme::Contrast));
    list.add("i-display", td_string!(locale, theme_system), theme, Act::Theme(Theme::System));
    list.entries
}

struct List {
    entries: Vec<Entry>,
}

impl List {
    fn add(&mut self, icon: &'static str, name: &str, kind: &str, act: Act) {
        self.put(Sign::Icon(icon), name, kind, act);
    }

    /// An entry is found by its name and by its kind: `group` lists the groupings.
    fn put(&mut self, sign: Sign, name: &str, kind: &str, act: Act) {
        self.entries.push(Entry {
            findable: Findable::new(name, [kind]),
            sign,
            name: name.to_owned(),
            detail: String::new(),
            kind: Some(kind.to_owned()),
            act,
        });
    }

    fn filters(&mut self, locale: Locale, board: &LiveBoard) {
        let state = td_string!(locale, state);
        for show in [Shown::LoggedIn, Shown::Everyone, Shown::OverLimit] {
            self.add("i-eye", show_word(locale, show), state, Act::Show(show));
        }
        for kpi in Kpi::ALL.into_iter().filter(|kpi| *kpi != Kpi::LoggedIn) {
            let glyph = words::kpi_glyph(kpi).unwrap_or("unknown");
            self.put(Sign::State(glyph), words::kpi(locale, kpi), state, Act::Show(Shown::Only(kpi)));
        }
        let queues: BTreeSet<String> =
            board.with_board(|board| board.rows.values().flat_map(|row| row.queues.iter().cloned()).collect());
        for queue in queues {
            self.add("i-menu", &queue, td_string!(locale, queue), Act::Queue(queue.clone()));
        }
        for connection in board.connections.read_untracked().values() {
            let name = &connection.name;
            self.add("i-key", name, td_string!(locale, connection), Act::Connection(name.clone()));
        }
    }

    fn arrangements(&mut self, locale: Locale) {
        for by in GroupBy::ALL {
            self.add("i-group", words::group_by(locale, *by), td_string!(locale, group_by), Act::GroupBy(*by));
        }
        for by in SortBy::ALL {
            self.add("i-sort", words::sort_by(locale, *by), td_string!(locale, sort_by), Act::SortBy(*by));
        }
        let layout = td_string!(locale, layout);
        self.add("i-table", td_string!(locale, layout_table), layout, Act::Layout(Layout::Table));
        self.add("i-grid", td_string!(locale, layout_grid), layout, Act::Layout(Layout::Grid));
    }
}
