-- What bonded goods get that turn out later to have come in by a passage: customs has not seen them.
ALTER TABLE unit_passage ADD COLUMN hold text;
