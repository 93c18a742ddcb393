-- Closed half hours, added up once: who did what of all agents of a connection. A row is taken away again when something is
-- written down that belongs into it, and made anew when somebody asks.
CREATE TABLE half_hours (
    tenant_id     TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    start_ms      BIGINT NOT NULL,
    slices_json   TEXT NOT NULL,
    PRIMARY KEY (tenant_id, connection_id, start_ms),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id)
);

-- Which later changes tell of an earlier time is answered from the index alone.
DROP INDEX state_events_by_time;
CREATE INDEX state_events_by_time ON state_events (tenant_id, connection_id, seen_at_ms, at_ms);
