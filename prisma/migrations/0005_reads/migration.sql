-- What makes the books quick to read and able to prove themselves.

-- Where goods lie now. Emptied places stay in `balance` for ever; this is only what is not empty, in the order in which
-- stock is listed. Kept by triggers, once per statement, in the transaction that moves the goods.
CREATE TABLE present (
  site text NOT NULL,
  location text NOT NULL,
  account uuid NOT NULL,
  lot uuid NOT NULL,
  PRIMARY KEY (site, location, account, lot)
);
CREATE INDEX present_lot ON present (lot);

CREATE FUNCTION present_goods_arrive() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO present (site, location, account, lot)
  SELECT a.site, a.location, n.account, n.lot
  FROM new_rows n JOIN account a ON a.account = n.account
  WHERE n.quantity > 0 AND NOT n.contra
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE FUNCTION present_goods_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO present (site, location, account, lot)
  SELECT a.site, a.location, n.account, n.lot
  FROM new_rows n
  JOIN old_rows o ON o.account = n.account AND o.lot = n.lot
  JOIN account a ON a.account = n.account
  WHERE n.quantity > 0 AND o.quantity <= 0 AND NOT n.contra
  ON CONFLICT DO NOTHING;
  DELETE FROM present p
  USING new_rows n
  JOIN old_rows o ON o.account = n.account AND o.lot = n.lot
  JOIN account a ON a.account = n.account
  WHERE n.quantity <= 0 AND o.quantity > 0 AND NOT n.contra
    AND p.site = a.site AND p.location = a.location AND p.account = n.account AND p.lot = n.lot;
  RETURN NULL;
END $$;
CREATE TRIGGER present_insert AFTER INSERT ON balance REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION present_goods_arrive();
CREATE TRIGGER present_update AFTER UPDATE ON balance REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION present_goods_move();

INSERT INTO present (site, location, account, lot)
SELECT a.site, a.location, b.account, b.lot FROM balance b JOIN account a ON a.account = b.account
WHERE b.quantity > 0 AND NOT b.contra;

-- The books folded once more by the verifier, up to an entry, to be held against the balances.
CREATE TABLE proven_balance (
  account uuid NOT NULL,
  lot uuid NOT NULL,
  quantity numeric NOT NULL,
  PRIMARY KEY (account, lot)
) WITH (fillfactor = 70);
CREATE TABLE proven_head (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  entry bigint NOT NULL,
  entries bigint NOT NULL
) WITH (fillfactor = 10);
INSERT INTO proven_head (entry, entries) VALUES (0, 0);

-- As-of reads look back from now; both times rise with the rows, so a summary index is enough and nearly free to keep.
CREATE INDEX transfer_recorded_at ON transfer USING brin (recorded_at) WITH (pages_per_range = 32);
