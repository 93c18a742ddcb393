//! Bundles the style sheet: follows its imports, keeps its layers, and takes out what browsers do not need.

use std::path::Path;

use anyhow::{Result, anyhow};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions};
use lightningcss::targets::{Browsers, Targets};

/// Chromium 96 is the oldest browser that runs the page's WebAssembly; nothing is rewritten for older ones.
const OLDEST_CHROMIUM: u32 = 96 << 16;

/// The whole style sheet that starts at `entry`, in one minified text.
pub(crate) fn bundle(entry: &Path) -> Result<String> {
    let files = FileProvider::new();
    let targets = Targets::from(Browsers { chrome: Some(OLDEST_CHROMIUM), ..Browsers::default() });
    // The errors borrow from the files, so each is turned into text before it leaves.
    let mut sheet = Bundler::new(&files, None, ParserOptions::default())
        .bundle(entry)
        .map_err(|error| anyhow!("style sheet: {error}"))?;
    sheet
        .minify(MinifyOptions { targets, ..MinifyOptions::default() })
        .map_err(|error| anyhow!("style sheet: {error}"))?;
    let printed = sheet
        .to_css(PrinterOptions { minify: true, targets, ..PrinterOptions::default() })
        .map_err(|error| anyhow!("style sheet: {error}"))?;
    Ok(printed.code)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn imports_are_followed_and_keep_their_layer() {
        let folder = std::env::temp_dir().join(format!("xtask-style-{}", std::process::id()));
        fs::create_dir_all(folder.join("components")).unwrap();
        fs::write(folder.join("components/card.css"), ".card { color : red; }").unwrap();
        fs::write(folder.join("main.css"), "@import \"components/card.css\" layer(components);\nbody { margin : 0 }")
            .unwrap();

        let css = bundle(&folder.join("main.css")).unwrap();

        assert_eq!(css, "@layer components{.card{color:red}}body{margin:0}");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_missing_partial_is_an_error() {
        let folder = std::env::temp_dir().join(format!("xtask-style-missing-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("main.css"), "@import \"nowhere.css\";").unwrap();

        let outcome = bundle(&folder.join("main.css"));

        assert!(outcome.is_err());
        fs::remove_dir_all(folder).unwrap();
    }
}
