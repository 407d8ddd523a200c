-- What servers that share a database hold in memory, and how often it has changed: each asks for the number, and reads
-- the rest only when it has moved. No clock takes part: servers need not agree on the time.
CREATE TABLE change_mark (
  mark text PRIMARY KEY,
  version bigint NOT NULL
) WITH (fillfactor = 10);
INSERT INTO change_mark (mark, version) VALUES ('devices', 0), ('master_data', 0);

-- A new device is looked up by whoever meets it; only what may be held already must be told. Sightings change nothing.
CREATE FUNCTION device_has_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE change_mark SET version = version + 1 WHERE mark = 'devices';
  RETURN NULL;
END $$;
CREATE TRIGGER device_changed AFTER UPDATE OF site, kind, location, step, direction, unit, secret_hash, revoked_at ON device
  FOR EACH ROW WHEN (
    (OLD.site, OLD.kind, OLD.location, OLD.step, OLD.direction, OLD.unit, OLD.secret_hash, OLD.revoked_at) IS DISTINCT FROM
    (NEW.site, NEW.kind, NEW.location, NEW.step, NEW.direction, NEW.unit, NEW.secret_hash, NEW.revoked_at))
  EXECUTE FUNCTION device_has_changed();
CREATE TRIGGER device_gone AFTER DELETE ON device FOR EACH ROW EXECUTE FUNCTION device_has_changed();
