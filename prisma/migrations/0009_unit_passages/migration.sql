-- Units that came into a site or left it, as the books have taken it: what becomes known late of their contents is
-- followed through them.
CREATE TABLE unit_passage (
  entry bigint PRIMARY KEY,
  unit text NOT NULL,
  site text NOT NULL,
  -- in, out
  direction text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX unit_passage_unit ON unit_passage (unit, at);
REVOKE UPDATE, DELETE, TRUNCATE ON unit_passage FROM entrepot_app;
