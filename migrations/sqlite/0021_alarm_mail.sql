-- What a rule has done since its receivers were last written to. A row stays after a message, so that the next one waits until
-- the rest is over: a rule that comes and goes fills no mailbox.
CREATE TABLE alarm_mails (
    tenant_id TEXT NOT NULL REFERENCES tenants (id),
    rule_id   TEXT NOT NULL,
    raised    BIGINT NOT NULL,
    cleared   BIGINT NOT NULL,
    last_json TEXT NOT NULL,
    due_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, rule_id)
);
