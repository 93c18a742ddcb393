//! The customer's number as the reader may see it, and a button that shows it whole where it is masked.

use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::api::audit::RevealNumber;
use crate::components::bits::Icon;
use crate::row_model::Reader;
use crate::words;

/// What stands in place of digits that are not shown.
const HIDDEN: char = '•';

/// The number; shown whole only after a request that the audit log keeps.
#[component]
pub(in crate::components) fn CustomerNumber(
    /// Address word of the tenant.
    tenant: String,
    /// The agent's word in the address.
    open: String,
    /// The number as the reader's frames hold it.
    number: String,
    /// Language and zone.
    reader: Reader,
) -> impl IntoView {
    let locale = reader.locale;
    let reveal = ServerAction::<RevealNumber>::new();
    let is_masked = number.contains(HIDDEN);
    let revealed = move || reveal.value().get();
    let shown = move || match revealed() {
        Some(Ok(whole)) => whole,
        Some(Err(_)) | None => number.clone(),
    };
    let note = move || match revealed() {
        Some(Ok(_)) => Some(td_string!(locale, number_shown).to_owned()),
        Some(Err(error)) => Some(words::error(locale, &error, reader.zone)),
        None => None,
    };
    let offer = move || is_masked && !matches!(revealed(), Some(Ok(_)));
    let pending = reveal.pending();
    let (tenant, open) = (StoredValue::new(tenant), StoredValue::new(open));
    view! {
        <dl class="facts">
            <dt>{td_string!(locale, customer_number)}</dt>
            <dd class="customer-number">
                <span class="number">{shown}</span>
                <Show when=offer>
                    <ActionForm action=reveal>
                        <input type="hidden" name="tenant" value=tenant.get_value()/>
                        <input type="hidden" name="agent" value=open.get_value()/>
                        <button class="button is-tiny" type="submit" disabled=move || pending.get()>
                            <Icon name="i-eye"/>
                            {td_string!(locale, show_number)}
                        </button>
                    </ActionForm>
                </Show>
                <small role="status">{note}</small>
            </dd>
        </dl>
    }
    .into_any()
}
