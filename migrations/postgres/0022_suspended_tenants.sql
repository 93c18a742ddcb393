-- Companies whom the operator lets nobody into for a while, and why; and those that were removed, of whom only the place is
-- left to which the audit log leads, under their identity instead of their word.

ALTER TABLE tenants ADD COLUMN suspended_at_ms BIGINT;
ALTER TABLE tenants ADD COLUMN suspended_reason TEXT;
ALTER TABLE tenants ADD COLUMN removed_at_ms BIGINT;
ALTER TABLE tenants ADD COLUMN removed_slug TEXT;
