//! What the commands print. A reader that has gone away (`callboard poll … | head`) is no failure.

use std::io;
use std::io::Write;

/// One line for the person or program at the other end.
pub(crate) fn line(text: &str) {
    write(&mut io::stdout().lock(), text);
}

/// One line about what went wrong.
pub(crate) fn error_line(text: &str) {
    write(&mut io::stderr().lock(), text);
}

fn write(to: &mut impl Write, text: &str) {
    // There is nowhere left to say that nobody listens.
    let _ = writeln!(to, "{text}").and_then(|()| to.flush());
}
