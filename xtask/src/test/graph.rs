//! Nothing of the server may reach the browser: neither its code nor the libraries that hold its secrets.

use anyhow::{Result, bail};

use crate::packages::{NEVER_IN_THE_BROWSER, WASM_TARGET};
use crate::paths::Paths;
use crate::run;

/// Fails when a package that must stay on the server is in the page's dependency graph.
pub(crate) fn check(paths: &Paths) -> Result<()> {
    let arguments = [
        "tree",
        "--quiet",
        "-p",
        "frontend",
        "--target",
        WASM_TARGET,
        "-e",
        "normal,no-proc-macro",
        "--prefix",
        "none",
        "-f",
        "{p}",
    ];
    let tree = run::answer(&mut run::cargo(paths, &arguments))?;
    let leaked = leaked(&tree);
    if leaked.is_empty() { Ok(()) } else { bail!("these packages reach the browser: {}", leaked.join(", ")) }
}

fn leaked(tree: &str) -> Vec<&'static str> {
    let names: Vec<&str> = tree.lines().filter_map(|line| line.split_whitespace().next()).collect();
    NEVER_IN_THE_BROWSER.iter().copied().filter(|package| names.contains(package)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_package_in_the_graph_is_found_by_its_whole_name() {
        let tree = "frontend v0.1.0 (/checkout/frontend)\ntokio v1.54.0\nring-buffer v0.1.0\n";

        assert_eq!(leaked(tree), vec!["tokio"]);
    }

    #[test]
    fn a_graph_of_browser_packages_passes() {
        let tree = "frontend v0.1.0 (/checkout/frontend)\nleptos v0.8.23\nserde v1.0.229 (*)\n";

        assert_eq!(leaked(tree), Vec::<&str>::new());
    }
}
