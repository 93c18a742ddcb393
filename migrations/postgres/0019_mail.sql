-- Mail that is to be sent. A row is written with what causes it and keeps what it says sealed, for there are links in it that
-- open something; once it was taken or given up only what became of it stays. The lease keeps a second process from sending it too.

CREATE TABLE outbox (
    id               TEXT PRIMARY KEY NOT NULL,
    tenant_id        TEXT REFERENCES tenants (id),
    about            TEXT,
    kind             TEXT NOT NULL,
    recipient        TEXT NOT NULL,
    language         TEXT NOT NULL,
    secret_key_id    TEXT,
    secret_envelope  TEXT,
    created_at_ms    BIGINT NOT NULL,
    next_try_at_ms   BIGINT,
    leased_until_ms  BIGINT NOT NULL DEFAULT 0,
    attempts         BIGINT NOT NULL DEFAULT 0,
    sent_at_ms       BIGINT,
    last_error       TEXT
);
CREATE INDEX outbox_due ON outbox (next_try_at_ms);
CREATE INDEX outbox_about ON outbox (tenant_id, about);

-- From where a person has signed in, so that another place is noticed: a hash of browser, system and network.
CREATE TABLE known_devices (
    user_id      TEXT NOT NULL REFERENCES users (id),
    device_hash  TEXT NOT NULL,
    last_seen_ms BIGINT NOT NULL,
    PRIMARY KEY (user_id, device_hash)
);
