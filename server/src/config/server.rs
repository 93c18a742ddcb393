//! Everything that a server is told: the same arguments for what runs one, looks after one or prints what it was told.

use clap::Args;

use super::GuardArgs;
use super::KeyArgs;
use super::ListenArgs;
use super::MailArgs;
use super::StoreArgs;

/// What a server is told.
#[derive(Clone, Debug, Args)]
pub(crate) struct ServerArgs {
    /// Where it listens and how it is reached.
    #[command(flatten)]
    pub(crate) listen: ListenArgs,
    /// Where things are kept.
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    /// With what secrets are sealed.
    #[command(flatten)]
    pub(crate) key: KeyArgs,
    /// Which addresses providers may have.
    #[command(flatten)]
    pub(crate) guard: GuardArgs,
    /// How mail is sent.
    #[command(flatten)]
    pub(crate) mail: MailArgs,
}
