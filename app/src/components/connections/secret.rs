//! The secret: who gave it and when, never a character, and a place to paste another one.

use domain::form::Field;
use domain::id::ConnectionId;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::checks::Checks;
use super::desk::Desk;
use super::failure;
use super::mistakes;
use super::part;
use super::row::by_whom;
use crate::api::connections::ReplaceSecret;
use crate::components::bits::lang;
use crate::components::mistake_in;
use crate::words::connection as words;

/// The panel's section.
#[component]
pub(super) fn SecretSection(desk: Desk, id: ConnectionId) -> impl IntoView {
    let locale = lang();
    let replace = ServerAction::<ReplaceSecret>::new();
    let pending = replace.pending();
    let input = NodeRef::<leptos::html::Input>::new();
    Effect::new(move |_| {
        if let Some(Ok(test)) = replace.value().get() {
            if let Some(input) = input.get_untracked().filter(|_| test.is_kept) {
                input.set_value("");
            }
            desk.refresh();
        }
    });
    let kind = part(desk, id, |report| report.secret_kind);
    let title = move || kind.get().map(|kind| words::secret(locale, kind));
    let label = move || td_string!(locale, secret_new, kind = title().unwrap_or_default());
    let note = part(desk, id, |report| report.secret.clone());
    let note = move || match note.get().flatten() {
        Some(note) => {
            let date = words::date(desk.reader, note.set_at, desk.now.get_untracked());
            td_string!(locale, secret_note, date = date, by = by_whom(desk, note.set_by))
        }
        None => td_string!(locale, secret_note_none).to_owned(),
    };
    let mistake = move || mistake_in(&mistakes(replace.value().get()), Field::Secret);
    let outcome = move || {
        let answer = replace.value().get()?;
        Some(match answer {
            Ok(test) if test.is_kept => {
                view! { <p class="notice is-info" role="status">{td_string!(locale, secret_kept)}</p> }.into_any()
            }
            Ok(test) => view! {
                <p class="notice" role="alert">{td_string!(locale, secret_not_kept)}</p>
                <Checks report=test.report/>
            }
            .into_any(),
            Err(error) if error.field_errors().is_empty() => failure(desk.reader, &error),
            Err(_) => ().into_any(),
        })
    };
    view! {
        <section class="panel-section" id="secret">
            <h3>{title}<small>{td_string!(locale, write_only)}</small></h3>
            <ActionForm action=replace>
                <input type="hidden" name="tenant" value=desk.tenant.get_value()/>
                <input type="hidden" name="id" value=id.to_string()/>
                <div class="secret-field">
                    <label class="visually-hidden" for="new-secret">{label}</label>
                    <input
                        id="new-secret"
                        class="input"
                        node_ref=input
                        type="password"
                        name="secret"
                        autocomplete="off"
                        required
                        placeholder=td_string!(locale, secret_paste)
                        aria-describedby="new-secret-error new-secret-note"
                        aria-invalid=move || mistake().is_some().then_some("true")
                    />
                    <button class="button" type="submit" disabled=move || pending.get()>
                        {move || if pending.get() {
                            td_string!(locale, connection_testing)
                        } else {
                            td_string!(locale, test_and_save)
                        }}
                    </button>
                </div>
                <span class="field-error" id="new-secret-error">{mistake}</span>
            </ActionForm>
            {outcome}
            <p class="help" id="new-secret-note">{note}</p>
        </section>
    }
    .into_any()
}
