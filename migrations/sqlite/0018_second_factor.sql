-- The second factor of people. The secret is sealed as a connection's is; a code counts only for a step after the last one
-- that was taken. Without `confirmed_at_ms` it is being set up and asked for nowhere.

CREATE TABLE second_factors (
    user_id         TEXT PRIMARY KEY NOT NULL REFERENCES users (id),
    secret_key_id   TEXT NOT NULL,
    secret_envelope TEXT NOT NULL,
    last_step       BIGINT NOT NULL,
    created_at_ms   BIGINT NOT NULL,
    confirmed_at_ms BIGINT
);

-- Codes on paper, each good once: of a code only its hash is kept, and its row goes away with its use.
CREATE TABLE recovery_codes (
    user_id   TEXT NOT NULL REFERENCES users (id),
    code_hash TEXT NOT NULL,
    PRIMARY KEY (user_id, code_hash)
);

-- Whoever has shown a password and not yet a code. It is no session and opens nothing.
CREATE TABLE half_sign_ins (
    token_hash    TEXT PRIMARY KEY NOT NULL,
    user_id       TEXT NOT NULL REFERENCES users (id),
    auth_epoch    BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL
);

ALTER TABLE tenants ADD COLUMN needs_second_factor BIGINT NOT NULL DEFAULT 0;
