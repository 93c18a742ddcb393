-- What was done to one agent, newest first, as the agent's page asks for it.

CREATE INDEX audit_by_agent ON audit (tenant_id, connection_id, external_id, at_ms);
