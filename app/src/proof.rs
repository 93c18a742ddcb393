//! A fresh proof of who somebody is, asked for in the middle of what they do. A server function whose answer is that one is
//! needed waits for it and is then sent once more, so that whoever called it notices nothing and nothing typed is lost.

use std::cell::Cell;
use std::mem;

use domain::proof::ProofBy;
use futures::channel::oneshot;
use leptos::prelude::*;
use leptos::server_fn::Bytes;
use leptos::server_fn::client::Client;
use leptos::server_fn::client::browser::BrowserClient;
use leptos::server_fn::error::FromServerFnError;
use leptos::server_fn::request::ClientReq;
use leptos::server_fn::request::browser::BrowserRequest;
use leptos::server_fn::request::browser::Request;
use leptos::server_fn::response::ClientRes;
use leptos::server_fn::response::browser::BrowserResponse;
use send_wrapper::SendWrapper;

/// The status of an answer that asks for a proof.
pub const PROOF_NEEDED: u16 = 428;
/// Says in such an answer what proves it.
pub const PROOF_HEADER: &str = "callboard-proof";
/// The word of that header for a code.
pub const CODE: &str = "code";
/// The word of that header for the company's identity provider.
pub const PROVIDER: &str = "provider";
/// The word of that header for a password.
pub const PASSWORD: &str = "password";

thread_local! {
    // A page has one dialog, and a request knows nothing of components.
    static DESK: Cell<Option<ProofDesk>> = const { Cell::new(None) };
}

/// Who waits for a proof. Copies are the same.
#[derive(Clone, Copy)]
pub(crate) struct ProofDesk {
    /// What is asked for; none while nobody waits.
    pub(crate) asked: RwSignal<Option<ProofBy>>,
    waiting: StoredValue<Vec<oneshot::Sender<bool>>>,
}

impl ProofDesk {
    /// Nobody waits yet.
    pub(crate) fn new() -> Self {
        Self { asked: RwSignal::new(None), waiting: StoredValue::new(Vec::new()) }
    }

    /// From now on requests of this page ask here.
    pub(crate) fn open(self) {
        DESK.set(Some(self));
    }

    /// Tells all who wait whether it was proved.
    pub(crate) fn tell(self, is_proved: bool) {
        self.asked.set(None);
        for waiting in self.waiting.try_update_value(mem::take).unwrap_or_default() {
            // Whoever has gone away meanwhile wants nothing more.
            let _ = waiting.send(is_proved);
        }
    }

    async fn ask(self, by: ProofBy) -> bool {
        let (told, answer) = oneshot::channel();
        self.waiting.update_value(|waiting| waiting.push(told));
        self.asked.set(Some(by));
        answer.await.unwrap_or(false)
    }
}

/// Sends what may need a proof: a server function whose rule asks for one names this as its client.
pub struct ProofClient;

impl<E, I, O> Client<E, I, O> for ProofClient
where
    E: FromServerFnError,
    I: FromServerFnError,
    O: FromServerFnError,
{
    type Request = BrowserRequest;
    type Response = BrowserResponse;

    fn send(mut request: BrowserRequest) -> impl Future<Output = Result<BrowserResponse, E>> + Send {
        SendWrapper::new(async move {
            let spare = copy_of(&mut request);
            let answer = <BrowserClient as Client<E, I, O>>::send(request).await?;
            let (Some(by), Some(spare), Some(desk)) = (asked_by::<E>(&answer), spare, DESK.get()) else {
                return Ok(answer);
            };
            if !desk.ask(by).await {
                return Ok(answer);
            }
            // There is no other way to a request of this kind than to make one and put the copy into it.
            let mut again = <BrowserRequest as ClientReq<E>>::try_new_post("/", "", "", String::new())?;
            *again = spare;
            <BrowserClient as Client<E, I, O>>::send(again).await
        })
    }

    fn open_websocket(
        path: &str,
    ) -> impl Future<
        Output = Result<
            (
                impl futures::Stream<Item = Result<Bytes, Bytes>> + Send + 'static,
                impl futures::Sink<Bytes> + Send + 'static,
            ),
            E,
        >,
    > + Send {
        <BrowserClient as Client<E, I, O>>::open_websocket(path)
    }

    fn spawn(future: impl Future<Output = ()> + Send + 'static) {
        <BrowserClient as Client<E, I, O>>::spawn(future);
    }
}

/// A request can be sent once; its copy once more.
fn copy_of(request: &mut BrowserRequest) -> Option<Request> {
    let empty = Request::post("/").build().ok()?;
    let raw = web_sys::Request::from(mem::replace(&mut **request, empty));
    let copy = raw.clone().ok();
    **request = Request::from(raw);
    copy.map(Request::from)
}

/// What an answer asks for, if it asks for a proof.
fn asked_by<E: FromServerFnError>(answer: &BrowserResponse) -> Option<ProofBy> {
    if <BrowserResponse as ClientRes<E>>::status(answer) != PROOF_NEEDED {
        return None;
    }
    let headers = answer.generate_headers();
    match headers.get(PROOF_HEADER)?.to_str().ok()? {
        PROVIDER => Some(ProofBy::Provider),
        CODE => Some(ProofBy::Code),
        PASSWORD => Some(ProofBy::Password),
        _ => None,
    }
}
