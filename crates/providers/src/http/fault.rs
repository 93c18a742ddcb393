//! What a failed request means. Nothing of the failure's own text is kept: it holds the address with its parameters.

use std::error::Error;

use domain::form::Field;

use crate::ProviderError;
use crate::error::Unreachable;
use crate::http::guard::AddressRefused;

pub(super) fn classify(error: &reqwest::Error) -> ProviderError {
    let mut tls = false;
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(link) = cause {
        if let Some(refused) = find::<AddressRefused>(link) {
            return ProviderError::misconfigured(Field::BaseUrl, refused.problem());
        }
        tls |= find::<rustls::Error>(link).is_some();
        cause = link.source();
    }
    ProviderError::Unreachable(if error.is_timeout() {
        Unreachable::Timeout
    } else if error.is_dns() {
        Unreachable::Dns
    } else if tls {
        Unreachable::Tls
    } else if error.is_connect() {
        Unreachable::Connect
    } else {
        Unreachable::BrokeOff
    })
}

/// The link itself, or what I/O errors carry inside one another without naming it as their source.
fn find<'a, T: Error + 'static>(link: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut link = link;
    loop {
        if let Some(found) = link.downcast_ref::<T>() {
            return Some(found);
        }
        link = link.downcast_ref::<std::io::Error>()?.get_ref()?;
    }
}
