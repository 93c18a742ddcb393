//! Agents against queues, with a plan drawn into the cells: every mark that a cell can bear.

use domain::administration::AgentList;
use domain::administration::AgentRecord;
use domain::administration::Memberships;
use domain::changes::Step;
use domain::changes::WhyNot;
use domain::provider::ProviderKind;
use domain::queue::NamedRef;
use leptos::prelude::*;

use super::fixtures::NOW;
use super::fixtures::ZONE;
use super::fixtures::connection_id;
use super::fixtures::me;
use super::parts::Specimen;
use super::plans::callin;
use super::plans::plan_of;
use crate::api::queues::QueueConnection;
use crate::api::queues::QueueFloor;
use crate::api::queues::QueuesPage;
use crate::components::PlannedMatrix;

#[component]
pub(super) fn Matrices() -> impl IntoView {
    let steps = [
        ("101", Step::Callin { before: callin(&["1", "2"]), after: callin(&["1", "3"]) }),
        ("102", Step::Impossible { why: WhyNot::LastQueue }),
        ("103", Step::Callin { before: callin(&["1"]), after: callin(&["1", "3"]) }),
    ];
    view! {
        <Specimen name="Matrix: in, not in, added, removed, last, changed by somebody else" bare=true>
            <PlannedMatrix page=page() floor=floor(true) plan=Some(plan_of(steps))/>
        </Specimen>
        <Specimen name="Matrix: not read whole" bare=true>
            <PlannedMatrix page=page() floor=floor(false) plan=None/>
        </Specimen>
    }
    .into_any()
}

fn page() -> QueuesPage {
    let kind = ProviderKind::Alohub;
    QueuesPage {
        me: me(),
        connections: vec![QueueConnection { id: connection_id(0), name: "AloHub Đà Nẵng".to_owned(), kind }],
        sets: Vec::new(),
        now: NOW,
        zone: ZONE,
    }
}

fn floor(complete: bool) -> QueueFloor {
    let queue = |id: &str, name: &str| NamedRef { id: id.to_owned(), name: Some(name.to_owned()) };
    let agent = |id: &str, login: &str, enabled: bool| AgentRecord {
        external_id: id.to_owned(),
        login: Some(login.to_owned()),
        enabled: Some(enabled),
        callout: Some(queue("9", "Telesale Bắc")),
        priority: Some(2),
        ..AgentRecord::default()
    };
    let agents = [
        agent("101", "huong.nguyen", true),
        agent("102", "quoc.bao.tran", true),
        agent("103", "linh.pham", true),
        agent("104", "vo.hoang.long", false),
    ];
    QueueFloor {
        agents: AgentList {
            agents: agents.into_iter().map(|agent| (agent.external_id.clone(), agent)).collect(),
            complete,
            as_of: NOW.plus_s(-20),
            requests: 3,
        },
        memberships: Some(Memberships {
            queues: vec![
                queue("1", "Chăm sóc khách hàng"),
                queue("2", "Kỹ thuật"),
                queue("3", "Khách hàng doanh nghiệp miền Trung"),
            ],
            agents: [
                ("101".to_owned(), callin(&["1", "2"])),
                ("102".to_owned(), callin(&["2"])),
                // The plan was read before somebody put the agent into the second queue.
                ("103".to_owned(), callin(&["1", "2"])),
                ("104".to_owned(), callin(&["3"])),
            ]
            .into(),
            complete,
            as_of: NOW.plus_s(-20),
            finished_at: NOW.plus_s(-18),
            ..Memberships::default()
        }),
        unseen: None,
        callout_queues: Vec::new(),
        allowance: None,
        now: NOW,
    }
}
