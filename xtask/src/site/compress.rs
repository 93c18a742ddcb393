//! Compresses what compresses well, once, so that the server never has to: `FILE.br` beside `FILE`.
//!
//! Fonts and pictures are compressed already and stay as they are.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::Result;
use brotli::CompressorWriter;

use crate::stamp::files_under;

/// The endings of files that are text or code.
const WORTH_IT: &[&str] = &["wasm", "js", "css", "svg", "json", "webmanifest", "txt"];

/// Brotli's highest quality, and a window of 4 MiB.
const QUALITY: u32 = 11;
const WINDOW_BITS: u32 = 22;
const BUFFER_BYTES: usize = 64 * 1024;

/// Compresses every file under `folder` that is worth it.
pub(crate) fn compress_folder(folder: &Path) -> Result<()> {
    for file in files_under(folder)? {
        let ending = file.extension().unwrap_or_default().to_string_lossy().into_owned();
        if !WORTH_IT.contains(&ending.as_str()) {
            continue;
        }
        let mut place = file.clone().into_os_string();
        place.push(".br");
        fs::write(place, compress(&fs::read(&file)?)?)?;
    }
    Ok(())
}

fn compress(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut compressed = Vec::with_capacity(bytes.len() / 3);
    let mut writer = CompressorWriter::new(&mut compressed, BUFFER_BYTES, QUALITY, WINDOW_BITS);
    writer.write_all(bytes)?;
    drop(writer);
    Ok(compressed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compressed_comes_back_unchanged() {
        let bytes = b"one agent, one row; ".repeat(1_000);

        let compressed = compress(&bytes).unwrap();

        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut compressed.as_slice(), &mut back).unwrap();
        assert_eq!(back, bytes);
        assert!(compressed.len() < bytes.len() / 10);
    }
}
