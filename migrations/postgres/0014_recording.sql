-- Who may switch recording, and who should be recorded.

-- A permission of its own beside the role: 0 takes it from an admin. It says nothing of anybody who is no admin.
ALTER TABLE memberships ADD COLUMN may_switch_recording BIGINT NOT NULL DEFAULT 1;

-- Who should be recorded at a connection; one without a row has no policy. The version grows with each change.
CREATE TABLE recording_policies (
    tenant_id     TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    version       BIGINT NOT NULL,
    policy_json   TEXT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    changed_by    TEXT NOT NULL,
    PRIMARY KEY (tenant_id, connection_id),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id)
);
