-- PostgreSQL gets a partition for each day here. SQLite has none: one file stays one table, and nothing changes.

SELECT 1;
