//! The desk of alarm rules: the list with how each stands, the form of one, and the webhooks of the tenant.

mod form;
mod list;
mod mail_log;
mod number;
mod trial;
mod webhooks;

use std::time::Duration;

use domain::role::Role;
use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;

use self::form::RuleEditor;
use self::list::RuleList;
use self::mail_log::MailLog;
use self::webhooks::WebhookSection;
use super::bits::every;
use super::bits::lang;
use super::dialog::close_dialog;
use super::dialog::show_dialog;
use crate::api::rules::DeleteRule;
use crate::api::rules::RuleForm;
use crate::api::rules::RuleItem;
use crate::api::rules::RulesPage;
use crate::api::rules::SaveRule;
use crate::api::rules::rules;
use crate::row_model::Reader;
use crate::words;

/// How often the list is read anew while it is looked at.
const EVERY: Duration = Duration::from_secs(5);

/// What can be done with a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RuleDeed {
    /// Open its form.
    Open,
    /// Ask whether to delete it.
    Delete,
}

/// Everything below the title of the page.
#[component]
pub(crate) fn RulesDesk(
    /// The page as it was fetched.
    first: RulesPage,
) -> impl IntoView {
    let locale = lang();
    let reader = Reader { locale, zone: first.zone };
    let is_admin = first.me.role == Role::Admin;
    let tenant = StoredValue::new(first.me.tenant.0.clone());
    let choices = StoredValue::new(first.choices.clone());
    let page = RwSignal::new(first);
    let editing = RwSignal::new(None::<RuleForm>);
    let leaving = RwSignal::new(None::<RuleItem>);
    let said = RwSignal::new(None::<String>);
    let save = ServerAction::<SaveRule>::new();
    let delete = ServerAction::<DeleteRule>::new();
    let fetch = Callback::new(move |()| {
        leptos::task::spawn_local(async move {
            if let Ok(fresh) = rules(tenant.get_value()).await {
                page.try_set(fresh);
            }
        });
    });
    Effect::new(move |_| {
        every(EVERY, move || fetch.run(()));
    });
    Effect::new(move |before: Option<()>| {
        let (saved, deleted) = (save.value().get(), delete.value().get());
        if before.is_none() {
            return;
        }
        if matches!(saved, Some(Ok(_))) {
            said.set(Some(td_string!(locale, rule_saved).to_owned()));
            editing.set(None);
        }
        if let Some(deleted) = deleted {
            said.set(Some(match deleted {
                Ok(()) => td_string!(locale, rule_deleted).to_owned(),
                Err(error) => words::error(locale, &error, reader.zone),
            }));
        }
        fetch.run(());
    });
    let dialog = NodeRef::<html::Dialog>::new();
    let open = move |form: RuleForm| {
        said.set(None);
        save.value().set(None);
        editing.set(Some(form));
    };
    let on_deed = Callback::new(move |(deed, item): (RuleDeed, RuleItem)| match deed {
        RuleDeed::Open => open(RuleForm::of(item.rule.id, item.version, &item.rule.spec)),
        RuleDeed::Delete => {
            leaving.set(Some(item));
            show_dialog(dialog);
        }
    });
    let really = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(item) = leaving.get_untracked() {
            editing.set(None);
            delete.value().set(None);
            delete.dispatch(DeleteRule { tenant: tenant.get_value(), rule: item.rule.id });
        }
        close_dialog(dialog);
    };
    let editor = move || {
        editing.get().map(|form| {
            view! {
                <RuleEditor
                    tenant=tenant.get_value()
                    form
                    choices=choices.get_value()
                    members=page.with_untracked(|page| page.members.clone())
                    sends_mail=page.with_untracked(|page| page.sends_mail)
                    save
                    reader
                    close=move |()| editing.set(None)
                />
            }
        })
    };
    let add = move || {
        view! {
            <button class="button is-primary" type="button" on:click=move |_| open(RuleForm::fresh())>
                {td_string!(locale, rule_add)}
            </button>
        }
    };
    // One form at a time: both have a name to fill in.
    let is_at_webhooks = Memo::new(move |_| is_admin && editing.read().is_none());
    let name = move || leaving.get().map(|item| item.rule.spec.name).unwrap_or_default();
    view! {
        <p class="notice is-info" role="status">{move || said.get()}</p>
        <section class="settings-section">
            <RuleList page reader is_admin on_deed/>
            {is_admin.then(add)}
        </section>
        {editor}
        <Show when=move || is_at_webhooks.get()>
            <WebhookSection tenant=tenant.get_value() page reader fetch/>
            <MailLog page reader/>
        </Show>
        <dialog class="confirm" node_ref=dialog aria-labelledby="rule-leaving">
            <form method="post" on:submit=really>
                <h2 id="rule-leaving">{move || td_string!(locale, rule_delete_title, name = name())}</h2>
                <p>{td_string!(locale, rule_delete_text)}</p>
                <div class="form-actions">
                    <button class="button" type="button" on:click=move |_| close_dialog(dialog)>{td_string!(locale, cancel)}</button>
                    <button class="button is-danger" type="submit">{td_string!(locale, rule_delete)}</button>
                </div>
            </form>
        </dialog>
    }
    .into_any()
}
