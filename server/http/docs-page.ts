import { z } from "zod";
import { canAnywhere, ROLES, SCOPES, type Subject } from "../domain/access/can.ts";
import { openApiPath } from "./openapi.ts";
import type { Route } from "./route.ts";

/** The API on one page, for people: what there is, who may, where the documents are. No script, nothing from elsewhere. */
const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
/** `code` in running text. */
const prose = (text: string): string => escape(text).replaceAll(/`([^`]+)`/g, "<code>$1</code>");

const WHO: readonly Readonly<{ name: string; subject: Subject }>[] = [
  ...ROLES.map((role) => ({ name: role, subject: { kind: "user", user: role, name: role, role, sites: ["*"] } as const })),
  ...SCOPES.map((scope) => ({
    name: `key: ${scope}`,
    subject: { kind: "key", key: scope, name: scope, scopes: [scope], sites: null } as const,
  })),
];

const whoMay = ({ action }: Route): string =>
  action === "public"
    ? "anybody"
    : WHO.filter(({ subject }) => canAnywhere(subject, action))
        .map(({ name }) => name)
        .join(", ");

const fieldsOf = ({ query, body }: Route): string => {
  const names = [query, body].flatMap((schema) => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : []));
  return names.length === 0 ? "" : `<small>takes ${names.map((name) => `<code>${escape(name)}</code>`).join(" ")}</small>`;
};

const row = (route: Route): string => `
  <tr>
    <td class="call"><b class="${route.method.toLowerCase()}">${route.method}</b> <code>${escape(openApiPath(route.path))}</code></td>
    <td>${prose(route.summary)}${fieldsOf(route)}<small>${escape(whoMay(route))}</small></td>
  </tr>`;

const section = (group: string, routes: readonly Route[]): string => `
  <h2>${escape(group)}</h2>
  <table>${routes.map(row).join("")}</table>`;

const STYLE = `
  :root { color-scheme: light dark; --line: #8883; --soft: light-dark(#5c6570, #a3adb8); --accent: light-dark(#0b6bcb, #6db3ff); }
  body { font: 15px/1.55 system-ui, sans-serif; max-width: 64rem; margin: 0 auto; padding: 2rem 1.25rem 5rem; }
  h1 { font-size: 1.7rem; margin-bottom: .3rem } h2 { font-size: 1.05rem; margin: 2.2rem 0 .4rem }
  a { color: var(--accent) } code, pre { font: 13px/1.5 ui-monospace, monospace }
  pre { padding: .8rem 1rem; border: 1px solid var(--line); border-radius: 6px; overflow-x: auto }
  table { width: 100%; border-collapse: collapse } td { padding: .55rem .6rem .55rem 0; border-top: 1px solid var(--line); vertical-align: top }
  .call { width: 40%; overflow-wrap: anywhere } small { display: block; color: var(--soft); margin-top: .15rem }
  b { display: inline-block; min-width: 3.6rem; font-size: 12px } .get { color: #2b8a3e } .post, .put { color: var(--accent) } .delete { color: #c92a2a }
  @media (max-width: 40rem) { td { display: block; border: 0; padding: .1rem 0 } .call { width: auto; border-top: 1px solid var(--line); padding-top: .6rem } }`;

export const createDocsPage = (routes: readonly Route[]): string => {
  const groups = new Map<string, Route[]>();
  for (const route of routes) groups.set(route.group, [...(groups.get(route.group) ?? []), route]);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Entrepot: the API</title><style>${STYLE}</style></head><body>
<h1>Entrepot: the API</h1>
<p><a href="/api/openapi.json">openapi.json</a> · <a href="/api/device-schemas.json">device-schemas.json</a> · <a href="/">the application</a></p>
<p>Programs send <code>Authorization: Bearer &lt;key&gt;</code>, people a session cookie. Lists answer <code>{"rows": […], "next": cursor | null}</code>
and take <code>limit</code> (at most 500) and <code>after</code>. Every POST takes an <code>Idempotency-Key</code>. Quantities are decimal strings, instants
RFC 3339 in UTC. Errors are <code>application/problem+json</code> with a pointer to each field.</p>
<pre>curl -H "Authorization: Bearer $ADMIN_KEY" "http://localhost:3000/api/v1/stock?site=xiangtan"</pre>
${[...groups].map(([group, rows]) => section(group, rows)).join("")}
</body></html>`;
};
