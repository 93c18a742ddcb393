//! The document around every page, and the routes.

use leptos::prelude::*;
#[cfg(feature = "ssr")]
use leptos_meta::HashedStylesheet;
#[cfg(feature = "ssr")]
use leptos_meta::MetaTags;
use leptos_meta::Title;
use leptos_meta::provide_meta_context;
use leptos_router::ParamSegment;
use leptos_router::SsrMode;
use leptos_router::StaticSegment;
use leptos_router::components::Route;
use leptos_router::components::Router;
use leptos_router::components::Routes;

use crate::components::InsecureBanner;
use crate::components::ProofDialog;
use crate::components::Sprite;
use crate::i18n::I18nContextProvider;
use crate::pages::AccountPage;
use crate::pages::AgentPage;
use crate::pages::AgentsPage;
use crate::pages::AuditLogPage;
use crate::pages::BoardPage;
use crate::pages::CompanyPage;
use crate::pages::ConnectionsPage;
use crate::pages::DisplayProgramPage;
use crate::pages::DisplaysPage;
use crate::pages::ForgottenPage;
use crate::pages::HistoryPage;
use crate::pages::HistorySettingsPage;
use crate::pages::JoinPage;
use crate::pages::LimitsPage;
use crate::pages::NotFoundPage;
use crate::pages::PairPage;
use crate::pages::PeoplePage;
use crate::pages::ProofPage;
use crate::pages::QueuePage;
use crate::pages::QueuesPage;
use crate::pages::RecordingPage;
use crate::pages::ReplayPage;
use crate::pages::ResetPage;
use crate::pages::RulesPage;
use crate::pages::SecondFactorPage;
use crate::pages::SetUpPage;
use crate::pages::SignInCodePage;
use crate::pages::SignInPage;
use crate::pages::SingleSignOnPage;
use crate::pages::SingleSignOnSettingsPage;
use crate::pages::WallPage;

/// Keeps what a person does before the page can hear it.
#[cfg(feature = "ssr")]
const EARLY: &str = include_str!("early.js");
/// Loads the page anew; apart, so that a browser too old for the one still runs the other.
#[cfg(feature = "ssr")]
const HEALING: &str = include_str!("healing.js");

/// The whole document; rendered by the server only.
#[cfg(feature = "ssr")]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let nonce = leptos::nonce::use_nonce();
    let scripts = view! {
        <script nonce=nonce.clone()>{HEALING}</script>
        <script nonce=nonce>{EARLY}</script>
        <HydrationScripts options=options.clone()/>
    };
    document(options, Some(scripts.into_any()), || view! { <App/> }.into_any())
}

/// A document around whatever is in its body, with scripts or without.
#[cfg(feature = "ssr")]
pub(crate) fn document(
    options: LeptosOptions,
    scripts: Option<AnyView>,
    body: impl FnOnce() -> AnyView + Send + 'static,
) -> impl IntoView {
    let theme = crate::ssr::theme();
    let bars = theme
        .surfaces()
        .map(|(media, colour)| leptos::html::meta().name("theme-color").attr("media", media).attr("content", colour));
    let lang = crate::ssr::lang();
    let insecure = crate::ssr::is_insecure().then(|| view! { <meta name="callboard-insecure" content="1"/> });
    let density = if crate::ssr::is_wall() { "wall" } else { "desk" };
    // Asked for at once, so that the first words stand in their own letters and nothing moves when these arrive.
    let subsets = if lang == "vi" { &["latin", "vietnamese"][..] } else { &["latin"] };
    let fonts = subsets
        .iter()
        .map(|subset| {
            let href = format!("/fonts/inter-{subset}-wght-normal.woff2");
            view! { <link rel="preload" href=href r#as="font" r#type="font/woff2" crossorigin="anonymous"/> }
        })
        .collect_view();
    crate::ssr::send_policy();
    view! {
        <!DOCTYPE html>
        <html lang=lang data-theme=theme.attribute() data-density=density>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="dark light"/>
                {bars}
                {insecure}
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="apple-touch-icon" href="/icons/apple-touch.png"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                {fonts}
                <HashedStylesheet options id="callboard-style"/>
                // Painted once it is read to its end: half a header, or half a card in the middle, would move when the rest comes.
                <link rel="expect" href="#page-end" blocking="render"/>
                {scripts}
                <MetaTags/>
            </head>
            <body class=density>
                {body()}
                <div id="page-end" hidden></div>
            </body>
        </html>
    }
}

/// Everything inside the body.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <I18nContextProvider set_lang_attr_on_html=false set_dir_attr_on_html=false enable_cookie=false>
            <Pages/>
        </I18nContextProvider>
    }
}

/// Speaks the language of the request from here on.
#[cfg(feature = "ssr")]
pub(crate) fn read_language() {
    if let Ok(locale) = crate::ssr::lang().parse() {
        crate::i18n::use_i18n().set_locale(locale);
    }
}

/// The routes, once the language is known: the server decides on it, and the browser reads it from the document.
#[component]
fn Pages() -> impl IntoView {
    #[cfg(feature = "ssr")]
    read_language();
    view! {
        <Title text="Callboard"/>
        <Sprite/>
        <InsecureBanner/>
        <Router>
            <Routes fallback=NotFoundPage>
                // Streamed out of order, a page would only be complete once a script has put its parts in place.
                <Route path=StaticSegment("sign-in") view=SignInPage ssr=SsrMode::Async/>
                <Route path=(StaticSegment("set-up"), ParamSegment("token")) view=SetUpPage ssr=SsrMode::Async/>
                <Route path=(StaticSegment("join"), ParamSegment("token")) view=JoinPage ssr=SsrMode::Async/>
                <Route path=(StaticSegment("reset"), ParamSegment("token")) view=ResetPage ssr=SsrMode::Async/>
                <Route path=StaticSegment("account") view=AccountPage ssr=SsrMode::Async/>
                <Route path=StaticSegment("forgotten") view=ForgottenPage ssr=SsrMode::Async/>
                <Route path=(StaticSegment("sign-in"), StaticSegment("sso")) view=SingleSignOnPage ssr=SsrMode::Async/>
                // The server answers it; the page goes on by itself.
                <Route
                    path=(StaticSegment("sign-in"), StaticSegment("sso"), StaticSegment("callback"))
                    view=SingleSignOnPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("account"), StaticSegment("proof"), StaticSegment("provider"))
                    view=SingleSignOnPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("settings"), StaticSegment("sign-in"))
                    view=SingleSignOnSettingsPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("sign-in"), StaticSegment("code"))
                    view=SignInCodePage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("account"), StaticSegment("second-factor"))
                    view=SecondFactorPage
                    ssr=SsrMode::Async
                />
                <Route path=(StaticSegment("account"), StaticSegment("proof")) view=ProofPage ssr=SsrMode::Async/>
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("board"))
                    view=BoardPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("replay"))
                    view=ReplayPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("agents"), ParamSegment("key"))
                    view=AgentPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("queues"))
                    view=QueuesPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(
                        StaticSegment("t"),
                        ParamSegment("tenant"),
                        StaticSegment("queues"),
                        ParamSegment("connection"),
                        ParamSegment("queue"),
                    )
                    view=QueuePage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("agents"))
                    view=AgentsPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("recording"))
                    view=RecordingPage
                    ssr=SsrMode::Async
                />
                <Route path=StaticSegment("wall") view=WallPage ssr=SsrMode::Async/>
                <Route path=StaticSegment("pair") view=PairPage ssr=SsrMode::Async/>
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("rules"))
                    view=RulesPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("displays"))
                    view=DisplaysPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("displays"), ParamSegment("display"))
                    view=DisplayProgramPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("history"))
                    view=HistoryPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("settings"), StaticSegment("company"))
                    view=CompanyPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("settings"), StaticSegment("history"))
                    view=HistorySettingsPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("settings"), StaticSegment("audit"))
                    view=AuditLogPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(
                        StaticSegment("t"),
                        ParamSegment("tenant"),
                        StaticSegment("settings"),
                        StaticSegment("connections"),
                    )
                    view=ConnectionsPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("settings"), StaticSegment("limits"))
                    view=LimitsPage
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("settings"), StaticSegment("people"))
                    view=PeoplePage
                    ssr=SsrMode::Async
                />
            </Routes>
        </Router>
        <ProofDialog/>
    }
}
