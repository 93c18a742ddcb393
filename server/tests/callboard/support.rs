//! Starting the program, and visiting it as a browser would.

mod command;
mod database;
mod demo;
mod links;
mod screen;
mod stream;
mod visitor;

pub(crate) use command::BINARY;
pub(crate) use command::Outcome;
pub(crate) use command::bare;
pub(crate) use command::bare_at;
pub(crate) use command::callboard;
pub(crate) use command::callboard_with;
pub(crate) use command::finish;
pub(crate) use database::back_up;
pub(crate) use database::is_postgres;
pub(crate) use database::of_folder;
pub(crate) use database::stored;
pub(crate) use database::unpacked;
pub(crate) use demo::Account;
pub(crate) use demo::Demo;
pub(crate) use demo::Program;
pub(crate) use links::Fresh;
pub(crate) use links::invite;
pub(crate) use links::text;
pub(crate) use screen::Screen;
pub(crate) use stream::Event;
pub(crate) use stream::Stream;
pub(crate) use visitor::Visitor;
pub(crate) use visitor::client;
pub(crate) use visitor::client_builder;
pub(crate) use visitor::location;
pub(crate) use visitor::nonce;
pub(crate) use visitor::session_cookie;
