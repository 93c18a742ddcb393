//! JSON between server functions and their callers, read as text.
//!
//! What a page came with is text already, and what a stream brings is too. With the library's own encoding, which reads bytes, the
//! page's program would have two readers for each type that comes both ways.

use bytes::Bytes;
use leptos::server_fn::ContentType;
use leptos::server_fn::Decodes;
use leptos::server_fn::Encodes;
use leptos::server_fn::Format;
use leptos::server_fn::FormatType;
use leptos::server_fn::codec::Post;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde::de::Error;

/// What a server function answers.
pub type JsonText = Post<TextEncoding>;

/// JSON, written and read as text.
#[derive(Debug)]
pub struct TextEncoding;

impl ContentType for TextEncoding {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for TextEncoding {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for TextEncoding {
    type Error = serde_json::Error;

    fn encode(output: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_string(output).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for TextEncoding {
    type Error = serde_json::Error;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        let text = std::str::from_utf8(&bytes).map_err(|_not_text| serde_json::Error::custom("not text"))?;
        serde_json::from_str(text)
    }
}
