//! The allowance: one bucket for the tenant and one per route, each refilled evenly over ten seconds of the simulator's
//! clock.

use std::collections::HashMap;

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};

use super::{Failure, failure};
use crate::shared::{Shared, lock};

const WINDOW_MS: f64 = 10_000.0;

#[derive(Debug, Default)]
pub(crate) struct Buckets {
    tenant: Option<Bucket>,
    routes: HashMap<&'static str, Bucket>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: f64,
    at_ms: i64,
}

impl Bucket {
    fn refilled(bucket: Option<Self>, limit: u32, now_ms: i64) -> Self {
        let limit = f64::from(limit);
        let left = bucket.map_or(limit, |bucket| {
            let gained = (now_ms - bucket.at_ms) as f64 * limit / WINDOW_MS;
            (bucket.left + gained).min(limit)
        });
        Self { left, at_ms: now_ms }
    }

    fn wait_s(self, limit: u32) -> u64 {
        let missing = (1.0 - self.left).max(0.0);
        (missing * WINDOW_MS / f64::from(limit.max(1)) / 1000.0).ceil() as u64
    }
}

/// Takes one request from both buckets or answers 429; either way the headers say what is left.
pub(super) fn limited(shared: &Shared, route: &'static str, answer: impl FnOnce() -> Response) -> Response {
    let options = shared.options().alohub;
    let now_ms = shared.now_ms();
    let (tenant, of_route, admitted) = {
        let mut buckets = lock(&shared.buckets);
        let mut tenant = Bucket::refilled(buckets.tenant, options.tenant_limit, now_ms);
        let mut of_route = Bucket::refilled(buckets.routes.get(route).copied(), options.route_limit, now_ms);
        let admitted = tenant.left >= 1.0 && of_route.left >= 1.0;
        if admitted {
            tenant.left -= 1.0;
            of_route.left -= 1.0;
        }
        buckets.tenant = Some(tenant);
        buckets.routes.insert(route, of_route);
        (tenant, of_route, admitted)
    };
    let mut response = if admitted { answer() } else { failure(Failure::RateLimited) };
    let headers = response.headers_mut();
    let mut put = |name: &'static str, value: u64| {
        headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
    };
    put("x-ratelimit-limit-tenant", u64::from(options.tenant_limit));
    put("x-ratelimit-remaining-tenant", tenant.left as u64);
    put("x-ratelimit-limit-route", u64::from(options.route_limit));
    put("x-ratelimit-remaining-route", of_route.left as u64);
    if !admitted {
        let wait_s = tenant.wait_s(options.tenant_limit).max(of_route.wait_s(options.route_limit)).max(1);
        headers.insert(header::RETRY_AFTER, HeaderValue::from(wait_s));
    }
    response
}
