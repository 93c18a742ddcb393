//! What is open at the side, as the address says it.

use domain::id::ConnectionId;
use domain::provider::ProviderKind;

/// What is open at the side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Nothing.
    Nothing,
    /// A connection.
    Report(ConnectionId),
    /// The form of a connection.
    Edit(ConnectionId),
    /// The choice of a vendor.
    Vendors,
    /// The form of a new connection.
    Add(ProviderKind),
}

impl Side {
    /// Reads the address; what it cannot mean is nothing.
    pub(super) fn of(open: Option<&str>, edit: Option<&str>) -> Self {
        let Some(open) = open else { return Self::Nothing };
        if open == "new" {
            return Self::Vendors;
        }
        if let Some(kind) = open.strip_prefix("new-") {
            return kind.parse().map_or(Self::Vendors, Self::Add);
        }
        match (open.parse(), edit) {
            (Ok(id), Some(_)) => Self::Edit(id),
            (Ok(id), None) => Self::Report(id),
            (Err(_), _) => Self::Nothing,
        }
    }

    /// What stands in the address for it.
    pub(super) fn query(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Report(id) => format!("?open={id}"),
            Self::Edit(id) => format!("?open={id}&edit=1"),
            Self::Vendors => "?open=new".to_owned(),
            Self::Add(kind) => format!("?open=new-{kind}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back_as_what_it_was_made_from() {
        let id = "018f0000-0000-7000-8000-000000000001".parse().unwrap();
        for side in [Side::Nothing, Side::Report(id), Side::Edit(id), Side::Vendors, Side::Add(ProviderKind::Alohub)] {
            let query = side.query();
            let value = |name: &str| {
                query.trim_start_matches('?').split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
            };
            assert_eq!(Side::of(value("open"), value("edit")), side, "{query}");
        }
        assert_eq!(Side::of(Some("<script>"), None), Side::Nothing);
        assert_eq!(Side::of(Some("new-nothing"), None), Side::Vendors);
    }
}
