//! What the five floors are like: their queues, campaigns, groups and how much of the work comes in or goes out.

use crate::{provider::ProviderName, world::agent::Pause};

pub(crate) struct QueueProfile {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) hotline: &'static str,
}

pub(crate) struct Campaign {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
}

pub(crate) struct Profile {
    pub(crate) queues: &'static [QueueProfile],
    pub(crate) campaigns: &'static [Campaign],
    pub(crate) groups: &'static [&'static str],
    pub(crate) callouts: &'static [(u64, &'static str)],
    pub(crate) skills: &'static [&'static str],
    pub(crate) pauses: &'static [Pause],
    /// How often an idle agent is given an outbound call rather than left waiting.
    pub(crate) outbound_share: f64,
    /// Agents dial themselves and are seen dialling; otherwise a dialer hands over answered calls.
    pub(crate) agents_dial: bool,
    pub(crate) number_prefixes: &'static [&'static str],
    pub(crate) number_digits: usize,
}

const PAUSES: &[Pause] = &[
    Pause::Lunch,
    Pause::Coffee,
    Pause::Meeting,
    Pause::Training,
    Pause::Toilet,
    Pause::Break,
    Pause::Coffee,
    Pause::Toilet,
];

const fn queue(id: &'static str, name: &'static str, hotline: &'static str) -> QueueProfile {
    QueueProfile { id, name, hotline }
}

const fn campaign(id: &'static str, name: &'static str) -> Campaign {
    Campaign { id, name }
}

const TEL4VN: Profile = Profile {
    queues: &[queue("1", "Chăm sóc khách hàng", "19001234"), queue("2", "Bán hàng", "19005678")],
    campaigns: &[campaign("1", "Tổng đài")],
    groups: &["test01.tel4vn.com"],
    callouts: &[],
    skills: &[""],
    pauses: PAUSES,
    outbound_share: 0.36,
    agents_dial: true,
    number_prefixes: &["0899", "0903", "0987", "0368", "0772"],
    number_digits: 6,
};

const CONVOSO: Profile = Profile {
    queues: &[
        queue("222", "Main Queue", "8005550100"),
        queue("223", "Support Queue", "8005550101"),
        queue("224", "Spanish Queue", "8005550102"),
    ],
    campaigns: &[
        campaign("111", "Sales Campaign"),
        campaign("112", "Medicare Transfers"),
        campaign("113", "Retention"),
    ],
    groups: &["Main Office"],
    callouts: &[],
    skills: &["english,sales", "english", "english,spanish", "spanish,sales", "english,support"],
    pauses: PAUSES,
    outbound_share: 0.34,
    agents_dial: false,
    number_prefixes: &["312555", "813555", "415555", "702555"],
    number_digits: 4,
};

const ALOHUB: Profile = Profile {
    queues: &[
        queue("1001226", "test", "02871001226"),
        queue("1000886", "Hỗ trợ kỹ thuật", "02871000886"),
        queue("1001301", "VIP-Miền Bắc", "02471001301"),
        queue("1001302", "Thanh toán", "02471001302"),
    ],
    campaigns: &[campaign("1", "AloHub")],
    groups: &["AloHub"],
    callouts: &[(13876, "AloHub"), (13877, "Telesale"), (13901, "Thu hồi nợ")],
    skills: &[""],
    pauses: PAUSES,
    outbound_share: 0.3,
    agents_dial: true,
    number_prefixes: &["0899", "0912", "0975"],
    number_digits: 6,
};

const VICIDIAL: Profile = Profile {
    queues: &[
        queue("SUPPORT_IN", "Support inbound", "8135550100"),
        queue("SALESLINE", "Sales line", "8135550101"),
        queue("BILLING_IN", "Billing inbound", "8135550102"),
    ],
    campaigns: &[campaign("SALES", "Sales Campaign"), campaign("SUPPORT", "Support")],
    groups: &["NORTH", "SOUTH"],
    callouts: &[],
    skills: &[""],
    pauses: &[
        Pause::Lunch,
        Pause::Coffee,
        Pause::Meeting,
        Pause::Training,
        Pause::Toilet,
        Pause::Break,
        Pause::Break,
        Pause::Preview,
    ],
    outbound_share: 0.38,
    agents_dial: true,
    number_prefixes: &["312555", "813555", "212555"],
    number_digits: 4,
};

const CROCODIAL: Profile = Profile {
    queues: &[queue("IN001", "CUSTOMER_CARE", "0285550100")],
    campaigns: &[campaign("CAMP001", "EXAMPLE_CAMPAIGN"), campaign("4460708090", "RENEWALS")],
    groups: &["AGENTS"],
    callouts: &[],
    skills: &[""],
    pauses: &[Pause::Lunch, Pause::Break, Pause::Coffee, Pause::Meeting, Pause::Training, Pause::Toilet, Pause::Break],
    outbound_share: 0.42,
    agents_dial: false,
    number_prefixes: &["917555", "905555", "639555"],
    number_digits: 4,
};

pub(crate) fn of(provider: ProviderName) -> &'static Profile {
    match provider {
        ProviderName::Tel4vn => &TEL4VN,
        ProviderName::Convoso => &CONVOSO,
        ProviderName::Alohub => &ALOHUB,
        ProviderName::Vicidial => &VICIDIAL,
        ProviderName::Crocodial => &CROCODIAL,
    }
}
