//! The caller's second factor, the code at sign-in and the fresh proof, for their pages.

use backend::auth::AuthError;
use backend::auth::policy;
use backend::auth::proof;
use backend::auth::second_factor;
use backend::people::ExposeSecret;
use backend::people::SecretString;
use backend::people::second_factor as people;
use backend::people::second_factor::Standing;
use backend::store::StoreError;
use backend::zones;
use leptos::prelude::*;
use qrcode::Color;
use qrcode::EcLevel;
use qrcode::QrCode;

use super::account::me;
use super::app_context;
use super::cookie;
use super::entry::draft;
use super::failed;
use super::people::told;
use super::person;
use super::remote;
use crate::api::second_factor::FactorStanding;
use crate::api::second_factor::FreshCodes;
use crate::api::second_factor::ProofForm;
use crate::api::second_factor::QrPicture;
use crate::api::second_factor::SecondFactorPage;
use crate::error::AppError;

/// Holds the token of a sign-in that waits for its code.
pub const HALF_COOKIE: &str = "callboard_code";
/// Readers want so much empty space around a code.
const QUIET: usize = 4;

/// As [`crate::api::second_factor::second_factor`] says.
pub(crate) async fn page() -> Result<SecondFactorPage, AppError> {
    let (principal, _, backend) = person().await.map_err(failed)?;
    if principal.confined_to().is_some() {
        return Err(failed(AppError::Forbidden));
    }
    let standing = people::standing(backend.store(), backend.keys(), &principal).await.map_err(told)?;
    let tenants = principal.memberships().iter().map(|membership| &membership.tenant);
    Ok(SecondFactorPage {
        me: me(&principal),
        standing: match standing {
            Standing::Off => FactorStanding::Off,
            Standing::Proposed(proposal) => FactorStanding::Proposed {
                secret: in_groups(proposal.secret.expose_secret()),
                picture: picture(proposal.address.expose_secret()).ok_or_else(|| failed(AppError::Internal))?,
            },
            Standing::On { since, recovery_codes } => FactorStanding::On { since, recovery_codes },
        },
        needed_by: tenants.filter(|tenant| tenant.needs_second_factor).map(|tenant| tenant.name.clone()).collect(),
        fresh_codes: use_context::<FreshCodes>().unwrap_or_default(),
        zone: zones::clocks(&backend.zone_of_person(&principal), backend.now()),
        draft: draft(),
    })
}

/// As [`crate::api::second_factor::code_form`] says.
pub(crate) async fn is_code_awaited() -> Result<bool, AppError> {
    let backend = app_context()?.backend;
    let Some(token) = cookie(HALF_COOKIE).filter(|token| !token.is_empty()) else { return Ok(false) };
    let awaited = second_factor::is_awaited(backend.store(), &SecretString::from(token), backend.now()).await;
    awaited.map_err(|error: StoreError| failed(AuthError::from(error).into()))
}

/// As [`crate::api::second_factor::proof_form`] says.
pub(crate) async fn proof_form(next: String) -> Result<ProofForm, AppError> {
    let (principal, _, backend) = person().await.map_err(failed)?;
    let is_fresh = proof::require_recent_proof(&principal, backend.now()).is_ok();
    let file = Some(next).filter(|next| is_proved_file(next));
    let page = file.as_deref().map(page_of);
    Ok(ProofForm { me: me(&principal), by: principal.proves_by(), is_fresh, file, page, draft: draft() })
}

/// As [`crate::api::second_factor::prove`] says.
pub(crate) async fn prove(typed: String) -> Result<(), AppError> {
    let (principal, session, backend) = person().await.map_err(failed)?;
    let passwords = app_context()?.passwords;
    let remote = remote().ok_or_else(|| failed(AppError::Internal))?;
    let (store, keys, clock) = (backend.store(), backend.keys(), backend.clock());
    proof::prove(store, &passwords, keys, clock, &principal, &session, remote, SecretString::from(typed))
        .await
        .map_err(told)
}

/// Whether an address is that of a file of ours for which a proof is asked; such a one stays on this site.
pub fn is_proved_file(address: &str) -> bool {
    let path = address.split('?').next().unwrap_or_default();
    address.bytes().all(|byte| byte.is_ascii_graphic())
        && policy::rule_for(policy::Method::Get.as_str(), path).is_some_and(|rule| rule.needs_proof)
}

/// The page from which a file is taken out, as it was.
fn page_of(file: &str) -> String {
    let (path, query) = file.split_once('?').map_or((file, None), |(path, query)| (path, Some(query)));
    let folder = path.rsplit_once('/').map_or("/", |(folder, _)| folder);
    // The agents of an account stand on a page of their own.
    let folder =
        if path.ends_with("/queues/agents.csv") { folder.replace("/queues", "/agents") } else { folder.to_owned() };
    query.map_or_else(|| folder.clone(), |query| format!("{folder}?{query}"))
}

/// Four letters at a time are typed with fewer mistakes.
fn in_groups(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

/// The picture of a text; none for one that fits no code.
fn picture(text: &str) -> Option<QrPicture> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let colours = code.to_colors();
    let mut path = String::new();
    for (y, row) in colours.chunks(width).enumerate() {
        let mut x = 0;
        while x < width {
            let run = row[x..].iter().take_while(|colour| **colour == Color::Dark).count();
            if run > 0 {
                path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET));
            }
            x += run.max(1);
        }
    }
    Some(QrPicture { side: u32::try_from(width + 2 * QUIET).ok()?, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_draws_every_dark_module_once_within_its_quiet_zone() {
        let picture =
            picture("otpauth://totp/Callboard:an@example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").unwrap();

        let code = QrCode::with_error_correction_level(
            "otpauth://totp/Callboard:an@example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
            EcLevel::M,
        )
        .unwrap();
        let dark = code.to_colors().iter().filter(|colour| **colour == Color::Dark).count();
        let drawn: usize =
            picture.path.split('h').filter_map(|part| part.split('v').next()?.parse::<usize>().ok()).sum();
        assert_eq!(drawn, dark);
        assert_eq!(picture.side as usize, code.width() + 8);
        assert!(picture.path.starts_with("M4 4h7v1h-7z"), "the first corner begins after the quiet zone");
    }

    #[test]
    fn only_files_for_which_a_proof_is_asked_are_gone_on_to_and_their_pages_are_known() {
        for (address, page) in [
            ("/t/demo/history/export.csv?from=2026-03-01", "/t/demo/history?from=2026-03-01"),
            ("/t/demo/settings/audit/export.csv", "/t/demo/settings/audit"),
            ("/t/demo/queues/agents.csv?connection=1", "/t/demo/agents?connection=1"),
        ] {
            assert!(is_proved_file(address), "{address}");
            assert_eq!(page_of(address), page);
        }
        for address in [
            "",
            "/",
            "//evil.example/t/a/board/export.csv",
            "https://evil.example/",
            "/t/demo/board",
            "/t/demo/board/export.csv?a\nb",
        ] {
            assert!(!is_proved_file(address), "{address}");
        }
    }
}
