-- Master data, devices and the role the server works under.

DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'entrepot_app') THEN
    CREATE ROLE entrepot_app NOLOGIN;
  END IF;
END $$;
GRANT entrepot_app TO CURRENT_USER;
GRANT USAGE ON SCHEMA public TO entrepot_app;
-- Every later table starts open to the server's role; the journal closes itself again.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO entrepot_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO entrepot_app;

CREATE TABLE site (
  site text PRIMARY KEY,
  kind text NOT NULL,
  name jsonb NOT NULL,
  lat double precision NOT NULL,
  lon double precision NOT NULL,
  regimes text[] NOT NULL,
  fence_radius_m double precision
);

CREATE TABLE location (
  site text NOT NULL REFERENCES site,
  location text NOT NULL,
  kind text NOT NULL,
  regimes text[] NOT NULL,
  barcode text,
  PRIMARY KEY (site, location)
);
CREATE UNIQUE INDEX location_barcode ON location (site, barcode);

CREATE TABLE party (
  party text PRIMARY KEY,
  name text NOT NULL,
  roles text[] NOT NULL
);

CREATE TABLE product (
  gtin text PRIMARY KEY,
  name jsonb NOT NULL,
  uom text NOT NULL,
  cold_class text,
  min_c double precision,
  max_c double precision,
  hs_code text,
  batch_required boolean NOT NULL DEFAULT false
);

CREATE TABLE book (
  book text PRIMARY KEY,
  kind text NOT NULL,
  site text NOT NULL REFERENCES site,
  owner text NOT NULL
);

CREATE TABLE book_line (
  book text NOT NULL REFERENCES book,
  line integer NOT NULL,
  item_record_no text,
  gtin text NOT NULL,
  hs_code text,
  uom text NOT NULL,
  PRIMARY KEY (book, line)
);
CREATE INDEX book_line_gtin ON book_line (gtin);

-- A thing that moves and is tracked; `n` is its number in live frames.
CREATE TABLE unit (
  unit text PRIMARY KEY,
  n integer GENERATED ALWAYS AS IDENTITY UNIQUE,
  mode text NOT NULL,
  name jsonb NOT NULL,
  plate text,
  min_c double precision,
  max_c double precision
);

CREATE TABLE device (
  device text PRIMARY KEY,
  site text NOT NULL REFERENCES site,
  kind text NOT NULL,
  location text,
  step text,
  direction text,
  unit text REFERENCES unit,
  -- SHA-256 of a random 32-byte password: enough for a random secret, and cheap at connect.
  secret_hash bytea NOT NULL,
  created_at timestamptz NOT NULL,
  revoked_at timestamptz,
  online boolean NOT NULL DEFAULT false,
  last_seen_at timestamptz,
  last_seq bigint
) WITH (fillfactor = 80);
CREATE INDEX device_site ON device (site);
CREATE INDEX device_unit ON device (unit);
