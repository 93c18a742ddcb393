//! Between our own types and stored text. A value that cannot be read is `Corrupt` and names its column.

use std::borrow::Cow;
use std::str::FromStr;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::store::StoreError;
use crate::store::StoreResult;

/// A stored word or identity.
pub(crate) fn word<T: FromStr>(text: &str, what: &'static str) -> StoreResult<T> {
    text.parse().map_err(|_| StoreError::corrupt(what))
}

/// A stored word or identity that may be absent.
pub(crate) fn optional_word<T: FromStr>(text: Option<&str>, what: &'static str) -> StoreResult<Option<T>> {
    text.map(|text| word(text, what)).transpose()
}

/// A stored JSON value.
pub(crate) fn json<T: DeserializeOwned>(text: &str, what: &'static str) -> StoreResult<T> {
    serde_json::from_str(text).map_err(|_| StoreError::corrupt(what))
}

/// A value on its way into a JSON column.
pub(crate) fn to_json<T: Serialize>(value: &T, what: &'static str) -> StoreResult<String> {
    serde_json::to_string(value).map_err(|_| StoreError::corrupt(what))
}

/// Text as both databases can keep it: PostgreSQL takes no NUL, and one in a provider's row must not fail a whole poll.
pub(crate) fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(text) }
}
