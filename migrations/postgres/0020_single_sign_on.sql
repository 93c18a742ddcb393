-- Signing in at a company's own identity provider. One provider for each company; its secret is sealed as others are.
CREATE TABLE single_sign_on (
    tenant_id       TEXT PRIMARY KEY NOT NULL REFERENCES tenants (id),
    issuer          TEXT NOT NULL,
    client_id       TEXT NOT NULL,
    secret_key_id   TEXT,
    secret_envelope TEXT,
    roles_json      TEXT NOT NULL,
    is_on           BIGINT NOT NULL,
    adds_people     BIGINT NOT NULL,
    is_only_way     BIGINT NOT NULL,
    version         BIGINT NOT NULL,
    changed_at_ms   BIGINT NOT NULL
);

-- Who somebody of a provider is here. A person is one of a provider's people, and each of those is one person: an address
-- that is given to somebody else there does not open the account of whoever had it before.
CREATE TABLE identities (
    tenant_id     TEXT NOT NULL REFERENCES tenants (id),
    issuer        TEXT NOT NULL,
    subject       TEXT NOT NULL,
    user_id       TEXT NOT NULL REFERENCES users (id),
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, issuer, subject),
    UNIQUE (tenant_id, issuer, user_id)
);

-- Sign-ins that are under way: each is used once, by the browser that began it. Only hashes are kept. A person
-- is named where somebody proves anew who they are.
CREATE TABLE sign_on_tries (
    state_hash    TEXT PRIMARY KEY NOT NULL,
    browser_hash  TEXT NOT NULL,
    tenant_id     TEXT NOT NULL REFERENCES tenants (id),
    user_id       TEXT REFERENCES users (id),
    session_hash  TEXT,
    next_path     TEXT,
    begun_at_ms   BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL
);

-- The company whose provider let somebody in; the session opens nothing else.
ALTER TABLE sessions ADD COLUMN tenant_id TEXT;

-- May sign in with a password where all others sign in at the provider.
ALTER TABLE memberships ADD COLUMN is_break_glass BIGINT NOT NULL DEFAULT 0;
