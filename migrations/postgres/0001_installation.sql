-- Who uses this installation: companies, people, and who may do what.
-- Times are milliseconds since 1970 in UTC, identities are text, yes and no are 1 and 0: the same on both databases.

CREATE TABLE installation (
    key   TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);

CREATE TABLE tenants (
    id            TEXT PRIMARY KEY NOT NULL,
    slug          TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    locale        TEXT,
    is_demo       BIGINT NOT NULL DEFAULT 0,
    created_at_ms BIGINT NOT NULL
);

CREATE TABLE users (
    id             TEXT PRIMARY KEY NOT NULL,
    email          TEXT NOT NULL UNIQUE,
    display_name   TEXT NOT NULL,
    password_hash  TEXT NOT NULL,
    auth_epoch     BIGINT NOT NULL DEFAULT 1,
    disabled_at_ms BIGINT,
    created_at_ms  BIGINT NOT NULL
);

CREATE TABLE scopes (
    tenant_id     TEXT NOT NULL REFERENCES tenants (id),
    id            TEXT NOT NULL,
    filter_json   TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE memberships (
    tenant_id     TEXT NOT NULL REFERENCES tenants (id),
    user_id       TEXT NOT NULL REFERENCES users (id),
    role          TEXT NOT NULL,
    scope_id      TEXT,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, user_id),
    FOREIGN KEY (tenant_id, scope_id) REFERENCES scopes (tenant_id, id)
);

CREATE INDEX memberships_by_user ON memberships (user_id);

-- A session is known by the hash of its identifier only. Replaced and revoked rows stay until they would have ended
-- anyway: they are what keeps a request in flight from bringing the session back.
CREATE TABLE sessions (
    id_hash                TEXT PRIMARY KEY NOT NULL,
    family                 TEXT NOT NULL,
    user_id                TEXT NOT NULL REFERENCES users (id),
    auth_epoch             BIGINT NOT NULL,
    data_json              TEXT NOT NULL,
    created_at_ms          BIGINT NOT NULL,
    last_seen_ms           BIGINT NOT NULL,
    expires_at_ms          BIGINT NOT NULL,
    absolute_expires_at_ms BIGINT NOT NULL,
    replaced_at_ms         BIGINT,
    revoked_at_ms          BIGINT
);

CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_family ON sessions (family);
CREATE INDEX sessions_by_end ON sessions (absolute_expires_at_ms);

CREATE TABLE login_throttle (
    key              TEXT PRIMARY KEY NOT NULL,
    failures         BIGINT NOT NULL,
    last_attempt_ms  BIGINT NOT NULL,
    blocked_until_ms BIGINT NOT NULL
);
