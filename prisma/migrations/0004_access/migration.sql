-- Who may come in: people with their sessions, integrator keys, and what is kept of what they asked for.

CREATE TABLE person (
  id text PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL UNIQUE,
  email_verified boolean NOT NULL DEFAULT false,
  image text,
  role text NOT NULL CHECK (role IN ('operator', 'dispatcher', 'officer', 'administrator')),
  sites text[] NOT NULL DEFAULT '{}',
  disabled_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE login_session (
  id text PRIMARY KEY,
  token text NOT NULL UNIQUE,
  user_id text NOT NULL REFERENCES person ON DELETE CASCADE,
  expires_at timestamptz NOT NULL,
  ip_address text,
  user_agent text,
  created_at timestamptz NOT NULL,
  -- Last seen, to the minute: an idle session ends before its time.
  updated_at timestamptz NOT NULL
);
CREATE INDEX login_session_user ON login_session (user_id);

CREATE TABLE credential (
  id text PRIMARY KEY,
  account_id text NOT NULL,
  provider_id text NOT NULL,
  user_id text NOT NULL REFERENCES person ON DELETE CASCADE,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX credential_user ON credential (user_id);

CREATE TABLE verification (
  id text PRIMARY KEY,
  identifier text NOT NULL,
  value text NOT NULL,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX verification_identifier ON verification (identifier);

CREATE TABLE integrator_key (
  key text PRIMARY KEY,
  name text NOT NULL,
  -- SHA-256 of a random 32-byte secret.
  secret_hash bytea NOT NULL UNIQUE,
  scopes text[] NOT NULL,
  -- Null: every site.
  sites text[],
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  revoked_at timestamptz,
  last_used_at timestamptz
);

-- The first answer to a POST, by who asked and the key they gave.
CREATE TABLE idempotency (
  caller text NOT NULL,
  key_hash bytea NOT NULL,
  request_hash bytea NOT NULL,
  -- Null while the first request is still under way.
  status integer,
  -- Sealed under the key that the caller gave, of which only a hash is kept: it may hold a password shown once.
  answer bytea,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (caller, key_hash)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

-- Administrative acts and denials.
CREATE TABLE audit (
  audit bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  subject text NOT NULL,
  action text NOT NULL,
  resource text NOT NULL,
  allowed boolean NOT NULL,
  address text
);
REVOKE UPDATE, DELETE, TRUNCATE ON audit FROM entrepot_app;

-- What Mosquitto's password file needs can only be made while the password is known.
ALTER TABLE device ADD COLUMN mosquitto_hash text;
