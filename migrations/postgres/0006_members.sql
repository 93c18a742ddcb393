-- Members who are not let in for a while, and fresh identifiers of sessions after a change of what their person may open.

ALTER TABLE memberships ADD COLUMN suspended_at_ms BIGINT;

-- Grows with every change of what the person may open, in whichever tenant.
ALTER TABLE users ADD COLUMN part_epoch BIGINT NOT NULL DEFAULT 0;

-- In which of these epochs the identifier was given, and when a page set about to replace it because of a later one.
ALTER TABLE sessions ADD COLUMN part_epoch BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN renewed_at_ms BIGINT;
