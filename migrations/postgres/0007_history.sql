-- What a replay and a day's totals need of the past: when each change was seen and what the wall showed of it, while which
-- stretches of time a connection was read at all, and the figures of queues.

ALTER TABLE state_events ADD COLUMN seen_at_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE state_events ADD COLUMN is_lower_bound BIGINT NOT NULL DEFAULT 0;
ALTER TABLE state_events ADD COLUMN precision_s BIGINT NOT NULL DEFAULT 0;
ALTER TABLE state_events ADD COLUMN sub_state TEXT;
ALTER TABLE state_events ADD COLUMN direction TEXT;
ALTER TABLE state_events ADD COLUMN group_name TEXT;
ALTER TABLE state_events ADD COLUMN campaign TEXT;
ALTER TABLE state_events ADD COLUMN queue TEXT;
ALTER TABLE state_events ADD COLUMN calls_today BIGINT;

UPDATE state_events SET seen_at_ms = at_ms;

-- A change is looked for by the moment it was seen: of one agent, or of everybody.
DROP INDEX state_events_by_agent;
CREATE INDEX state_events_by_agent ON state_events (tenant_id, connection_id, external_id, seen_at_ms);
CREATE INDEX state_events_by_time ON state_events (tenant_id, connection_id, seen_at_ms);

-- One row for each stretch without a gap. `cause_json` is the condition that ended it; none while it lasts, or when our own
-- server stopped.
CREATE TABLE watch_spans (
    tenant_id     TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    from_ms       BIGINT NOT NULL,
    until_ms      BIGINT NOT NULL,
    interval_ms   BIGINT NOT NULL,
    cause_json    TEXT,
    PRIMARY KEY (tenant_id, connection_id, from_ms),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id)
);

-- A queue's figures whenever they changed.
CREATE TABLE queue_samples (
    tenant_id     TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    queue_id      TEXT NOT NULL,
    at_ms         BIGINT NOT NULL,
    figures_json  TEXT NOT NULL,
    PRIMARY KEY (tenant_id, connection_id, queue_id, at_ms),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id)
);

CREATE INDEX queue_samples_by_time ON queue_samples (tenant_id, connection_id, at_ms);

-- For how many days the past is kept.
ALTER TABLE tenants ADD COLUMN history_days BIGINT NOT NULL DEFAULT 90;
