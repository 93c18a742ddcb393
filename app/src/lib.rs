//! Pages, components and the server functions behind them. Compiled twice: with `ssr` for the server, with `hydrate`
//! for the browser. Knows no SQL, no vendor and no environment; what it shows comes from `backend` through `api`.

#![allow(unreachable_pub, reason = "#[component] writes its properties as pub, however private the component is")]

#[cfg(all(feature = "ssr", feature = "hydrate"))]
compile_error!("app is built either for the server (ssr) or for the browser (hydrate), never for both in one graph");

pub mod api;
pub mod codec;
#[cfg(feature = "ssr")]
mod design;
pub mod error;
pub mod i18n;
pub mod proof;
#[cfg(feature = "ssr")]
pub mod ssr;

mod alert;
mod components;
mod figures;
mod keys;
mod live;
mod pages;
mod parts;
mod preference;
mod row_model;
mod shell;
mod timing;
mod words;

#[cfg(feature = "ssr")]
pub use design::design;
pub use shell::App;
#[cfg(feature = "ssr")]
pub use shell::shell;
