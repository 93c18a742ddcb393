//! `callboard mail`.

use backend::hub::Clock;
use backend::mail;
use backend::mail::Mailbox;
use clap::Subcommand;
use domain::language::Language;

use crate::config::MailArgs;
use crate::failure::Failure;
use crate::out;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Send one message now and say what became of it
    Test {
        /// To whom
        #[arg(long, value_name = "ADDRESS")]
        to: String,
        #[command(flatten)]
        mail: MailArgs,
    },
}

pub(super) async fn run(args: Args) -> Result<(), Failure> {
    let Command::Test { to, mail } = args.command;
    let recipient: Mailbox = to.parse().map_err(|error| Failure::usage("to", format!("{error}")))?;
    let settings = mail.settings()?.ok_or_else(|| Failure::usage("smtp-host", "name the mail server"))?;
    let sent = mail::test(settings, &recipient, Language::English, Clock::system().now()).await;
    sent.map_err(Failure::Mail)?;
    out::line(&format!("The mail server took a message for {to}"));
    Ok(())
}
