//! A set of changes to many agents: as a plan, and how each agent of it ended.

use domain::administration::Callin;
use domain::changes::About;
use domain::changes::Change;
use domain::changes::ChangeProgress;
use domain::changes::Cost;
use domain::changes::Danger;
use domain::changes::Doing;
use domain::changes::PlannedRow;
use domain::changes::RowCounts;
use domain::changes::RowRefusal;
use domain::changes::RowState;
use domain::changes::SetState;
use domain::changes::Step;
use domain::changes::WhyNot;
use domain::command::Refusal;
use domain::id::ChangeSetId;
use domain::queue::NamedRef;
use leptos::prelude::*;

use super::fixtures::NOW;
use super::fixtures::TENANT;
use super::fixtures::connection_id;
use super::fixtures::reader;
use super::matrix::Matrices;
use super::parts::Section;
use super::parts::Specimen;
use crate::api::change_sets::SetRow;
use crate::api::change_sets::SetView;
use crate::components::JobTray;
use crate::components::PlanPanel;
use crate::components::Readings;
use crate::components::Sets;
use crate::components::Surroundings;

#[component]
pub(super) fn Plans() -> impl IntoView {
    view! {
        <Section id="plans" title="Plans">
            <Matrices/>
            <Specimen name="PlanPanel: conflict, impossible, changes, unchanged" bare=true>
                <PlanPanel sets=sets(Some(planned()), None)/>
            </Specimen>
            <Specimen name="JobTray, running: it may be left, and the rest cancelled" bare=true>
                <JobTray sets=sets(None, Some(running()))/>
            </Specimen>
            <Specimen name="JobTray, ended with problems" bare=true><JobTray sets=sets(None, Some(ended()))/></Specimen>
        </Section>
    }
    .into_any()
}

fn sets(plan: Option<SetView>, job: Option<SetView>) -> Sets {
    let (tenant, now) = (StoredValue::new(TENANT.to_owned()), RwSignal::new(NOW));
    let page = Surroundings {
        tenant,
        reader: reader(),
        readings: Readings::new(tenant, Vec::new(), Memo::new(|_| None), now),
        go: Callback::new(|_| ()),
        reread: Callback::new(|_| ()),
    };
    let sets = Sets::new(page, &[], now);
    sets.plan.set(plan);
    sets.job.set(job);
    sets
}

pub(super) fn callin(queues: &[&str]) -> Callin {
    Callin { queues: queues.iter().map(|&queue| queue.to_owned()).collect(), ..Callin::default() }
}

fn row(position: u32, label: &str, step: Step, state: RowState) -> SetRow {
    let change = Change::some(["3".to_owned()], ["2".to_owned()]);
    let row = PlannedRow { agent: format!("10{position}"), label: label.to_owned(), change, step };
    SetRow { position, row, state, changed_at: NOW }
}

fn moved() -> Step {
    Step::Callin { before: callin(&["1", "2"]), after: callin(&["1", "3"]) }
}

fn set(state: SetState, doing: Doing, rows: Vec<SetRow>) -> SetView {
    let is_planned = state == SetState::Planned;
    let counts = RowCounts::of(rows.iter().map(|row| &row.state));
    let queue = |id: &str, name: &str| NamedRef { id: id.to_owned(), name: Some(name.to_owned()) };
    SetView {
        id: ChangeSetId(connection_id(9).0),
        connection: connection_id(0),
        about: About {
            dangers: vec![Danger::QueueLeftEmpty { queue: "2".to_owned() }],
            cost: Cost { scans: 2, read: 8, write: 3, seconds: Some(22) },
            queues: vec![
                queue("1", "Chăm sóc"),
                queue("2", "Kỹ thuật"),
                queue("3", "Khách hàng doanh nghiệp miền Trung"),
            ],
            read_at: NOW.plus_s(-20),
            ..About::default()
        },
        made_by: "Lan Phạm".to_owned(),
        made_at: NOW.plus_s(-15),
        confirmed: (!is_planned).then(|| ("Lan Phạm".to_owned(), NOW.plus_s(-10))),
        cancelled: None,
        finished_at: (state == SetState::Done).then_some(NOW),
        progress: ChangeProgress::new(state, counts, doing),
        to_type: None,
        rows,
        now: NOW,
    }
}

fn planned() -> SetView {
    let conflict = RowState::Conflict { now: Some(callin(&["1"])), callout: None };
    let last = Step::Impossible { why: WhyNot::LastQueue };
    set(
        SetState::Planned,
        Doing::Nothing,
        vec![
            row(0, "Nguyễn Thị Hồng Nhung", moved(), conflict),
            row(1, "Trần Quốc Bảo", last, RowState::Impossible),
            row(2, "Phạm Thị Thanh Hương Giang", moved(), RowState::Planned),
            row(3, "Lê Minh", Step::Unchanged, RowState::Unchanged),
        ],
    )
}

/// A plan of these steps, by agent.
pub(super) fn plan_of<const N: usize>(steps: [(&str, Step); N]) -> SetView {
    let rows = (0..).zip(steps).map(|(position, (agent, step))| {
        let row = row(position, agent, step, RowState::Planned);
        SetRow { row: PlannedRow { agent: agent.to_owned(), ..row.row }, ..row }
    });
    set(SetState::Planned, Doing::Nothing, rows.collect())
}

fn running() -> SetView {
    let refused = RowRefusal::Provider { reason: Refusal::NoSuchQueue };
    set(
        SetState::Running,
        Doing::Sending,
        vec![
            row(0, "Nguyễn Thị Hồng Nhung", moved(), RowState::Verified),
            row(1, "Trần Quốc Bảo", moved(), RowState::Refused { reason: refused, code: Some("E404".to_owned()) }),
            row(2, "Phạm Thị Thanh Hương Giang", moved(), RowState::Sending),
            row(3, "Lê Minh", moved(), RowState::Planned),
            row(4, "Võ Hoàng Long", moved(), RowState::Planned),
        ],
    )
}

fn ended() -> SetView {
    let refused = RowRefusal::Provider { reason: Refusal::NoSuchQueue };
    set(
        SetState::Done,
        Doing::Nothing,
        vec![
            row(0, "Nguyễn Thị Hồng Nhung", moved(), RowState::Verified),
            row(1, "Trần Quốc Bảo", moved(), RowState::Refused { reason: refused, code: Some("E404".to_owned()) }),
            row(2, "Phạm Thị Thanh Hương Giang", moved(), RowState::Unknown { now: None }),
            row(3, "Lê Minh", moved(), RowState::AcceptedNotVisible),
            row(4, "Võ Hoàng Long", moved(), RowState::Cancelled),
        ],
    )
}
