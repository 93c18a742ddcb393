//! By what a person proves anew who they are, before what could do great harm.

use serde::Deserialize;
use serde::Serialize;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProofBy {
    /// The password: the person has no second factor.
    Password,
    /// The company's identity provider, where the person signs in anew.
    Provider,
    /// A code of the second factor, or a recovery code.
    Code,
}
