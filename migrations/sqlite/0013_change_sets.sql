-- Changes to many agents of a connection, planned, confirmed and run together. A set outlives a restart: what was being
-- sent then is not known, and the rest goes on.
CREATE TABLE change_sets (
    tenant_id          TEXT NOT NULL,
    id                 TEXT NOT NULL,
    connection_id      TEXT NOT NULL,
    state              TEXT NOT NULL,
    about_json         TEXT NOT NULL,
    made_by            TEXT NOT NULL,
    made_at_ms         BIGINT NOT NULL,
    confirmed_by_id    TEXT,
    confirmed_by       TEXT,
    confirmed_from     TEXT,
    confirmed_at_ms    BIGINT,
    cancelled_by       TEXT,
    cancelled_at_ms    BIGINT,
    finished_at_ms     BIGINT,
    runner             TEXT,
    runner_until_ms    BIGINT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id)
);

CREATE INDEX change_sets_by_time ON change_sets (tenant_id, made_at_ms);
CREATE INDEX change_sets_running ON change_sets (state, runner_until_ms);

CREATE TABLE change_rows (
    tenant_id     TEXT NOT NULL,
    set_id        TEXT NOT NULL,
    position      BIGINT NOT NULL,
    connection_id TEXT NOT NULL,
    external_id   TEXT NOT NULL,
    row_json      TEXT NOT NULL,
    state_json    TEXT NOT NULL,
    audit_id      TEXT,
    changed_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, set_id, position),
    FOREIGN KEY (tenant_id, set_id) REFERENCES change_sets (tenant_id, id) ON DELETE CASCADE
);

-- What was done to one agent's queues, the last first.
CREATE INDEX change_rows_of_agent ON change_rows (tenant_id, connection_id, external_id, changed_at_ms);

-- Recording as last set here: no provider tells.
CREATE TABLE recordings_set (
    tenant_id     TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    external_id   TEXT NOT NULL,
    is_on         BIGINT NOT NULL,
    set_by        TEXT NOT NULL,
    set_at_ms     BIGINT NOT NULL,
    reason        TEXT,
    doubted_at_ms BIGINT,
    PRIMARY KEY (tenant_id, connection_id, external_id),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id)
);

-- One writer for each agent, whichever process it is in. A turn that nobody gave back ends by itself.
CREATE TABLE agent_turns (
    tenant_id     TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    external_id   TEXT NOT NULL,
    holder        TEXT NOT NULL,
    until_ms      BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, connection_id, external_id),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id)
);
