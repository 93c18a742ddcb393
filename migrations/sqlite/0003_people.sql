-- How people come in and get back in: the operator, invitations and links to set a password. Of a link only the hash of
-- its token is kept; a row goes away when its link is used, withdrawn or over.

ALTER TABLE users ADD COLUMN is_operator BIGINT NOT NULL DEFAULT 0;

-- From where somebody signed in: the address, and a classified word for browser and system.
ALTER TABLE sessions ADD COLUMN remote_addr TEXT;
ALTER TABLE sessions ADD COLUMN browser TEXT;

CREATE TABLE invitations (
    tenant_id     TEXT NOT NULL REFERENCES tenants (id),
    id            TEXT NOT NULL,
    token_hash    TEXT NOT NULL UNIQUE,
    email         TEXT NOT NULL,
    role          TEXT NOT NULL,
    filter_json   TEXT,
    invited_by    TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, email)
);

-- Made by an admin of `tenant_id`, it holds only while the person belongs to that tenant alone; made by the operator, always.
CREATE TABLE password_resets (
    user_id       TEXT PRIMARY KEY NOT NULL REFERENCES users (id),
    token_hash    TEXT NOT NULL UNIQUE,
    tenant_id     TEXT REFERENCES tenants (id),
    created_at_ms BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL
);
