-- How a display looks; none is as its own system has it.

ALTER TABLE displays ADD COLUMN theme TEXT;
