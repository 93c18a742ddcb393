-- Alarm rules, the alarms they raised, and who is told outside.

CREATE TABLE alarm_rules (
    tenant_id     TEXT NOT NULL REFERENCES tenants (id),
    id            TEXT NOT NULL,
    name          TEXT NOT NULL,
    spec_json     TEXT NOT NULL,
    version       BIGINT NOT NULL DEFAULT 1,
    changed_by    TEXT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name)
);

-- An alarm outlives its rule: it keeps the rule's name and level as they were when it was raised.
CREATE TABLE alarms (
    tenant_id          TEXT NOT NULL REFERENCES tenants (id),
    id                 TEXT NOT NULL,
    rule_id            TEXT NOT NULL,
    rule_name          TEXT NOT NULL,
    level              TEXT NOT NULL,
    raised_at_ms       BIGINT NOT NULL,
    cleared_at_ms      BIGINT,
    acknowledged_by    TEXT,
    acknowledged_at_ms BIGINT,
    value              BIGINT NOT NULL,
    subject_count      BIGINT NOT NULL,
    subjects_json      TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

-- A rule has one open alarm at most, whoever watches it and however often Callboard starts anew.
CREATE UNIQUE INDEX alarms_open ON alarms (tenant_id, rule_id) WHERE cleared_at_ms IS NULL;
CREATE INDEX alarms_by_time ON alarms (tenant_id, raised_at_ms);

CREATE TABLE webhooks (
    tenant_id       TEXT NOT NULL REFERENCES tenants (id),
    id              TEXT NOT NULL,
    name            TEXT NOT NULL,
    url             TEXT NOT NULL,
    secret_key_id   TEXT NOT NULL,
    secret_envelope TEXT NOT NULL,
    added_by        TEXT NOT NULL,
    added_at_ms     BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name)
);

-- What is still to be told has a time at which it is tried next.
CREATE TABLE webhook_deliveries (
    tenant_id       TEXT NOT NULL,
    id              TEXT NOT NULL,
    webhook_id      TEXT NOT NULL,
    event           TEXT NOT NULL,
    payload_json    TEXT NOT NULL,
    made_at_ms      BIGINT NOT NULL,
    attempts        BIGINT NOT NULL DEFAULT 0,
    tried_at_ms     BIGINT,
    next_try_at_ms  BIGINT,
    status          BIGINT,
    failure         TEXT,
    delivered_at_ms BIGINT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhooks (tenant_id, id) ON DELETE CASCADE
);

CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_try_at_ms) WHERE next_try_at_ms IS NOT NULL;
CREATE INDEX webhook_deliveries_by_time ON webhook_deliveries (tenant_id, made_at_ms);
