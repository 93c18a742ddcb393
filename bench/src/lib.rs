//! What the measuring programs share: the five simulated providers as connections. The programs print ratios and counts;
//! nothing here is a test, and no figure is asserted.

use anyhow::Result;
use domain::provider::ProviderKind;
use providers::ConnectionSettings;
use secrecy::SecretString;
use simulator::Credentials;
use simulator::ProviderName;
use simulator::Simulator;

/// The simulated providers, in a fixed order.
pub const PROVIDERS: [(ProviderName, ProviderKind); 5] = [
    (ProviderName::Tel4vn, ProviderKind::Tel4vn),
    (ProviderName::Convoso, ProviderKind::Convoso),
    (ProviderName::Alohub, ProviderKind::Alohub),
    (ProviderName::Vicidial, ProviderKind::Vicidial),
    (ProviderName::Crocodial, ProviderKind::Crocodial),
];

/// Settings and secret of one simulated provider.
///
/// # Errors
/// When the settings are no settings, which would be a mistake of this program.
pub fn connection(simulator: &Simulator, name: ProviderName) -> Result<(ConnectionSettings, SecretString)> {
    connection_at(&simulator.base_url(name), simulator.credentials(name), name)
}

/// The same for a provider at this address.
///
/// # Errors
/// As [`connection`].
pub fn connection_at(
    base_url: &str,
    credentials: Credentials,
    name: ProviderName,
) -> Result<(ConnectionSettings, SecretString)> {
    let mut settings = serde_json::json!({
        "provider": name.as_str(),
        "base_url": base_url,
        "zone": "America/New_York",
    });
    if let Some(user) = credentials.user {
        settings["user"] = user.into();
    }
    if name == ProviderName::Crocodial {
        settings["agents"] = "all".into();
    }
    Ok((serde_json::from_value(settings)?, SecretString::from(credentials.secret.to_owned())))
}

/// One line of a result.
#[allow(clippy::print_stdout, reason = "printing figures is what these programs are for")]
pub fn report(line: &str) {
    println!("{line}");
}
