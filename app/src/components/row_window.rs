//! A window of rows of fixed height over however many there are: only the rows in view are in the document, and two
//! spacers stand for the others.

use leptos::html;
use leptos::prelude::*;

/// Height of a row; the stylesheet's `--row`.
const ROW_PX: f64 = 34.0;
/// Rows kept above and below what is visible.
const OVERSCAN: usize = 12;
/// Rows shown before the browser has measured anything.
const FIRST_WINDOW: usize = 60;

/// Where a list is scrolled to, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Viewport {
    top: f64,
    height: f64,
}

/// The window of a list. A copy is another handle to the same.
#[derive(Clone, Copy)]
pub(crate) struct RowWindow {
    /// What scrolls.
    pub(crate) scroller: NodeRef<html::Div>,
    /// Stands for the rows above.
    pub(crate) above: NodeRef<html::Div>,
    /// Stands for the rows below.
    pub(crate) below: NodeRef<html::Div>,
    /// The first row to draw, and the first one after them.
    pub(crate) span: Memo<(usize, usize)>,
    viewport: RwSignal<Option<Viewport>>,
}

impl RowWindow {
    /// A window over `total` rows.
    pub(crate) fn over(total: impl Fn() -> usize + Copy + Send + Sync + 'static) -> Self {
        let viewport = RwSignal::new(None::<Viewport>);
        let (scroller, above, below) = (NodeRef::new(), NodeRef::new(), NodeRef::new());
        let span = Memo::new(move |_| window_of(viewport.get(), total()));
        let window = Self { scroller, above, below, span, viewport };
        Effect::new(move |_| {
            scroller.track();
            window.measure();
            let listener = window_event_listener(leptos::ev::resize, move |_| window.measure());
            on_cleanup(move || listener.remove());
        });
        Effect::new(move |_| {
            let (from, to) = span.get();
            set_height(above.get(), from);
            set_height(below.get(), total().saturating_sub(to));
        });
        window
    }

    /// Looks where the list is scrolled to.
    pub(crate) fn measure(self) {
        if let Some(element) = self.scroller.get_untracked() {
            let seen = Viewport { top: f64::from(element.scroll_top()), height: f64::from(element.client_height()) };
            if self.viewport.get_untracked() != Some(seen) {
                self.viewport.set(Some(seen));
            }
        }
    }
}

/// Which rows to draw.
fn window_of(viewport: Option<Viewport>, total: usize) -> (usize, usize) {
    let Some(viewport) = viewport else { return (0, total.min(FIRST_WINDOW)) };
    let first = (viewport.top / ROW_PX) as usize;
    let seen = (viewport.height / ROW_PX).ceil() as usize + 1;
    (first.saturating_sub(OVERSCAN).min(total), (first + seen + OVERSCAN).min(total))
}

/// Through the style object, since the security policy allows no style attribute.
fn set_height(spacer: Option<web_sys::HtmlDivElement>, rows: usize) {
    if let Some(spacer) = spacer {
        let height = format!("{}px", rows as f64 * ROW_PX);
        if web_sys::HtmlElement::style(&spacer).set_property("height", &height).is_err() {
            leptos::logging::warn!("the height of a spacer could not be set");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_seen_and_a_little_more_is_drawn() {
        let seen = |top, height| window_of(Some(Viewport { top, height }), 10_000);

        assert_eq!(window_of(None, 10_000), (0, FIRST_WINDOW));
        assert_eq!(seen(0.0, 680.0), (0, 33));
        assert_eq!(seen(3_400.0, 680.0), (88, 133));
        assert_eq!(seen(340_000.0, 680.0), (9_988, 10_000));
        assert_eq!(window_of(Some(Viewport { top: 0.0, height: 680.0 }), 0), (0, 0));
    }
}
