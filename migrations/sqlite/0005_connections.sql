-- Connections are changed in the browser: a form names the version it was opened with, and what was deleted stays as the
-- place to which history and audit lines lead, without its secret and under its identity instead of its name.

ALTER TABLE connections ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE connections ADD COLUMN last_test_json TEXT;
ALTER TABLE connections ADD COLUMN deleted_at_ms BIGINT;
ALTER TABLE connections ADD COLUMN deleted_name TEXT;
