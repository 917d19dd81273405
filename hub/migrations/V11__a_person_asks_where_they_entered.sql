-- Whoever looks at their own accesses is told which agency was answered after each attempt.
CREATE INDEX ON hub.trace (attempt) WHERE attempt IS NOT NULL;
