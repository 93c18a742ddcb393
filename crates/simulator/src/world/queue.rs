//! A queue and the customers waiting in it.

use std::collections::VecDeque;

use crate::world::call::Call;

#[derive(Clone, Debug)]
pub(crate) struct Queue {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) hotline: &'static str,
    pub(crate) waiting: VecDeque<Call>,
    pub(crate) calls: u64,
    pub(crate) answered: u64,
    pub(crate) dropped: u64,
    pub(crate) dialable_leads: u64,
    pub(crate) arrival_gap_ms: f64,
}
