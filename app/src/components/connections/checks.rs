//! What a test found, line by line. What would change something is listed as not tried.

use domain::probe::ProbeCause;
use domain::probe::ProbeLine;
use domain::probe::ProbeReport;
use domain::probe::ProbeResult;
use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::components::bits::Glyph;
use crate::components::bits::Icon;
use crate::components::bits::lang;
use crate::i18n::Locale;
use crate::words::connection as words;

/// The lines of a test.
#[component]
pub(super) fn Checks(
    /// What it found.
    report: ProbeReport,
) -> impl IntoView {
    let locale = lang();
    let lines = report.lines.iter().filter_map(|line| check(locale, *line)).collect_view();
    view! { <ul class="checks">{lines}</ul> }.into_any()
}

fn check(locale: Locale, line: ProbeLine) -> Option<AnyView> {
    let took = (line.took_ms > 0).then(|| words::sweep(line.took_ms));
    let (mark, said, note) = match line.result {
        ProbeResult::Good { count } => {
            let found = count.map(|count| words::found(locale, line.step, count));
            let note: Vec<String> = found.into_iter().chain(took).collect();
            let mark = view! { <Icon name="i-check"/> }.into_any();
            (mark, td_string!(locale, step_good), note.join(" · "))
        }
        ProbeResult::Failed { cause, .. } => {
            let glyph = match cause {
                ProbeCause::MissingRight { .. } | ProbeCause::RateLimited { .. } => "attention",
                ProbeCause::NoAddress
                | ProbeCause::NoConnection
                | ProbeCause::TimedOut
                | ProbeCause::NotSecure
                | ProbeCause::BrokeOff
                | ProbeCause::KeyRefused
                | ProbeCause::Http { .. }
                | ProbeCause::TooLarge
                | ProbeCause::NotJson
                | ProbeCause::WebPage
                | ProbeCause::OtherShape
                | ProbeCause::Empty
                | ProbeCause::Redirect
                | ProbeCause::NoSuchPath
                | ProbeCause::Refused
                | ProbeCause::Setting { .. } => "alarm",
            };
            let mark = view! { <Glyph name=glyph/> }.into_any();
            (mark, td_string!(locale, step_failed), words::probe_cause(locale, cause))
        }
        ProbeResult::NotTried { why } => {
            let mark = view! { <Glyph name="loggedout"/> }.into_any();
            (mark, "", words::not_tried(locale, why).to_owned())
        }
        ProbeResult::NotOffered => return None,
    };
    let result = match line.result {
        ProbeResult::Good { .. } => "good",
        ProbeResult::Failed { .. } => "failed",
        ProbeResult::NotTried { .. } | ProbeResult::NotOffered => "not_tried",
    };
    Some(
        view! {
            <li data-step=line.step.slug() data-result=result>
                {mark}
                <span>{words::step(locale, line.step)}" "<span class="visually-hidden">{said}</span></span>
                <small>{note}</small>
            </li>
        }
        .into_any(),
    )
}
