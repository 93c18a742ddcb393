//! What the audit log keeps of a change: field by field, never the secret.

use domain::audit::Matter;
use domain::settings::Settings;

use crate::connections::draft::Checked;

/// A roster of ten thousand names is not worth a line of the log for each change.
const LONGEST_VALUE: usize = 400;

/// How a form changes a connection.
pub(super) fn of_edit(checked: &Checked) -> Matter {
    let before = checked.before.as_ref();
    let was = before.map(|before| providers::form::form_of(&before.settings)).unwrap_or_default();
    let shall_be = providers::form::form_of(&checked.settings);
    let old_name = before.map_or("", |before| before.name.as_str());
    let mut matter = Matter::about(if old_name.is_empty() { &checked.name } else { old_name }).change(
        "name",
        old_name,
        &checked.name,
    );
    if before.is_none() {
        matter = matter.with("provider", checked.settings.provider.kind().as_str());
    }
    matter = of_settings(matter, &was, &shall_be);
    if checked.given.is_some() { matter.with("secret", "given") } else { matter }
}

/// Every setting that changes.
pub(super) fn of_settings(mut matter: Matter, was: &Settings, shall_be: &Settings) -> Matter {
    let fields: std::collections::BTreeSet<_> = was.keys().chain(shall_be.keys()).collect();
    for field in fields {
        let value = |settings: &Settings| settings.get(field).map(|value| short(value)).unwrap_or_default();
        matter = matter.change(field.as_str(), value(was), value(shall_be));
    }
    matter
}

fn short(value: &str) -> String {
    if value.chars().count() <= LONGEST_VALUE {
        return value.to_owned();
    }
    let head: String = value.chars().take(LONGEST_VALUE).collect();
    format!("{head}… ({} lines)", value.lines().count())
}
