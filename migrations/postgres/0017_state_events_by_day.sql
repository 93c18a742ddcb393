-- A partition for each day of UTC, by the moment at which a change was seen: by that moment changes are asked for and kept,
-- so that a question opens only the days it is about, and a day that is too old goes as a whole. There is no default
-- partition: with one, adding and removing a day would wait for whoever is reading, and nothing could be read in order.

ALTER TABLE state_events RENAME TO state_events_before;
ALTER INDEX state_events_by_agent RENAME TO state_events_before_by_agent;
ALTER INDEX state_events_by_time RENAME TO state_events_before_by_time;

CREATE TABLE state_events (
    tenant_id      TEXT NOT NULL,
    connection_id  TEXT NOT NULL,
    external_id    TEXT NOT NULL,
    from_state     TEXT,
    to_state       TEXT NOT NULL,
    at_ms          BIGINT NOT NULL,
    seen_at_ms     BIGINT NOT NULL,
    source         TEXT NOT NULL,
    is_lower_bound BIGINT NOT NULL DEFAULT 0,
    precision_s    BIGINT NOT NULL DEFAULT 0,
    sub_state      TEXT,
    raw_status     TEXT NOT NULL,
    pause_reason   TEXT,
    direction      TEXT,
    group_name     TEXT,
    campaign       TEXT,
    queue          TEXT,
    calls_today    BIGINT,
    gap_before     BIGINT NOT NULL,
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id)
) PARTITION BY RANGE (seen_at_ms);

-- Before all days that are kept: what still says how somebody stood when a day was let go of. Its end moves up with that.
CREATE TABLE state_events_old PARTITION OF state_events FOR VALUES FROM (MINVALUE) TO (0);

DO $$
DECLARE
    day BIGINT;
BEGIN
    FOR day IN SELECT DISTINCT seen_at_ms / 86400000 FROM state_events_before WHERE seen_at_ms >= 0 LOOP
        EXECUTE format('CREATE TABLE %I PARTITION OF state_events FOR VALUES FROM (%s) TO (%s)',
                       'state_events_' || to_char(DATE '1970-01-01' + day::INTEGER, 'YYYYMMDD'),
                       day * 86400000, (day + 1) * 86400000);
    END LOOP;
END
$$;

INSERT INTO state_events (tenant_id, connection_id, external_id, from_state, to_state, at_ms, seen_at_ms, source,
                          is_lower_bound, precision_s, sub_state, raw_status, pause_reason, direction, group_name,
                          campaign, queue, calls_today, gap_before)
SELECT tenant_id, connection_id, external_id, from_state, to_state, at_ms, seen_at_ms, source, is_lower_bound,
       precision_s, sub_state, raw_status, pause_reason, direction, group_name, campaign, queue, calls_today, gap_before
FROM state_events_before;

DROP TABLE state_events_before;

CREATE INDEX state_events_by_agent ON state_events (tenant_id, connection_id, external_id, seen_at_ms);
CREATE INDEX state_events_by_time ON state_events (tenant_id, connection_id, seen_at_ms, at_ms);
