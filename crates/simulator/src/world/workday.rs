//! What one agent does when a state ends: the walk from login through calls, wrap-up and breaks to logout.
//! Where a call comes from is not decided here.

use crate::world::{
    agent::{AgentState, Pause},
    command::Writer,
    day::Days,
    durations,
    population::Population,
    schedule::Event,
};

impl Population {
    pub(super) fn end_state(&mut self, index: usize) {
        match self.agents[index].state {
            AgentState::LoggedOut => self.log_in(index),
            AgentState::Available => self.leave_idleness(index),
            AgentState::Ringing => {
                if self.random.chance(0.04) {
                    self.refuse(index);
                } else {
                    self.answer(index);
                }
            }
            AgentState::Dialing => {
                if self.random.chance(0.6) {
                    self.answer(index);
                } else {
                    self.finish_call(index);
                    self.become_available(index);
                }
            }
            AgentState::OnCall => self.end_talk(index),
            AgentState::OnHold => {
                let left_ms = self.agents[index].call.as_ref().map_or(20_000, |call| call.talk_left_ms.max(5_000));
                if let Some(call) = self.agents[index].call.as_mut() {
                    call.talk_left_ms = 0;
                }
                self.enter(index, AgentState::OnCall, left_ms);
            }
            AgentState::Dead => self.wrap_up(index),
            AgentState::WrapUp | AgentState::Paused => {
                self.agents[index].call = None;
                self.become_available(index);
            }
        }
    }

    pub(super) fn log_in(&mut self, index: usize) {
        let now_ms = self.now_ms;
        let plan = self.planned_shift(index);
        let agent = &mut self.agents[index];
        agent.login_ms = now_ms;
        agent.calls_session = 0;
        if agent.shift_ends_ms <= now_ms {
            // A new shift is a new day's count, wherever midnight falls.
            agent.calls_today = 0;
            agent.shift_ends_ms = now_ms + durations::shift(&mut self.random);
            agent.lunch_due_ms = i64::MAX;
            if let Some((begins_ms, ends_ms)) = plan {
                agent.shift_ends_ms = ends_ms;
                agent.lunch_due_ms = Days::lunch_of(begins_ms, ends_ms);
            }
        }
        self.go_on_pause(index, Pause::Login);
    }

    pub(super) fn log_out(&mut self, index: usize, for_ms: i64) {
        self.agents[index].call = None;
        self.agents[index].logout_requested = false;
        self.agents[index].pause_requested = false;
        if let Some(queues) = self.agents[index].callin_pending.take() {
            self.set_callin(index, queues, None, Writer::Interface);
        }
        self.enter(index, AgentState::LoggedOut, for_ms);
    }

    fn go_home(&mut self, index: usize) {
        let rest_ms = durations::rest(&mut self.random);
        let until_next_ms = self.planned_shift(index).map(|(begins_ms, _)| begins_ms - self.now_ms);
        self.log_out(index, until_next_ms.filter(|next_ms| *next_ms > 0).unwrap_or(rest_ms));
    }

    pub(super) fn go_on_pause(&mut self, index: usize, reason: Pause) {
        let hold_ms = durations::pause(&mut self.random, reason);
        self.agents[index].pause_requested = false;
        self.agents[index].pause = Some(reason);
        if reason == Pause::Preview {
            self.calls_made += 1;
        }
        self.enter(index, AgentState::Paused, hold_ms);
    }

    pub(super) fn become_available(&mut self, index: usize) {
        if self.agents[index].logout_requested {
            self.log_out(index, 1_800_000);
        } else if self.agents[index].shift_ends_ms <= self.now_ms {
            self.go_home(index);
        } else if self.agents[index].lunch_due_ms <= self.now_ms {
            self.agents[index].lunch_due_ms = i64::MAX;
            self.go_on_pause(index, Pause::Lunch);
        } else if self.agents[index].pause_requested {
            self.go_on_pause(index, Pause::Break);
        } else if let Some(call) = self.longest_waiting(index) {
            self.ring(index, call);
        } else {
            let idle_ms = durations::idle(&mut self.random);
            self.enter(index, AgentState::Available, idle_ms);
        }
    }

    pub(super) fn leave_idleness(&mut self, index: usize) {
        let roll = self.random.unit();
        if self.agents[index].shift_ends_ms <= self.now_ms {
            self.go_home(index);
        } else if roll < 0.012 {
            let absence_ms = durations::short_absence(&mut self.random);
            self.log_out(index, absence_ms);
        } else if roll < 0.1 {
            let picked = *self.random.pick(self.profile.pauses);
            // By a plan, lunch has a time of its own.
            let reason = if picked == Pause::Lunch && self.works_by_plan() { Pause::Coffee } else { picked };
            self.go_on_pause(index, reason);
        } else if roll < 0.1 + self.profile.outbound_share && !self.agents[index].inbound_only && self.dials() {
            let manual = self.profile.agents_dial;
            let call = self.outbound_call(manual);
            let now_ms = self.now_ms;
            self.take_call(index, call, now_ms);
            if manual {
                let ring_ms = durations::ring(&mut self.random);
                self.enter(index, AgentState::Dialing, ring_ms);
            } else {
                self.answer(index);
            }
        } else {
            // Still waiting: the state goes on, only its next end is planned anew, and a held agent may be called again.
            self.mark_available(index, true);
            let idle_ms = durations::idle(&mut self.random);
            let generation = self.agents[index].generation;
            self.schedule.plan(self.now_ms + idle_ms, Event::StateEnds { agent: index, generation });
        }
    }

    pub(super) fn answer(&mut self, index: usize) {
        let talk_ms = durations::talk(&mut self.random);
        let holds = self.random.chance(0.14);
        let transfer = self.random.chance(0.03);
        let three_way = self.random.chance(0.02);
        self.agents[index].calls_today += 1;
        self.agents[index].calls_session += 1;
        let mut first_ms = talk_ms;
        if let Some(call) = self.agents[index].call.as_mut() {
            call.transfer = transfer;
            call.three_way = three_way;
            if holds {
                first_ms = talk_ms / 2;
                call.talk_left_ms = talk_ms - first_ms;
            }
            if let Some(queue) = call.queue {
                self.queues[queue].answered += 1;
            }
        }
        self.enter(index, AgentState::OnCall, first_ms);
    }

    pub(super) fn end_talk(&mut self, index: usize) {
        if self.agents[index].call.as_ref().is_some_and(|call| call.talk_left_ms > 0) {
            let hold_ms = durations::hold(&mut self.random);
            self.enter(index, AgentState::OnHold, hold_ms);
        } else if self.random.chance(0.06) {
            let dead_ms = durations::dead(&mut self.random);
            self.agents[index].last_finish_ms = self.now_ms;
            self.enter(index, AgentState::Dead, dead_ms);
        } else {
            self.wrap_up(index);
        }
    }

    pub(super) fn wrap_up(&mut self, index: usize) {
        let wrap_ms = durations::wrap_up(&mut self.random);
        self.agents[index].last_finish_ms = self.now_ms;
        self.enter(index, AgentState::WrapUp, wrap_ms);
    }

    pub(super) fn finish_call(&mut self, index: usize) {
        self.agents[index].call = None;
        self.agents[index].last_finish_ms = self.now_ms;
    }
}
