//! Components show what they are given; they never fetch. One file for each, with a stylesheet of the same name.

mod agent_grid;
mod agent_row;
mod agent_table;
mod app_bar;
mod bits;
mod connection_strip;
mod empty_state;
mod exception_lane;
mod filter_bar;
mod group_head;
mod kpi_band;
mod link_banner;
mod live_switch;
mod provider_totals;
mod queue_strip;
mod side_panel;
mod table_foot;

pub(crate) use agent_table::AgentArea;
pub(crate) use app_bar::AppBar;
pub(crate) use bits::Brand;
pub(crate) use bits::Icon;
pub(crate) use bits::PageLinks;
pub(crate) use bits::Sprite;
pub(crate) use bits::lang;
pub(crate) use connection_strip::ConnectionStrip;
pub(crate) use exception_lane::ExceptionLane;
pub(crate) use filter_bar::FilterBar;
pub(crate) use kpi_band::KpiBand;
pub(crate) use link_banner::LinkBanner;
pub(crate) use provider_totals::ProviderTotalsLine;
pub(crate) use queue_strip::QueueStrip;
pub(crate) use side_panel::SidePanel;
pub(crate) use table_foot::TableFoot;
