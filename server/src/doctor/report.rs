//! What an examination has found.

use std::fmt;

use serde::Serialize;
use serde_json::Value;
use serde_json::json;

macro_rules! checks {
    ($($(#[$doc:meta])* $name:ident = $word:literal: $asks:literal,)+) => {
        /// One thing that is looked at. Its word is a promise to whoever reads it by program: words are only ever added.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Check {
            $($(#[$doc])* $name,)+
        }

        impl Check {
            /// All of them, in the order in which they are looked at.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its word.
            pub(crate) const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// What it asks.
            pub(crate) const fn asks(self) -> &'static str {
                match self { $(Self::$name => $asks,)+ }
            }
        }
    };
}

checks! {
    /// The data folder.
    DataDir = "data-dir": "the data folder is there",
    /// Who may open the data folder.
    DataDirMode = "data-dir-mode": "the data folder can be written by its owner and opened by nobody else",
    /// Room on the disk.
    DiskSpace = "disk-space": "there is room on the disk of the data folder (--min-free)",
    /// The database.
    Database = "database": "the database answers and is one",
    /// Its tables.
    Schema = "schema": "the tables are those of this program",
    /// The key file, or whatever stands for it.
    Key = "key": "the keys are there if anything is sealed with them",
    /// Who may read the key file.
    KeyMode = "key-mode": "nobody but its owner can read the key file",
    /// What the key file says.
    KeyWhole = "key-whole": "the keys can be read",
    /// Keys of sealed secrets.
    SecretsKey = "secrets-key": "the key of each sealed secret is there",
    /// Sealed secrets.
    SecretsWhole = "secrets-whole": "each sealed secret opens",
    /// Admins.
    TenantAdmin = "tenant-admin": "each tenant has an admin who can sign in",
    /// Addresses of providers.
    ConnectionHost = "connection-host": "each connection's address may be asked (--allow-private)",
    /// The clock.
    Clock = "clock": "the clock is not behind what was written down already",
    /// Where the server listens.
    Listen = "listen": "the server can listen there, and nobody reads along",
    /// The address people open.
    PublicUrl = "public-url": "the public address is https, scheme and host alone",
    /// Who is believed.
    TrustedProxy = "trusted-proxy": "only proxies are believed, not everybody",
    /// Certificate and key as files.
    TlsFiles = "tls-files": "the certificate and its key can be read",
    /// Whether they belong together.
    TlsMatch = "tls-match": "the key is that of the certificate",
    /// When the certificate is good.
    TlsDates = "tls-dates": "the certificate is good today and for two weeks more",
    /// For whom the certificate is good.
    TlsHost = "tls-host": "the certificate is for the host of the public address",
    /// Files of the pages.
    Site = "site": "the files of the pages lie beside the program",
    /// Open files.
    OpenFiles = "open-files": "enough files may be open at once for many screens",
    /// The mail server.
    Mail = "mail": "the mail server answers, where one is set up",
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    /// As it should be.
    Ok,
    /// It works, and should be otherwise.
    Warning,
    /// It does not work, or is not safe.
    Problem,
    /// It was not looked at.
    Skipped,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Problem => "problem",
            Self::Skipped => "skipped",
        })
    }
}

/// How one check ended.
#[derive(Clone, Debug)]
struct Finding {
    check: Check,
    status: Status,
    found: String,
    remedy: Option<String>,
}

/// Everything that was found.
#[derive(Debug, Default)]
pub(crate) struct Report(Vec<Finding>);

impl Report {
    /// It is as it should be.
    pub(super) fn ok(&mut self, check: Check, found: impl Into<String>) {
        self.add(check, Status::Ok, found, None);
    }

    /// It works, and should be otherwise.
    pub(super) fn warning(&mut self, check: Check, found: impl Into<String>, remedy: impl Into<String>) {
        self.add(check, Status::Warning, found, Some(remedy.into()));
    }

    /// It does not work, or is not safe.
    pub(super) fn problem(&mut self, check: Check, found: impl Into<String>, remedy: impl Into<String>) {
        self.add(check, Status::Problem, found, Some(remedy.into()));
    }

    /// It was not looked at, for this reason.
    pub(super) fn skipped(&mut self, check: Check, why: impl Into<String>) {
        self.add(check, Status::Skipped, why, None);
    }

    fn add(&mut self, check: Check, status: Status, found: impl Into<String>, remedy: Option<String>) {
        self.0.push(Finding { check, status, found: found.into(), remedy });
    }

    /// How many checks ended so.
    pub(crate) fn count(&self, status: Status) -> usize {
        self.0.iter().filter(|finding| finding.status == status).count()
    }

    /// For a program.
    pub(crate) fn facts(&self) -> Value {
        let checks = self.0.iter().map(|finding| {
            json!({
                "id": finding.check.as_str(),
                "status": finding.status,
                "found": finding.found,
                "remedy": finding.remedy,
            })
        });
        let checks: Vec<Value> = checks.collect();
        json!({ "problems": self.count(Status::Problem), "warnings": self.count(Status::Warning), "checks": checks })
    }

    /// For a person.
    pub(crate) fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for Finding { check, status, found, remedy } in &self.0 {
            lines.push(format!("{status:<8} {:<15} {found}", check.as_str()));
            if let Some(remedy) = remedy {
                lines.push(format!("{:24} → {remedy}", ""));
            }
        }
        let (problems, warnings) = (self.count(Status::Problem), self.count(Status::Warning));
        lines.push(format!(
            "{problems} {}, {warnings} {}",
            if problems == 1 { "problem" } else { "problems" },
            if warnings == 1 { "warning" } else { "warnings" }
        ));
        lines
    }
}
