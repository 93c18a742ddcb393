//! What VICIdial's answers hold, column by column, as text. What the words mean is for [`super::normalise`].

mod agent_row;
mod in_group;
mod list_row;
mod taken;
mod version;

pub(crate) use agent_row::AgentRow;
pub(crate) use agent_row::ArticleRow;
pub(crate) use agent_row::StatusRow;
pub(crate) use agent_row::read_agent;
pub(crate) use in_group::InGroupRow;
pub(crate) use in_group::read_in_group;
pub(crate) use list_row::ListAnswer;
pub(crate) use list_row::ListRow;
pub(crate) use list_row::read_list;
pub(crate) use taken::FUNCTION as INFO;
pub(crate) use taken::read_taken;
pub(crate) use version::read_version;

/// The field of the named column, where the answer has that column.
fn column<'a>(names: &[impl AsRef<str>], fields: &'a [String], wanted: &str) -> Option<&'a str> {
    let place = names.iter().position(|name| name.as_ref() == wanted)?;
    fields.get(place).map(String::as_str)
}

fn place(names: &[impl AsRef<str>], wanted: &str) -> Option<usize> {
    names.iter().position(|name| name.as_ref() == wanted)
}

#[cfg(test)]
mod tests;
