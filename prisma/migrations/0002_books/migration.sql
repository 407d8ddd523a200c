-- The books: one journal in commit order, its transfers, and the balances they add up to.

-- Whoever holds this row's lock is the one writer of the books. `entry` is the last committed entry,
-- so numbers are dense and commit order is entry order: the journal is its own change feed.
CREATE TABLE journal_head (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  entry bigint NOT NULL,
  -- Of the batch that wrote it: the same number from another server is not the same head.
  token text NOT NULL DEFAULT ''
) WITH (fillfactor = 10);
INSERT INTO journal_head (entry) VALUES (0);

CREATE TABLE journal (
  entry bigint PRIMARY KEY,
  kind text NOT NULL,
  device text,
  observation text,
  -- 0 is the outcome at arrival; a changed result is a new row with the next revision.
  revision smallint,
  observation_kind text,
  step text,
  site text,
  operator text,
  result text,
  reason text,
  detail text,
  at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  clock_suspect boolean NOT NULL DEFAULT false,
  -- The message in canonical JSON: a repeat is the same text.
  message text,
  body jsonb,
  CONSTRAINT journal_observation UNIQUE (device, observation, revision)
);
CREATE INDEX journal_site ON journal (site, entry);

CREATE TABLE account (
  account uuid PRIMARY KEY,
  family text NOT NULL,
  contra text,
  site text,
  location text,
  parent text,
  regime text,
  hold text,
  CHECK ((family = 'contra') = (contra IS NOT NULL))
);
CREATE INDEX account_place ON account (site, location) WHERE family = 'stock';
CREATE INDEX account_carrier ON account (location) WHERE contra = 'carrier';
CREATE INDEX account_parent ON account (parent) WHERE parent IS NOT NULL;

CREATE TABLE lot (
  lot uuid PRIMARY KEY,
  gtin text NOT NULL,
  uom text NOT NULL,
  owner text,
  book text,
  line integer,
  batch text,
  expiry date,
  serial text,
  origin text
);
CREATE INDEX lot_gtin ON lot (gtin);
CREATE INDEX lot_serial ON lot (serial) WHERE serial IS NOT NULL;
CREATE INDEX lot_batch ON lot (batch) WHERE batch IS NOT NULL;

-- Quantities are counted in 10⁻⁵ of the unit of measure.
CREATE TABLE transfer (
  entry bigint NOT NULL,
  n integer NOT NULL,
  at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  from_account uuid NOT NULL,
  to_account uuid NOT NULL,
  lot uuid NOT NULL,
  quantity bigint NOT NULL CHECK (quantity > 0 AND quantity <= 9000000000000000000),
  PRIMARY KEY (entry, n),
  CHECK (from_account <> to_account)
);
CREATE INDEX transfer_lot ON transfer (lot, entry);
CREATE INDEX transfer_at ON transfer (at);

CREATE TABLE balance (
  account uuid NOT NULL,
  -- Of the lot: a place is asked for one product at a time.
  gtin text NOT NULL,
  lot uuid NOT NULL,
  quantity bigint NOT NULL,
  contra boolean NOT NULL,
  PRIMARY KEY (account, gtin, lot),
  -- The backstop: the decision never lets goods fall below zero.
  CONSTRAINT goods_not_below_zero CHECK (contra OR quantity >= 0)
) WITH (fillfactor = 70);
CREATE INDEX balance_lot ON balance (lot);

-- An observation that has happened and that the books cannot yet hold. `waits_for` are the keys whose
-- rise may settle it. The row goes when it settles; the journal keeps the story.
CREATE TABLE unsettled (
  entry bigint PRIMARY KEY,
  device text NOT NULL,
  observation text NOT NULL,
  site text NOT NULL,
  step text,
  reason text NOT NULL,
  detail text,
  at timestamptz NOT NULL,
  seq bigint NOT NULL,
  recorded_at timestamptz NOT NULL,
  waits_for text[] NOT NULL,
  missing jsonb NOT NULL,
  -- The fact as the rules read it, so that it can be offered to them again.
  fact jsonb NOT NULL,
  -- The revision of its last outcome in the journal.
  revision smallint NOT NULL,
  UNIQUE (device, observation)
);
CREATE INDEX unsettled_waits_for ON unsettled USING gin (waits_for);
CREATE INDEX unsettled_order ON unsettled (at, device, seq);

-- Where a serial or an SSCC was commissioned, before it holds anything.
CREATE TABLE identity (
  code text PRIMARY KEY,
  kind text NOT NULL,
  site text,
  entry bigint NOT NULL
);

-- Counts that were taken: a fact from before one is corrected against it.
CREATE TABLE stock_count (
  entry bigint NOT NULL,
  site text NOT NULL,
  location text NOT NULL,
  -- Null: everything at the place was counted.
  gtin text,
  at timestamptz NOT NULL
);
CREATE INDEX stock_count_place ON stock_count (site, location, at);

-- Who has put a hold on a lot: only they, or an officer, lift it. Gone when nothing of the lot is held so.
CREATE TABLE hold_put (
  lot uuid NOT NULL,
  hold text NOT NULL,
  put_by text NOT NULL,
  entry bigint NOT NULL,
  PRIMARY KEY (lot, hold, put_by)
);

-- Entries whose transfers were reversed, and by which entry.
CREATE TABLE undone (
  entry bigint PRIMARY KEY,
  by_entry bigint NOT NULL
);

-- Goods that may leave bond, used up by quantity.
CREATE TABLE release (
  release text PRIMARY KEY,
  site text NOT NULL REFERENCES site,
  owner text NOT NULL,
  valid_until timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  -- Canonical, to tell a repeat from another release of the same name.
  content text NOT NULL
);
CREATE TABLE release_line (
  release text NOT NULL REFERENCES release,
  n integer NOT NULL,
  gtin text NOT NULL,
  batch text,
  book text,
  line integer,
  quantity bigint NOT NULL CHECK (quantity > 0),
  used bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (release, n),
  CONSTRAINT release_not_overdrawn CHECK (used >= 0 AND used <= quantity)
);
CREATE INDEX release_line_gtin ON release_line (gtin) WHERE used < quantity;

CREATE TABLE alarm (
  alarm bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL,
  severity text NOT NULL,
  state text NOT NULL DEFAULT 'open',
  site text,
  unit text,
  device text,
  subject text NOT NULL,
  detail jsonb NOT NULL,
  raised_at timestamptz NOT NULL,
  -- The journal entry that raised or last changed it.
  entry bigint,
  acknowledged_by text,
  acknowledged_at timestamptz,
  cleared_at timestamptz,
  note text
);
-- One standing alarm for one cause.
CREATE UNIQUE INDEX alarm_standing ON alarm (kind, subject) WHERE state <> 'cleared';
CREATE INDEX alarm_entry ON alarm (entry);

CREATE TABLE quarantine (
  quarantine bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic text NOT NULL,
  device text,
  reason text NOT NULL,
  detail text NOT NULL,
  payload bytea NOT NULL,
  size integer NOT NULL,
  received_at timestamptz NOT NULL
);

-- What is written stays written: no grant for the server's role, and a trigger for everybody else.
REVOKE UPDATE, DELETE, TRUNCATE ON journal, transfer FROM entrepot_app;
REVOKE DELETE, TRUNCATE ON journal_head, balance, account, lot, identity, stock_count, undone FROM entrepot_app;
CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the journal is append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
  FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();
CREATE TRIGGER transfer_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON transfer
  FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only();
