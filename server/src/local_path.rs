//! Addresses within this site: telling them from others, and writing text into them and into cookies.

/// Whether a browser that is sent there stays on this site.
pub(crate) fn is_local(path: &str) -> bool {
    // Browsers read a backslash as a slash, and two slashes begin another host's address.
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && path.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The path if it is one of this site, else the start page.
pub(crate) fn local_or_home(path: Option<&str>) -> &str {
    path.filter(|path| is_local(path)).unwrap_or("/")
}

/// Text as part of a query or a cookie.
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for elsewhere in [
            "",
            "board",
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "/a\r\nSet-Cookie: x=y",
            "/a b",
            "/ă",
        ] {
            assert_eq!(local_or_home(Some(elsewhere)), "/", "{elsewhere:?}");
        }
        assert_eq!(local_or_home(None), "/");
        assert_eq!(local_or_home(Some("/t/demo/board?state=paused&q=%C4%83")), "/t/demo/board?state=paused&q=%C4%83");
    }

    #[test]
    fn encoded_text_holds_nothing_that_means_something() {
        assert_eq!(encode("a+b@c.vn;ă"), "a%2Bb%40c.vn%3B%C4%83");
    }
}
