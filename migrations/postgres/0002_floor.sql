-- What a tenant's floor is made of: connections, the agents last seen, how their states changed, and who did what.

CREATE TABLE connections (
    tenant_id              TEXT NOT NULL REFERENCES tenants (id),
    id                     TEXT NOT NULL,
    provider               TEXT NOT NULL,
    name                   TEXT NOT NULL,
    settings_json          TEXT NOT NULL,
    secret_key_id          TEXT,
    secret_envelope        TEXT,
    secret_set_at_ms       BIGINT,
    secret_set_by          TEXT REFERENCES users (id),
    is_paused              BIGINT NOT NULL DEFAULT 0,
    pinned_provider_tenant TEXT,
    auth_held_at_ms        BIGINT,
    created_at_ms          BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name)
);

CREATE TABLE agents (
    tenant_id     TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    external_id   TEXT NOT NULL,
    stamp_json    TEXT NOT NULL,
    snapshot_json TEXT,
    last_seen_ms  BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, connection_id, external_id),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id)
);

CREATE TABLE state_events (
    tenant_id     TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    external_id   TEXT NOT NULL,
    from_state    TEXT,
    to_state      TEXT NOT NULL,
    at_ms         BIGINT NOT NULL,
    source        TEXT NOT NULL,
    raw_status    TEXT NOT NULL,
    pause_reason  TEXT,
    gap_before    BIGINT NOT NULL,
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id)
) PARTITION BY RANGE (at_ms);

-- Takes every row until days get partitions of their own.
CREATE TABLE state_events_rest PARTITION OF state_events DEFAULT;

CREATE INDEX state_events_by_agent ON state_events (tenant_id, connection_id, external_id, at_ms);

CREATE TABLE audit (
    tenant_id      TEXT NOT NULL REFERENCES tenants (id),
    id             TEXT NOT NULL,
    at_ms          BIGINT NOT NULL,
    actor_user_id  TEXT REFERENCES users (id),
    actor_label    TEXT NOT NULL,
    command_id     TEXT,
    connection_id  TEXT,
    external_id    TEXT,
    action         TEXT NOT NULL,
    intent_json    TEXT NOT NULL,
    outcome_json   TEXT,
    finished_at_ms BIGINT,
    remote_addr    TEXT,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, command_id)
);

CREATE INDEX audit_by_time ON audit (tenant_id, at_ms);
