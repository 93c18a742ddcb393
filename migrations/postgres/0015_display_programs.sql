-- What a screen plays: its slides and the screen they are made for. A display without a program shows its layout. The version
-- grows with each change, so that nobody overwrites what somebody else has just saved.
ALTER TABLE displays ADD COLUMN program_json TEXT;
ALTER TABLE displays ADD COLUMN program_version BIGINT NOT NULL DEFAULT 0;
