-- Where the world's clock stood, so that a world that runs at its own rate goes on after a restart.
CREATE TABLE world_clock (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  world_at timestamptz NOT NULL,
  wall_at timestamptz NOT NULL,
  rate double precision NOT NULL CHECK (rate > 0)
) WITH (fillfactor = 10);
