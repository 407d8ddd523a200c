-- Readings and positions, the newest of each, seals, and what the plans become on the way.

-- `at` is the device's own time: with the message's id it is the key by which an exact repeat vanishes.
-- A fix of a suspect clock is found by its receipt instead.
CREATE TABLE position (
  device text NOT NULL,
  at timestamptz NOT NULL,
  id text NOT NULL,
  unit text,
  seq bigint NOT NULL,
  received_at timestamptz NOT NULL,
  clock_suspect boolean NOT NULL,
  -- Always WGS-84; `datum` is the one the device reported in.
  lat double precision NOT NULL,
  lon double precision NOT NULL,
  speed_kmh real,
  heading_deg real,
  accuracy_m real,
  datum text NOT NULL,
  PRIMARY KEY (device, at, id)
) PARTITION BY RANGE (at);
CREATE TABLE position_default PARTITION OF position DEFAULT;
CREATE INDEX position_unit ON position (unit, at);
CREATE INDEX position_suspect ON position (unit, received_at) WHERE clock_suspect;

CREATE TABLE reading (
  device text NOT NULL,
  at timestamptz NOT NULL,
  id text NOT NULL,
  n smallint NOT NULL,
  unit text,
  type text NOT NULL,
  -- Empty when the device has but one.
  probe text NOT NULL,
  value double precision NOT NULL,
  uom text NOT NULL,
  received_at timestamptz NOT NULL,
  clock_suspect boolean NOT NULL,
  PRIMARY KEY (device, at, id, n)
) PARTITION BY RANGE (at);
CREATE TABLE reading_default PARTITION OF reading DEFAULT;
CREATE INDEX reading_unit ON reading (unit, type, at);
CREATE INDEX reading_suspect ON reading (unit, type, received_at) WHERE clock_suspect;

-- The newest fix of a unit. No index but the key, so that its updates stay on the page.
CREATE TABLE last_position (
  unit text PRIMARY KEY REFERENCES unit,
  device text NOT NULL,
  -- The time it is ordered by: the receipt when the device's clock is suspect.
  at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  lat double precision NOT NULL,
  lon double precision NOT NULL,
  speed_kmh real,
  heading_deg real,
  accuracy_m real
) WITH (fillfactor = 70);

-- The newest reading of a probe, and the excursion it may be in.
CREATE TABLE last_reading (
  device text NOT NULL,
  type text NOT NULL,
  probe text NOT NULL,
  unit text,
  at timestamptz NOT NULL,
  value double precision NOT NULL,
  uom text NOT NULL,
  outside_since timestamptz,
  -- The value farthest outside since then.
  peak double precision,
  alarmed boolean NOT NULL DEFAULT false,
  PRIMARY KEY (device, type, probe)
) WITH (fillfactor = 70);
CREATE INDEX last_reading_unit ON last_reading (unit);

CREATE TABLE seal_state (
  unit text NOT NULL,
  seal text NOT NULL,
  device text NOT NULL,
  state text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (unit, seal)
) WITH (fillfactor = 80);

CREATE TABLE shipment (
  shipment text PRIMARY KEY,
  name jsonb,
  owner text,
  -- Whether its lateness has been alarmed and not yet cleared.
  late boolean NOT NULL DEFAULT false
);

CREATE TABLE leg (
  shipment text NOT NULL REFERENCES shipment,
  leg integer NOT NULL,
  mode text NOT NULL,
  from_place text NOT NULL,
  to_place text NOT NULL,
  unit text,
  planned_departure timestamptz NOT NULL,
  planned_arrival timestamptz NOT NULL,
  path jsonb NOT NULL,
  departed_at timestamptz,
  -- How it is known: journal, position, next_leg.
  departed_by text,
  arrived_at timestamptz,
  arrived_by text,
  eta timestamptz,
  progress double precision NOT NULL DEFAULT 0,
  PRIMARY KEY (shipment, leg)
);
CREATE INDEX leg_unit_open ON leg (unit) WHERE arrived_at IS NULL;
CREATE INDEX leg_unit ON leg (unit, planned_departure);

CREATE TABLE shipment_parent (
  shipment text NOT NULL REFERENCES shipment,
  parent text NOT NULL,
  PRIMARY KEY (shipment, parent)
);
CREATE INDEX shipment_parent_parent ON shipment_parent (parent);

CREATE TABLE eta_revision (
  shipment text NOT NULL REFERENCES shipment,
  leg integer NOT NULL,
  revised_at timestamptz NOT NULL,
  eta timestamptz NOT NULL,
  cause text NOT NULL,
  PRIMARY KEY (shipment, leg, revised_at)
);

-- What the watch over a unit remembers between fixes.
CREATE TABLE unit_watch (
  unit text PRIMARY KEY REFERENCES unit,
  at timestamptz NOT NULL,
  -- The site within whose fence it is.
  inside_site text,
  off_corridor_fixes integer NOT NULL DEFAULT 0,
  -- Subject of the fence alarm that stands for it.
  fence_alarm text,
  silent boolean NOT NULL DEFAULT false
) WITH (fillfactor = 70);

-- Alarms are written by the books. What tracking wants of them is committed here together with its cause,
-- and goes once the books have it: neither a crash nor a slow books lane loses an alarm.
CREATE TABLE alarm_call (
  n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  call text NOT NULL,
  kind text NOT NULL,
  subject text NOT NULL,
  at timestamptz NOT NULL,
  draft jsonb
);

-- How far a reader of the journal has come.
CREATE TABLE journal_reader (
  reader text PRIMARY KEY,
  entry bigint NOT NULL
);

-- The server's role owns no table, so weeks are made by this function of the owner. Rows of the week that already
-- lie in the default partition move over first, or PostgreSQL would refuse to attach it.
CREATE FUNCTION make_tracking_week(week timestamptz) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  parent text;
  child text;
  starts timestamptz := date_bin('7 days', week, timestamptz '2024-01-01 00:00:00Z');
  ends timestamptz := starts + interval '7 days';
  made boolean := false;
BEGIN
  FOREACH parent IN ARRAY ARRAY['position', 'reading'] LOOP
    child := parent || '_' || to_char(starts AT TIME ZONE 'UTC', 'YYYYMMDD');
    CONTINUE WHEN to_regclass('public.' || child) IS NOT NULL;
    -- Two servers may come to the same week at the same time.
    PERFORM pg_advisory_xact_lock(hashtext('make_tracking_week'));
    CONTINUE WHEN to_regclass('public.' || child) IS NOT NULL;
    EXECUTE format('CREATE TABLE public.%I (LIKE public.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', child, parent);
    EXECUTE format(
      'WITH moved AS (DELETE FROM public.%I WHERE at >= %L AND at < %L RETURNING *) INSERT INTO public.%I SELECT * FROM moved',
      parent || '_default', starts, ends, child);
    EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)', parent, child, starts, ends);
    made := true;
  END LOOP;
  RETURN made;
END $$;
REVOKE ALL ON FUNCTION make_tracking_week(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_tracking_week(timestamptz) TO entrepot_app;
