//! Showing a dialog and putting it away.

use leptos::html;
use leptos::prelude::*;

/// Shows it above everything else.
pub(crate) fn show_dialog(dialog: NodeRef<html::Dialog>) {
    if let Some(dialog) = dialog.get_untracked() {
        // It fails only for a dialog that is open already.
        drop(dialog.show_modal());
    }
}

/// Puts it away.
pub(crate) fn close_dialog(dialog: NodeRef<html::Dialog>) {
    if let Some(dialog) = dialog.get_untracked() {
        dialog.close();
    }
}
