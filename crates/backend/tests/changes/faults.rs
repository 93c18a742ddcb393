//! What can go wrong while a set runs, one by one. Nothing is lost, nothing is sent twice, and the account says so.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use domain::administration::Route;
use domain::administration::TroubleKind;
use domain::changes::Asked;
use domain::changes::Change;
use domain::changes::Doing;
use domain::changes::RowRefusal;
use domain::changes::RowState;
use domain::changes::SetState;
use domain::changes::Step;
use domain::changes::WhyNot;
use domain::changes::undo;
use domain::command::Refusal;
use domain::right::Right;
use simulator::Fault;
use simulator::MembershipChange;
use simulator::Writer;

use crate::account::Account;
use crate::house::ALOHUB;
use crate::house::House;
use crate::house::QUEUES;

/// The queue that everybody is to join.
const JOINED: &str = QUEUES[3];

fn add() -> Change {
    Change::add([JOINED.to_owned()])
}

/// Everybody in one queue, and a plan for some of them.
async fn planned(agents: usize, of: usize, change: &Change) -> (Arc<House>, Vec<String>, Arc<Account>) {
    let house = House::new(7, agents, 40);
    let everybody = house.agents();
    for agent in &everybody {
        house.console(agent, &[QUEUES[0]], Some(2));
    }
    let chosen = everybody[..of].to_vec();
    let plan = house.plan(&Asked::for_each(&chosen, change)).await.unwrap();
    let account = house.account(&plan);
    (house, chosen, account)
}

fn writes(house: &House) -> Vec<MembershipChange> {
    house.world.advance_to(house.clock.now().0);
    let journal = house.world.console().journal(ALOHUB);
    journal.into_iter().filter(|change| change.by == Writer::Interface).collect()
}

fn assert_each_was_written_once(house: &House, agents: &[String]) {
    let written: Vec<String> = writes(house).into_iter().map(|change| change.external_id).collect();
    assert_eq!(written.len(), agents.len());
    assert_eq!(BTreeSet::from_iter(&written), BTreeSet::from_iter(agents));
}

fn read_refusal(state: &RowState) -> Option<(Route, TroubleKind)> {
    if let RowState::Refused { reason: RowRefusal::NotReadAgain { trouble }, .. } = state {
        return Some((trouble.route, trouble.kind));
    }
    None
}

#[tokio::test(start_paused = true)]
async fn a_change_is_sent_once_verified_and_keeps_the_other_queues_and_the_priority() {
    let (house, agents, account) = planned(30, 30, &add()).await;

    let ended = house.run(&account).ended().await;

    assert_eq!(ended, SetState::Done);
    assert!(account.states().iter().all(|state| *state == RowState::Verified), "{:?}", account.states());
    assert_each_was_written_once(&house, &agents);
    for agent in &agents {
        assert_eq!(house.world.console().callin(ALOHUB, agent), Ok((vec![QUEUES[0], JOINED], Some(2))));
    }
}

#[tokio::test(start_paused = true)]
async fn of_two_admins_who_change_an_agent_the_second_has_a_conflict_and_loses_nothing() {
    let (house, agents, first) = planned(3, 1, &add()).await;
    let plan = house.plan(&Asked::for_each(&agents, &Change::add([QUEUES[2].to_owned()]))).await.unwrap();
    let second = house.account(&plan);

    let (one, other) = (house.run(&first), house.run(&second));
    assert_eq!((one.ended().await, other.ended().await), (SetState::Done, SetState::Done));

    let states = [first.states().remove(0), second.states().remove(0)];
    let verified = states.iter().filter(|state| **state == RowState::Verified).count();
    let conflicts = states.iter().filter(|state| matches!(state, RowState::Conflict { .. })).count();
    assert_eq!((verified, conflicts), (1, 1), "{states:?}");
    assert_eq!(writes(&house).len(), 1);
    assert!(house.queues_of(&agents[0]).contains(&QUEUES[0]));
}

#[tokio::test(start_paused = true)]
async fn a06_a_queue_that_nobody_touched_and_that_gained_the_agent_is_a_conflict_and_not_deleted() {
    let (house, agents, account) = planned(4, 2, &add()).await;
    house.console(&agents[0], &[QUEUES[0], QUEUES[1]], None);

    house.run(&account).ended().await;

    let now = account.states().remove(0);
    assert!(matches!(&now, RowState::Conflict { now: Some(now), .. } if now.queues.contains(QUEUES[1])), "{now:?}");
    assert_eq!(account.states()[1], RowState::Verified);
    assert_eq!(house.queues_of(&agents[0]), [QUEUES[1], QUEUES[0]], "in the order of their identifiers");
    assert_each_was_written_once(&house, &agents[1..]);
}

#[tokio::test(start_paused = true)]
async fn a22_a_429_in_the_middle_is_waited_for_in_sight_and_every_agent_is_sent_once() {
    let (house, agents, account) = planned(40, 40, &add()).await;
    let mut job = house.run(&account);
    job.until(|progress| progress.counts.verified > 0).await;

    house.world.set_fault(ALOHUB, Fault::RateLimited { retry_after_s: 7 });
    let waits = job.until(|progress| progress.waiting_until().is_some()).await;

    assert!(matches!(waits.doing, Doing::WaitingForAllowance { until } if until > house.clock.now()), "{waits:?}");
    assert!(waits.done < waits.of);
    // It asks again when the wait is over, is told to wait once more, and does.
    let later = job.until(|progress| progress.waiting_until() > waits.waiting_until()).await;
    assert_eq!(later.of, waits.of);
    house.world.set_fault(ALOHUB, Fault::None);
    assert_eq!(job.ended().await, SetState::Done);
    assert!(account.states().iter().all(RowState::was_accepted), "{:?}", account.states());
    assert_each_was_written_once(&house, &agents);
}

#[tokio::test(start_paused = true)]
async fn with_a_small_allowance_a_set_goes_on_window_by_window_and_shows_the_waits() {
    let (house, agents, account) = planned(24, 24, &add()).await;
    house.world.set_options(|options| options.alohub.tenant_limit = 20);
    let mut job = house.run(&account);

    job.until(|progress| matches!(progress.doing, Doing::WaitingForAllowance { .. })).await;
    assert_eq!(job.ended().await, SetState::Done);

    assert!(account.states().iter().all(RowState::was_accepted), "{:?}", account.states());
    assert_each_was_written_once(&house, &agents);
}

#[tokio::test(start_paused = true)]
async fn a22_a_fifth_of_the_allowance_is_left_to_others_all_the_time() {
    for limit in [20, 60] {
        let (house, agents, account) = planned(50, 50, &add()).await;
        house.world.set_options(|options| options.alohub.tenant_limit = limit);
        tokio::time::sleep(Duration::from_secs(10)).await;
        let mut job = house.run(&account);
        let mut least = u32::MAX;

        // The first reading tells the limit.
        job.until(|progress| progress.counts.verified > 0).await;
        while job.told.changed().await.is_ok() {
            least = least.min(house.provider.administration().unwrap().allowance().unwrap().remaining);
        }

        assert!(least >= limit / 5, "{least} of {limit}");
        assert!(account.states().iter().all(RowState::was_accepted), "{:?}", account.states());
        assert_each_was_written_once(&house, &agents);
    }
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_lets_nobody_write_is_given_up_after_a_while() {
    let (house, _, account) = planned(4, 4, &Change::Recording { on: true }).await;
    house.world.set_options(|options| options.alohub.route_limit = 0);

    assert_eq!(house.run(&account).ended().await, SetState::Done);

    let is_limited = |state: &RowState| {
        let limited = RowRefusal::Provider { reason: Refusal::RateLimited { retry_after_s: 10 } };
        matches!(state, RowState::Refused { reason, .. } if *reason == limited)
    };
    assert!(account.states().iter().all(is_limited), "{:?}", account.states());
}

#[tokio::test(start_paused = true)]
async fn an_allowance_that_no_reading_fits_into_ends_the_set_without_a_write() {
    let (house, _, account) = planned(4, 4, &add()).await;
    house.world.set_options(|options| options.alohub.tenant_limit = 3);

    assert_eq!(house.run(&account).ended().await, SetState::Done);

    assert!(account.states().iter().all(|state| matches!(state, RowState::Refused { .. })), "{:?}", account.states());
    assert_eq!(writes(&house), []);
}

#[tokio::test(start_paused = true)]
async fn a_timeout_after_the_put_is_read_again_and_never_sent_again() {
    let (house, agents, account) = planned(5, 3, &add()).await;
    house.world.set_options(|options| options.alohub.write_unanswered = true);

    assert_eq!(house.run(&account).ended().await, SetState::Done);

    assert_eq!(account.states(), [const { RowState::Verified }; 3]);
    assert_each_was_written_once(&house, &agents);
}

#[tokio::test(start_paused = true)]
async fn a_put_that_nobody_answered_and_no_reading_shows_is_unknown() {
    let (house, agents, account) = planned(5, 1, &add()).await;
    let mut job = house.run(&account);
    job.until(|progress| progress.doing == Doing::Sending).await;
    house.world.set_fault(ALOHUB, Fault::Stall);
    tokio::time::sleep(Duration::from_secs(19)).await;
    house.world.set_fault(ALOHUB, Fault::None);

    assert_eq!(job.ended().await, SetState::Done);

    let state = account.states().remove(0);
    assert!(matches!(&state, RowState::Unknown { now: Some(now) } if now.queues.len() == 1), "{state:?}");
    assert!(state.may_be_retried());
    assert_eq!(house.queues_of(&agents[0]), [QUEUES[0]]);
}

#[tokio::test(start_paused = true)]
async fn killed_in_the_middle_of_400_agents_it_goes_on_and_sends_nobody_twice() {
    let (house, agents, account) = planned(413, 400, &add()).await;
    for kills in [30, 31, 190, 300] {
        let mut job = house.run(&account);
        job.until(|progress| progress.done >= kills).await;
        job.crash().await;
    }
    let mut job = house.run(&account);
    job.until(|progress| progress.counts.sending > 0).await;
    job.crash().await;
    let under_way = account.states().iter().filter(|state| **state == RowState::Sending).count();

    assert_eq!(house.run(&account).ended().await, SetState::Done);

    assert!(under_way > 0, "it was killed while it was sending");
    let states = account.states();
    let unknown = states.iter().filter(|state| matches!(state, RowState::Unknown { .. })).count();
    let verified = states.iter().filter(|state| **state == RowState::Verified).count();
    assert_eq!(unknown + verified, 400, "{states:?}");
    assert!(unknown <= 5, "only what was on its way when it died: {unknown}");
    let written: Vec<String> = writes(&house).into_iter().map(|change| change.external_id).collect();
    assert_eq!(written.len(), BTreeSet::from_iter(&written).len(), "nobody is sent twice");
    for (agent, state) in agents.iter().zip(&states) {
        assert!(house.queues_of(agent).contains(&QUEUES[0]));
        assert!(*state != RowState::Verified || house.queues_of(agent).contains(&JOINED));
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_that_loses_the_scope_queue_ends_the_set_and_names_scope_and_route() {
    let (house, _, account) = planned(60, 60, &add()).await;
    let mut job = house.run(&account);
    job.until(|progress| progress.counts.verified > 0).await;
    house.world.set_options(|options| options.alohub.lost_scopes = vec!["queue".to_owned()]);

    assert_eq!(job.ended().await, SetState::Done);

    let missing = (Route::ListInboundQueues, TroubleKind::MissingRight { right: Right::ScopeQueue });
    let states = account.states();
    let refused = states.iter().filter(|state| read_refusal(state) == Some(missing)).count();
    let accepted = states.iter().filter(|state| state.was_accepted()).count();
    assert!(refused > 0 && refused + accepted == 60, "{states:?}");
    assert_eq!(writes(&house).len(), accepted);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_loses_the_scope_agent_between_reading_and_sending_is_refused_once() {
    let change = Change::Recording { on: true };
    let (house, _, account) = planned(5, 5, &change).await;
    house.world.set_options(|options| options.alohub.lost_scopes = vec!["agent".to_owned()]);

    assert_eq!(house.run(&account).ended().await, SetState::Done);

    let reason = RowRefusal::Provider { reason: Refusal::MissingRight };
    let refused = RowState::Refused { reason, code: Some("INSUFFICIENT_SCOPE".to_owned()) };
    assert_eq!(account.states(), vec![refused; 5]);
}

#[tokio::test(start_paused = true)]
async fn a14_a_recording_switch_that_is_not_enabled_is_asked_once_and_named() {
    let change = Change::Recording { on: false };
    let (house, _, account) = planned(5, 5, &change).await;
    house.world.set_options(|options| options.alohub.recording_migration_missing = true);

    assert_eq!(house.run(&account).ended().await, SetState::Done);

    let reason = RowRefusal::Provider { reason: Refusal::NotEnabled };
    let refused = RowState::Refused { reason, code: Some("FAIL".to_owned()) };
    assert_eq!(account.states(), vec![refused; 5]);
}

#[tokio::test(start_paused = true)]
async fn a13_recording_is_accepted_and_never_called_verified() {
    let (house, _, account) = planned(5, 5, &Change::Recording { on: false }).await;

    assert_eq!(house.run(&account).ended().await, SetState::Done);

    assert_eq!(account.states(), [const { RowState::AcceptedUnverifiable }; 5]);
}

#[tokio::test(start_paused = true)]
async fn a11_the_callout_queue_is_verified_by_the_row() {
    let change = Change::Callout { queue_id: "13901".to_owned() };
    let (house, agents, account) = planned(5, 5, &change).await;

    assert_eq!(house.run(&account).ended().await, SetState::Done);

    let plan = house.plan(&Asked::for_each(&agents, &change)).await.unwrap();
    let sent = account.kept().into_iter().filter(|row| row.row.step.is_sent());
    assert!(sent.clone().count() > 0 && sent.clone().all(|row| row.state == RowState::Verified));
    assert!(plan.rows.iter().all(|row| row.step == Step::Unchanged));
}

#[tokio::test(start_paused = true)]
async fn a17_totals_that_change_while_paging_are_no_ground_for_a_write() {
    let (house, agents, account) = planned(5, 5, &add()).await;
    house.world.set_options(|options| options.alohub.shifting_totals = true);

    assert_eq!(house.run(&account).ended().await, SetState::Done);

    let refused = RowState::Refused { reason: RowRefusal::ReadIncomplete, code: None };
    assert_eq!(account.states(), vec![refused; 5]);
    let plan = house.plan(&Asked::for_each(&agents, &add())).await.unwrap();
    assert!(
        plan.rows.iter().all(|row| row.step == Step::Impossible { why: WhyNot::ScanIncomplete }),
        "{:?}",
        plan.rows
    );
    assert_eq!(writes(&house), []);
}

#[tokio::test(start_paused = true)]
async fn a02_an_agent_whose_identifier_comes_as_a_number_is_not_written_to() {
    let (house, agents, account) = planned(3, 1, &add()).await;
    house.world.set_options(|options| options.alohub.numeric_agent_ids = true);
    let without_zero = agents[0].trim_start_matches('0').to_owned();
    let asked = Asked::for_each(&[agents[0].clone(), without_zero], &add());

    let plan = house.plan(&asked).await.unwrap();
    assert_eq!(house.run(&account).ended().await, SetState::Done);

    let why: Vec<&Step> = plan.rows.iter().map(|row| &row.step).collect();
    let impossible = |why| Step::Impossible { why };
    assert_eq!(why, [&impossible(WhyNot::NoSuchAgent), &impossible(WhyNot::LeadingZeroMayBeLost)]);
    let reason = RowRefusal::Provider { reason: Refusal::LeadingZeroMayBeLost };
    assert_eq!(account.states(), [RowState::Refused { reason, code: None }]);
    assert_eq!(writes(&house), []);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_written_down_is_not_sent() {
    let (house, _, account) = planned(3, 3, &add()).await;
    *account.is_broken.lock().unwrap() = true;

    let ended = house.run(&account).task.await.unwrap();

    assert!(ended.is_err());
    assert_eq!(writes(&house), []);
    assert_eq!(account.states(), [const { RowState::Planned }; 3], "a later run goes on");
    *account.is_broken.lock().unwrap() = false;
    assert_eq!(house.run(&account).ended().await, SetState::Done);
    assert_eq!(account.states(), [const { RowState::Verified }; 3]);
}

#[tokio::test(start_paused = true)]
async fn a_set_that_is_cancelled_ends_after_what_was_sent_and_the_rest_is_untouched() {
    let (house, agents, account) = planned(80, 80, &add()).await;
    let mut job = house.run(&account);
    job.until(|progress| progress.counts.verified > 0).await;

    job.cancel();

    assert_eq!(job.ended().await, SetState::Cancelled);
    let states = account.states();
    let cancelled = states.iter().filter(|state| **state == RowState::Cancelled).count();
    assert!(cancelled > 0 && states.iter().all(|state| state.was_accepted() || *state == RowState::Cancelled));
    assert_eq!(writes(&house).len(), 80 - cancelled);
    let untouched = agents.iter().filter(|agent| house.queues_of(agent) == [QUEUES[0]]).count();
    assert_eq!(untouched, cancelled);
}

#[tokio::test(start_paused = true)]
async fn an_undo_takes_back_what_the_set_brought_and_keeps_what_came_since() {
    let change = Change::some([JOINED.to_owned()], [QUEUES[0].to_owned()]);
    let (house, agents, account) = planned(6, 3, &change).await;
    house.run(&account).ended().await;
    house.console(&agents[0], &[JOINED, QUEUES[2]], None);

    let kept = account.kept();
    let back = undo(kept.iter().map(|row| (row.row.agent.as_str(), &row.row.step)));
    let plan = house.plan(&back.asked).await.unwrap();
    let account = house.account(&plan);
    assert_eq!(house.run(&account).ended().await, SetState::Done);

    assert!(account.states().iter().all(|state| *state == RowState::Verified), "{:?}", account.states());
    assert_eq!(house.queues_of(&agents[0]), [QUEUES[0], QUEUES[2]]);
    assert_eq!(house.queues_of(&agents[1]), [QUEUES[0]]);
}
