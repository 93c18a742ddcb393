-- Screens on walls, and the codes shown on those that wait to be paired. Of a device's token only its hash is kept; a code
-- is worth something for minutes and only to somebody who is signed in.

CREATE TABLE display_pairings (
    token_hash       TEXT PRIMARY KEY NOT NULL,
    code             TEXT NOT NULL UNIQUE,
    remote           TEXT NOT NULL,
    left_tenant_name TEXT,
    created_at_ms    BIGINT NOT NULL,
    expires_at_ms    BIGINT NOT NULL
);

CREATE INDEX display_pairings_by_end ON display_pairings (expires_at_ms);

-- A device's token is replaced every week. The replaced one is honoured until its successor has been seen, which is made
-- from it and from `previous_salt`, so that an answer that is lost or comes twice leaves the device with the same token.
CREATE TABLE displays (
    tenant_id           TEXT NOT NULL REFERENCES tenants (id),
    id                  TEXT NOT NULL,
    name                TEXT NOT NULL,
    place               TEXT NOT NULL,
    layout              TEXT NOT NULL,
    view_query          TEXT NOT NULL,
    scope_id            TEXT,
    token_hash          TEXT NOT NULL UNIQUE,
    token_set_at_ms     BIGINT NOT NULL,
    previous_token_hash TEXT UNIQUE,
    previous_salt       TEXT,
    previous_dead_at_ms BIGINT,
    paired_by           TEXT NOT NULL,
    paired_at_ms        BIGINT NOT NULL,
    last_seen_ms        BIGINT NOT NULL,
    version             TEXT,
    screen_width        BIGINT,
    screen_height       BIGINT,
    identify_until_ms   BIGINT,
    reloads             BIGINT NOT NULL DEFAULT 0,
    revoked_at_ms       BIGINT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, scope_id) REFERENCES scopes (tenant_id, id)
);
