//! The parts of the program. A browser fetches one when somebody opens the first page of it: a screen on a wall never loads
//! the settings, nor a supervisor's desk the wall. Pages that people go to and fro between are in one part, since what several
//! parts have in common is a further file for each set of them.

use leptos::prelude::*;
use leptos_router::LazyRoute;

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

#[cfg(feature = "hydrate")]
mod arrival;

macro_rules! parts {
    ($($(#[$doc:meta])* $part:ident($of:ident, $preload:ident): $($name:ident => $page:ident),+;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        enum $of {
            $($name),+
        }

        impl $of {
            fn view(self) -> AnyView {
                match self {
                    $(Self::$name => view! { <$page/> }.into_any()),+
                }
            }
        }

        #[cfg(feature = "hydrate")]
        #[leptos::wasm_split::wasm_split($part, wasm_split_path = ::leptos::wasm_split, preload($preload), fallible)]
        fn $part(page: $of) -> Result<AnyView, leptos::wasm_split::SplitLoaderError> {
            Ok(page.view())
        }

        $(
            /// The page of this name, once its part is there.
            #[derive(Clone, Copy, Debug)]
            pub(crate) struct $name;

            impl LazyRoute for $name {
                fn data() -> Self {
                    Self
                }

                #[cfg(feature = "hydrate")]
                async fn view(_this: Self) -> AnyView {
                    arrival::of($part($of::$name)).await
                }

                #[cfg(feature = "hydrate")]
                async fn preload() {
                    arrival::of($preload()).await;
                }

                #[cfg(not(feature = "hydrate"))]
                async fn view(_this: Self) -> AnyView {
                    leptos::prefetch_lazy_fn_on_server(stringify!($part));
                    $of::$name.view()
                }
            }
        )+
    )+};
}

parts! {
    /// What somebody sees who has not signed in.
    entry(EntryPart, load_entry):
        SignIn => SignInPage,
        SignInCode => SignInCodePage,
        SingleSignOn => SingleSignOnPage,
        SetUp => SetUpPage,
        Join => JoinPage,
        Reset => ResetPage,
        Forgotten => ForgottenPage,
        Proof => ProofPage,
        Pair => PairPage;
    /// A screen on a wall.
    wall(WallPart, load_wall):
        Wall => WallPage;
    /// The live board, one agent, and the board of another time.
    desk(DeskPart, load_desk):
        Board => BoardPage,
        Agent => AgentPage,
        Replay => ReplayPage;
    /// The history.
    past(PastPart, load_past):
        History => HistoryPage;
    /// Queues, the agents of an account, and recording.
    queues(QueuesPart, load_queues):
        Queues => QueuesPage,
        Queue => QueuePage,
        Agents => AgentsPage,
        Recording => RecordingPage;
    /// What admins set up.
    settings(SettingsPart, load_settings):
        Account => AccountPage,
        SecondFactor => SecondFactorPage,
        AuditLog => AuditLogPage,
        Company => CompanyPage,
        Connections => ConnectionsPage,
        DisplayProgram => DisplayProgramPage,
        Displays => DisplaysPage,
        HistorySettings => HistorySettingsPage,
        Limits => LimitsPage,
        People => PeoplePage,
        Rules => RulesPage,
        SingleSignOnSettings => SingleSignOnSettingsPage;
}
