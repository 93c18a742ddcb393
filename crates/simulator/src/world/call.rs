//! One call, inbound or outbound, as it passes through the floor.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Inbound,
    Outbound,
    /// Between two extensions of the same house.
    Internal,
}

#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) number: u64,
    pub(crate) id: String,
    pub(crate) direction: Direction,
    /// The customer's number; for an internal call the other extension.
    pub(crate) customer: String,
    /// Our own side: the hotline called, or the number shown to the customer.
    pub(crate) own: String,
    pub(crate) lead_id: u64,
    pub(crate) lead_ref: String,
    pub(crate) queue: Option<usize>,
    pub(crate) started_ms: i64,
    /// An agent dialled it by hand; otherwise the dialer did.
    pub(crate) manual: bool,
    pub(crate) transfer: bool,
    pub(crate) three_way: bool,
    /// Talk that is still to come after a hold.
    pub(crate) talk_left_ms: i64,
}
