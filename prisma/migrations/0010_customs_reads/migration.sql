-- Indexes that the screens of the customs half are read by: every list by its own order, a page at the cost of its rows.

-- Documents are listed by the entry that last changed them.
DROP INDEX customs_document_site;
CREATE INDEX customs_document_site ON customs_document (site, entry);
CREATE INDEX customs_document_kind ON customs_document (kind, entry);
CREATE INDEX customs_document_state ON customs_document (state, entry);
CREATE INDEX customs_document_vehicle ON customs_document (plate) WHERE plate IS NOT NULL;

-- What lies on a line of a book.
CREATE INDEX lot_book_line ON lot (book, line) WHERE book IS NOT NULL;

-- What was refused at the customs desk, by the number that it was filed under.
CREATE INDEX journal_document_refused ON journal ((body ->> 'key')) WHERE kind = 'document' AND result = 'refused';
-- Vehicles seen at the gates of a site.
CREATE INDEX journal_gate ON journal (site, entry) WHERE observation_kind = 'gate';

CREATE INDEX obligation_due ON obligation (due_at, obligation);
CREATE INDEX customs_message_waiting ON customs_message (message) WHERE direction = 'out' AND state IN ('waiting', 'taken');

-- What has left lately, for the twin.
CREATE INDEX customs_document_done ON customs_document (site, changed_at) WHERE kind = 'inventory' AND state = 'done';

-- Goods on exhibition stay in their book while they are out, whatever became of the document.
CREATE INDEX customs_document_exhibition ON customs_document (book) WHERE kind = 'inventory' AND content ->> 'type' = '5';

-- What a gate reads before it lets a vehicle pass: the releases of its pass, those that no document made, what its firm owes.
CREATE INDEX release_document ON release (document) WHERE document IS NOT NULL;
CREATE INDEX release_by_hand ON release (site) WHERE document IS NULL;
CREATE INDEX obligation_owner ON obligation (owner) WHERE state IN ('open', 'due_soon', 'overdue');
