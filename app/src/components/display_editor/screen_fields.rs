//! The screen that is made for: how large, from how far it is read, and which way up.

use domain::wall::check::Place;
use domain::wall::program::DECIMETRES;
use domain::wall::program::INCHES;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use super::mistakes::MistakeNote;

/// The fields.
#[component]
pub(super) fn ScreenFields(
    /// The editor.
    desk: Desk,
) -> impl IntoView {
    let locale = desk.locale;
    let work = desk.work;
    let inches = move || number(work.read().inches);
    let metres = move || match work.read().decimetres {
        0 => String::new(),
        decimetres => format!("{}.{}", decimetres / 10, decimetres % 10),
    };
    let is_wrong = move |place: Place| desk.mistake_at(place).is_some().then_some("true");
    let turn = move |is_upright: bool| move |_| desk.edit(move |work| work.is_upright = is_upright);
    view! {
        <section class="settings-section">
            <h2>{td_string!(locale, program_screen)}</h2>
            <p>{td_string!(locale, program_screen_text)}</p>
            <div class="editor-row">
                <div class="field">
                    <label for="program-inches">{td_string!(locale, program_inches)}</label>
                    <input
                        id="program-inches"
                        type="number"
                        min=INCHES.0.to_string()
                        max=INCHES.1.to_string()
                        value=untrack(inches)
                        prop:value=inches
                        aria-invalid=move || is_wrong(Place::Inches)
                        aria-describedby="program-inches-error"
                        on:change:target=move |event| {
                            let inches = read(&event.target().value());
                            desk.edit(move |work| work.inches = inches);
                        }
                    />
                    <MistakeNote desk id="program-inches-error".to_owned() mistake=move || desk.mistake_at(Place::Inches)/>
                </div>
                <div class="field">
                    <label for="program-metres">{td_string!(locale, program_metres)}</label>
                    <input
                        id="program-metres"
                        type="number"
                        step="0.1"
                        min=(DECIMETRES.0 / 10).to_string()
                        max=(DECIMETRES.1 / 10).to_string()
                        value=untrack(metres)
                        prop:value=metres
                        aria-invalid=move || is_wrong(Place::Distance)
                        aria-describedby="program-metres-error"
                        on:change:target=move |event| {
                            let decimetres = read_tenths(&event.target().value());
                            desk.edit(move |work| work.decimetres = decimetres);
                        }
                    />
                    <MistakeNote desk id="program-metres-error".to_owned() mistake=move || desk.mistake_at(Place::Distance)/>
                </div>
                <fieldset class="field">
                    <legend>{td_string!(locale, program_stands)}</legend>
                    <label class="check-field">
                        <input type="radio" name="upright" prop:checked=move || !work.read().is_upright on:change=turn(false)/>
                        {td_string!(locale, program_landscape)}
                    </label>
                    <label class="check-field">
                        <input type="radio" name="upright" prop:checked=move || work.read().is_upright on:change=turn(true)/>
                        {td_string!(locale, program_portrait)}
                    </label>
                </fieldset>
            </div>
        </section>
    }
    .into_any()
}

/// A number as it stands in a field; what was no number leaves the field empty.
pub(super) fn number(number: u16) -> String {
    if number == 0 { String::new() } else { number.to_string() }
}

/// What was typed; anything else than a whole number is 0, which no field takes.
pub(super) fn read(typed: &str) -> u16 {
    typed.trim().parse().unwrap_or(0)
}

/// Metres in tenths, by point or comma.
fn read_tenths(typed: &str) -> u16 {
    let metres: f64 = typed.trim().replace(',', ".").parse().unwrap_or(0.0);
    if (0.0..1000.0).contains(&metres) { (metres * 10.0).round() as u16 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_a_number_or_nothing() {
        assert_eq!(["55", " 43 ", "4.5", "-1", "", "x", "99999"].map(read), [55, 43, 0, 0, 0, 0, 0]);
        assert_eq!(["5", "4.5", "4,5", "0.04", "-1", "NaN", "1e9"].map(read_tenths), [50, 45, 45, 0, 0, 0, 0]);
    }
}
