-- Customs: books and documents as further families of accounts, the documents themselves, and what came of them.

ALTER TABLE account ADD COLUMN number text, ADD COLUMN line integer, ADD COLUMN state text;
CREATE INDEX account_number ON account (number, line) WHERE number IS NOT NULL;

-- The one writer of the books knows which cells it fills and empties, and keeps `present` in the statement that moves them:
-- transition tables have no statistics, and a document of ten thousand lines took seconds in a trigger.
DROP TRIGGER present_insert ON balance;
DROP TRIGGER present_update ON balance;
DROP FUNCTION present_goods_arrive();
DROP FUNCTION present_goods_move();

-- How customs controls a zone: passes asked for at the gate, weight tolerance, offices. Null: no gate passes are asked for.
ALTER TABLE site ADD COLUMN customs jsonb;
-- Opening balance of a book line, in 10⁻⁵, is posted by an entry; the customs unit joins the messages to our own.
ALTER TABLE book_line ADD COLUMN customs_unit text;
ALTER TABLE party ADD COLUMN customs_code text, ADD COLUMN credit_code text;
CREATE INDEX book_line_item ON book_line (book, item_record_no);

-- A document as its events have left it; every event is an entry of the journal.
CREATE TABLE customs_document (
  kind text NOT NULL,
  -- The business number: of customs once it is given, the firm's own until then.
  number text NOT NULL,
  site text,
  owner text,
  book text,
  -- in, out
  direction text,
  -- The mail, express, 9610, 1210, 9710, 9810 channel (六体合一), where it is one of them.
  channel text,
  state text NOT NULL,
  -- Platform and order number, joined by a slash: what order, payment, waybill and list have in common.
  trio text,
  plate text,
  content jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  -- The journal entry that last changed it.
  entry bigint NOT NULL,
  PRIMARY KEY (kind, number)
) WITH (fillfactor = 70);
CREATE INDEX customs_document_number ON customs_document (number);
CREATE INDEX customs_document_site ON customs_document (site, changed_at);
CREATE INDEX customs_document_trio ON customs_document (trio) WHERE trio IS NOT NULL;
CREATE INDEX customs_document_plate ON customs_document (site, plate) WHERE kind = 'pass' AND state IN ('approved', 'first_gate', 'passed_by_customs');
CREATE INDEX customs_document_entry ON customs_document (entry);

-- Other numbers by which a document is asked for, and documents that it names.
CREATE TABLE document_alias (
  alias text NOT NULL,
  kind text NOT NULL,
  number text NOT NULL,
  PRIMARY KEY (alias, kind, number)
);
CREATE TABLE document_link (
  kind text NOT NULL,
  number text NOT NULL,
  to_kind text NOT NULL,
  to_number text NOT NULL,
  PRIMARY KEY (kind, number, to_kind, to_number)
);
CREATE INDEX document_link_to ON document_link (to_kind, to_number);

-- What happened to a document, each in the entry of the journal that says so.
CREATE TABLE document_event (
  entry bigint NOT NULL,
  n integer NOT NULL,
  kind text NOT NULL,
  number text NOT NULL,
  type text NOT NULL,
  at timestamptz NOT NULL,
  by text NOT NULL,
  note text,
  PRIMARY KEY (entry, n)
);
CREATE INDEX document_event_number ON document_event (number, entry);

-- Every message as it came or went, sealed: it names people.
CREATE TABLE customs_message (
  message bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- in, out
  direction text NOT NULL,
  -- http, exchange, made
  door text NOT NULL,
  kind text NOT NULL,
  sha256 bytea NOT NULL,
  size integer NOT NULL,
  sealed bytea NOT NULL,
  -- Out: waiting, taken, sent, failed. In: read, unreadable.
  state text NOT NULL,
  note text,
  file_name text,
  at timestamptz NOT NULL,
  by text NOT NULL
);
CREATE INDEX customs_message_sha256 ON customs_message (sha256);
CREATE INDEX customs_message_out ON customs_message (message) WHERE direction = 'out';
CREATE TABLE customs_message_node (
  message bigint NOT NULL REFERENCES customs_message,
  n integer NOT NULL,
  kind text NOT NULL,
  key text NOT NULL,
  accepted boolean NOT NULL,
  -- Warnings, or errors.
  issues jsonb NOT NULL,
  PRIMARY KEY (message, n)
);
CREATE INDEX customs_message_node_key ON customs_message_node (key);

-- Documents that are to go to customs: the exchange writes each in official XML and takes it from here in one transaction.
CREATE TABLE customs_send (
  kind text NOT NULL,
  number text NOT NULL,
  entry bigint NOT NULL,
  PRIMARY KEY (kind, number)
);

-- What customs answered, in the order of arrival.
CREATE TABLE customs_receipt (
  receipt bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  message bigint REFERENCES customs_message,
  kind text NOT NULL,
  document_kind text NOT NULL,
  number text NOT NULL,
  status text NOT NULL,
  note text,
  at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  entry bigint NOT NULL
);
CREATE INDEX customs_receipt_number ON customs_receipt (number);

-- What a buyer has bought in a calendar year, by a keyed hash of the identity number. CNY in 10⁻⁵.
CREATE TABLE quota_use (
  buyer text NOT NULL,
  year smallint NOT NULL,
  list text NOT NULL,
  amount bigint NOT NULL,
  PRIMARY KEY (buyer, year, list)
);

-- What is owed to customs, and when.
CREATE TABLE obligation (
  obligation text PRIMARY KEY,
  rule text NOT NULL,
  subject text NOT NULL,
  site text,
  owner text,
  state text NOT NULL,
  started_at timestamptz NOT NULL,
  due_soon_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  content jsonb NOT NULL,
  changed_at timestamptz NOT NULL,
  entry bigint NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX obligation_open ON obligation (site, due_at) WHERE state IN ('open', 'due_soon', 'overdue');
CREATE INDEX obligation_subject ON obligation (subject);

-- Releases that a document made: what they cover, what the goods become by leaving, and the line they are counted on.
ALTER TABLE release ADD COLUMN document text, ADD COLUMN regime text NOT NULL DEFAULT 'bonded', ADD COLUMN becomes text;
ALTER TABLE release_line ADD COLUMN document text, ADD COLUMN document_line integer;
CREATE INDEX release_site ON release (site);

-- A lot that another was made from, by conversion.
CREATE TABLE lot_lineage (
  lot uuid NOT NULL,
  from_lot uuid NOT NULL,
  entry bigint NOT NULL,
  PRIMARY KEY (lot, from_lot, entry)
);
CREATE INDEX lot_lineage_from ON lot_lineage (from_lot);

-- Reports as they were made, kept as sent.
CREATE TABLE customs_report (
  report bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL,
  site text NOT NULL,
  book text,
  period text NOT NULL,
  made_at timestamptz NOT NULL,
  made_by text NOT NULL,
  content text NOT NULL,
  sha256 bytea NOT NULL,
  entry bigint NOT NULL
);
CREATE INDEX customs_report_site ON customs_report (site, report);

-- Photographs and other attachments of inspections.
CREATE TABLE attachment (
  attachment bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  document_kind text NOT NULL,
  number text NOT NULL,
  name text NOT NULL,
  media_type text NOT NULL,
  sha256 bytea NOT NULL,
  bytes bytea NOT NULL,
  at timestamptz NOT NULL,
  by text NOT NULL
);
CREATE INDEX attachment_document ON attachment (document_kind, number);

-- Rates by commodity code (税则), each from its day.
CREATE TABLE tariff (
  hs_code text NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  name text NOT NULL,
  content jsonb NOT NULL,
  source text NOT NULL,
  PRIMARY KEY (hs_code, valid_from)
);

REVOKE UPDATE, DELETE, TRUNCATE ON document_event, customs_receipt, customs_report, attachment, lot_lineage, customs_message_node FROM entrepot_app;
REVOKE DELETE, TRUNCATE ON customs_message, customs_document, obligation FROM entrepot_app;
