//! Text for the clipboard, where the browser lets the page: over https and on the machine itself.

use js_sys::Function;
use js_sys::Reflect;
use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;

/// Copies; false where the page may not.
pub(crate) fn copy_text(text: &str) -> bool {
    let copy = || -> Result<bool, JsValue> {
        let navigator = Reflect::get(&window(), &"navigator".into())?;
        let clipboard = Reflect::get(&navigator, &"clipboard".into())?;
        if clipboard.is_undefined() {
            return Ok(false);
        }
        let write: Function = Reflect::get(&clipboard, &"writeText".into())?.dyn_into()?;
        write.call1(&clipboard, &text.into())?;
        Ok(true)
    };
    copy().unwrap_or(false)
}
