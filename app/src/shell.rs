//! The document around every page, and the routes.

use leptos::prelude::*;
#[cfg(feature = "ssr")]
use leptos_meta::HashedStylesheet;
#[cfg(feature = "ssr")]
use leptos_meta::MetaTags;
use leptos_meta::Title;
use leptos_meta::provide_meta_context;
use leptos_router::Lazy;
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
use crate::pages::NotFoundPage;
use crate::parts::Account;
use crate::parts::Agent;
use crate::parts::Agents;
use crate::parts::AuditLog;
use crate::parts::Board;
use crate::parts::Company;
use crate::parts::Connections;
use crate::parts::DisplayProgram;
use crate::parts::Displays;
use crate::parts::Forgotten;
use crate::parts::History;
use crate::parts::HistorySettings;
use crate::parts::Join;
use crate::parts::Limits;
use crate::parts::Pair;
use crate::parts::People;
use crate::parts::Proof;
use crate::parts::Queue;
use crate::parts::Queues;
use crate::parts::Recording;
use crate::parts::Replay;
use crate::parts::Reset;
use crate::parts::Rules;
use crate::parts::SecondFactor;
use crate::parts::SetUp;
use crate::parts::SignIn;
use crate::parts::SignInCode;
use crate::parts::SingleSignOn;
use crate::parts::SingleSignOnSettings;
use crate::parts::Wall;
#[cfg(feature = "ssr")]
use crate::preference::surfaces;

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
    let bars = surfaces(theme)
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
                <Route path=StaticSegment("sign-in") view={Lazy::<SignIn>::new()} ssr=SsrMode::Async/>
                <Route path=(StaticSegment("set-up"), ParamSegment("token")) view={Lazy::<SetUp>::new()} ssr=SsrMode::Async/>
                <Route path=(StaticSegment("join"), ParamSegment("token")) view={Lazy::<Join>::new()} ssr=SsrMode::Async/>
                <Route path=(StaticSegment("reset"), ParamSegment("token")) view={Lazy::<Reset>::new()} ssr=SsrMode::Async/>
                <Route path=StaticSegment("account") view={Lazy::<Account>::new()} ssr=SsrMode::Async/>
                <Route path=StaticSegment("forgotten") view={Lazy::<Forgotten>::new()} ssr=SsrMode::Async/>
                <Route path=(StaticSegment("sign-in"), StaticSegment("sso")) view={Lazy::<SingleSignOn>::new()} ssr=SsrMode::Async/>
                // The server answers it; the page goes on by itself.
                <Route
                    path=(StaticSegment("sign-in"), StaticSegment("sso"), StaticSegment("callback"))
                    view={Lazy::<SingleSignOn>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("account"), StaticSegment("proof"), StaticSegment("provider"))
                    view={Lazy::<SingleSignOn>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("settings"), StaticSegment("sign-in"))
                    view={Lazy::<SingleSignOnSettings>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("sign-in"), StaticSegment("code"))
                    view={Lazy::<SignInCode>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("account"), StaticSegment("second-factor"))
                    view={Lazy::<SecondFactor>::new()}
                    ssr=SsrMode::Async
                />
                <Route path=(StaticSegment("account"), StaticSegment("proof")) view={Lazy::<Proof>::new()} ssr=SsrMode::Async/>
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("board"))
                    view={Lazy::<Board>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("replay"))
                    view={Lazy::<Replay>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("agents"), ParamSegment("key"))
                    view={Lazy::<Agent>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("queues"))
                    view={Lazy::<Queues>::new()}
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
                    view={Lazy::<Queue>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("agents"))
                    view={Lazy::<Agents>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("recording"))
                    view={Lazy::<Recording>::new()}
                    ssr=SsrMode::Async
                />
                <Route path=StaticSegment("wall") view={Lazy::<Wall>::new()} ssr=SsrMode::Async/>
                <Route path=StaticSegment("pair") view={Lazy::<Pair>::new()} ssr=SsrMode::Async/>
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("rules"))
                    view={Lazy::<Rules>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("displays"))
                    view={Lazy::<Displays>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("displays"), ParamSegment("display"))
                    view={Lazy::<DisplayProgram>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("history"))
                    view={Lazy::<History>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("settings"), StaticSegment("company"))
                    view={Lazy::<Company>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("settings"), StaticSegment("history"))
                    view={Lazy::<HistorySettings>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("settings"), StaticSegment("audit"))
                    view={Lazy::<AuditLog>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=(
                        StaticSegment("t"),
                        ParamSegment("tenant"),
                        StaticSegment("settings"),
                        StaticSegment("connections"),
                    )
                    view={Lazy::<Connections>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("settings"), StaticSegment("limits"))
                    view={Lazy::<Limits>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=(StaticSegment("t"), ParamSegment("tenant"), StaticSegment("settings"), StaticSegment("people"))
                    view={Lazy::<People>::new()}
                    ssr=SsrMode::Async
                />
            </Routes>
        </Router>
        <ProofDialog/>
    }
}
