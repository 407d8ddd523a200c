-- What the nodes of messages are about, where that is asked for later: documents that customs spoke of before they were filed here, what
-- an application named whose receipt names the application alone, and what went out in a message of which customs says that it is broken.
CREATE TABLE customs_message_about (
  message bigint NOT NULL REFERENCES customs_message,
  n integer NOT NULL,
  -- A kind of document; book, book_line; application; message.
  kind text NOT NULL,
  key text NOT NULL,
  -- Nothing is filed under this number yet: what was said is applied when it is.
  waits boolean NOT NULL,
  PRIMARY KEY (message, n, kind, key)
);
CREATE INDEX customs_message_about_waits ON customs_message_about (kind, key) WHERE waits;
CREATE INDEX customs_message_about_own ON customs_message_about (kind, key) WHERE kind IN ('application', 'message');

REVOKE DELETE, TRUNCATE ON customs_message_about FROM entrepot_app;
