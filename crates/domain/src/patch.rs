//! Field-by-field changes: a patch carries only what differs, which keeps one changed row within some 70 bytes.

use serde::Deserialize;
use serde::Deserializer;

/// Something of which two versions can be compared field by field.
pub trait Patchable: Clone + PartialEq {
    /// The fields that changed.
    type Patch: Clone;

    /// What turns `self` into `newer`; none when they are equal.
    fn diff(&self, newer: &Self) -> Option<Self::Patch>;

    /// Takes over the fields of `patch`.
    fn apply(&mut self, patch: Self::Patch);
}

/// Reads a field that is there, whatever its value: `null` is a value (the field became empty), absence is "unchanged".
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Defines a struct and the patch that goes with it.
macro_rules! patchable {
    (
        $(#[$doc:meta])* pub struct $name:ident / $patch:ident {
            $($(#[doc = $field_doc:literal])* $(#[attr($($attr:meta),*)])* $key:literal $field:ident : $type:ty,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $($(#[doc = $field_doc])* $(#[serde($($attr),*)])* #[serde(rename = $key)] pub $field: $type,)*
        }

        #[doc = concat!("The fields of a [`", stringify!($name), "`] that changed.")]
        #[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub struct $patch {
            $(
                $(#[doc = $field_doc])*
                #[serde(
                    rename = $key,
                    default,
                    skip_serializing_if = "Option::is_none",
                    deserialize_with = "crate::patch::present"
                )]
                pub $field: Option<$type>,
            )*
        }

        impl crate::patch::Patchable for $name {
            type Patch = $patch;

            fn diff(&self, newer: &Self) -> Option<$patch> {
                if self == newer {
                    return None;
                }
                Some($patch {
                    $($field: (self.$field != newer.$field).then(|| newer.$field.clone()),)*
                })
            }

            fn apply(&mut self, patch: $patch) {
                $(if let Some(value) = patch.$field { self.$field = value; })*
            }
        }
    };
}

pub(crate) use patchable;
