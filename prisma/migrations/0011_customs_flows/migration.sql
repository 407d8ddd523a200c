-- The other numbers of a document are asked for by its number at every gate.
CREATE INDEX document_alias_number ON document_alias (number);
