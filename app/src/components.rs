//! Components show what they are given; they never fetch. One file for each, with a stylesheet of the same name.

mod active_filters;
mod agent_actions;
mod agent_file;
mod agent_grid;
mod agent_row;
mod agent_table;
mod alarm_bar;
mod app_bar;
mod audit_table;
mod bits;
mod board_keys;
mod change_sets;
pub(crate) mod clipboard;
mod connection_strip;
mod connections;
mod day_strip;
mod day_totals;
mod dialog;
mod display_editor;
mod display_form;
mod display_list;
mod empty_state;
mod exception_lane;
mod field;
mod filter_bar;
mod group_head;
pub(crate) mod history;
mod insecure_banner;
mod key_help;
mod kpi_band;
mod last_actions;
mod limits;
mod link_banner;
mod listing;
mod live_switch;
mod palette;
mod pending_badge;
pub(crate) mod people;
mod places;
mod proof_dialog;
mod provider_totals;
mod queue_strip;
mod queues;
mod recording;
mod refresh;
mod regional;
mod replay;
mod row_window;
mod rules;
mod saved_views;
mod scope_picker;
mod select_box;
mod selection_bar;
mod settings_frame;
mod side_panel;
mod state_textures;
mod table_foot;
mod theme_choice;
mod ticks;
mod waiting_list;
mod wall;

pub(crate) use active_filters::ActiveFilters;
pub(crate) use agent_file::AgentFile;
pub(crate) use agent_table::AgentArea;
pub(crate) use alarm_bar::AlarmBar;
pub(crate) use app_bar::AppBar;
pub(crate) use app_bar::PageBar;
pub(crate) use app_bar::Section;
pub(crate) use audit_table::AuditTable;
pub(crate) use bits::Brand;
pub(crate) use bits::Icon;
pub(crate) use bits::PageLinks;
pub(crate) use bits::Preference;
pub(crate) use bits::Sprite;
pub(crate) use bits::every;
pub(crate) use bits::lang;
pub(crate) use bits::query;
pub(crate) use bits::view_of;
pub(crate) use board_keys::BoardKeys;
pub(crate) use board_keys::Controls;
pub(crate) use connection_strip::ConnectionStrip;
pub(crate) use connections::ConnectionsDesk;
pub(crate) use dialog::close_dialog;
pub(crate) use dialog::show_dialog;
pub(crate) use display_editor::DisplayEditor;
pub(crate) use display_form::DisplayForm;
pub(crate) use display_form::DisplayWish;
pub(crate) use display_list::DisplayDeed;
pub(crate) use display_list::DisplayList;
pub(crate) use exception_lane::ExceptionLane;
pub(crate) use field::TextField;
pub(crate) use field::mistake_in;
pub(crate) use filter_bar::FilterBar;
pub(crate) use insecure_banner::InsecureBanner;
pub(crate) use key_help::KeyHelp;
pub(crate) use kpi_band::KpiBand;
pub(crate) use limits::LimitsDesk;
pub(crate) use link_banner::LinkBanner;
pub(crate) use palette::Palette;
pub(crate) use proof_dialog::ProofDialog;
pub(crate) use proof_dialog::ProofField;
pub(crate) use provider_totals::ProviderTotalsLine;
pub(crate) use queue_strip::QueueStrip;
pub(crate) use queues::AgentsDesk;
pub(crate) use queues::QueueDesk;
pub(crate) use queues::QueuesDesk;
#[cfg(feature = "ssr")]
pub(crate) use queues::{Column, callin, shown_agents};
pub(crate) use recording::RecordingDesk;
pub(crate) use refresh::Refresh;
pub(crate) use regional::RegionalFields;
pub(crate) use replay::ReplayBoard;
pub(crate) use rules::RulesDesk;
#[cfg(feature = "ssr")]
pub(crate) use saved_views::saved_href;
pub(crate) use selection_bar::SelectionBar;
pub(crate) use settings_frame::SettingsFrame;
pub(crate) use settings_frame::SettingsTab;
pub(crate) use side_panel::SidePanel;
pub(crate) use table_foot::TableFoot;
pub(crate) use theme_choice::ThemeChoice;
pub(crate) use wall::PairingPanel;
pub(crate) use wall::WallScreen;

// Parts of other components, which the page of all of them shows by themselves.
#[cfg(feature = "ssr")]
pub(crate) use {
    agent_actions::Actions,
    agent_grid::TileList,
    agent_row::ClockCell,
    bits::Glyph,
    change_sets::{JobTray, PlanPanel, Readings, Sets, Surroundings},
    connections::ConnectionRows,
    day_strip::DayStrip,
    day_totals::{DayGaps, DayTotals, DayTotalsList},
    empty_state::EmptyState,
    listing::{FilterSelect, Unread},
    pending_badge::PendingBadge,
    queues::PlannedMatrix,
    side_panel::PanelKnown,
    state_textures::{StateTextures, Texture, TextureKey},
};
