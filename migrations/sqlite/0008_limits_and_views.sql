-- How long is too long, and views of the board that people keep.

-- What a tenant changed of the defaults; a tenant without a row has changed nothing. The version grows with each change.
CREATE TABLE tenant_limits (
    tenant_id     TEXT PRIMARY KEY NOT NULL REFERENCES tenants (id),
    version       BIGINT NOT NULL,
    limits_json   TEXT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    changed_by    TEXT NOT NULL
);

-- A view outlives its owner's membership: others may work by it.
CREATE TABLE saved_views (
    tenant_id     TEXT NOT NULL REFERENCES tenants (id),
    id            TEXT NOT NULL,
    owner_id      TEXT NOT NULL REFERENCES users (id),
    name          TEXT NOT NULL,
    name_key      TEXT NOT NULL,
    params_json   TEXT NOT NULL,
    is_shared     BIGINT NOT NULL DEFAULT 0,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, owner_id, name_key)
);

-- With which view a board opens: that of a role by its word, that of a person by their identity.
CREATE TABLE view_defaults (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    whose     TEXT NOT NULL,
    view_id   TEXT NOT NULL,
    PRIMARY KEY (tenant_id, whose),
    FOREIGN KEY (tenant_id, view_id) REFERENCES saved_views (tenant_id, id) ON DELETE CASCADE
);

CREATE INDEX view_defaults_by_view ON view_defaults (tenant_id, view_id);
