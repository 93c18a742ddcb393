-- The language and the zone of time that a person, a company and a screen want. What is empty is as the next larger has it:
-- a person reads in the company's zone, and a company's is that of the machine.

ALTER TABLE users ADD COLUMN language TEXT;
ALTER TABLE users ADD COLUMN zone TEXT;
ALTER TABLE tenants ADD COLUMN zone TEXT;
ALTER TABLE displays ADD COLUMN language TEXT;
