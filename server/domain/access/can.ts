/**
 * Who may do what. One table, default deny: what is not written here is refused. HTTP and the live line both ask here.
 * A grant reaches everything, or only the subject's own sites; a list that names no site is narrowed by `reachOf`.
 */
export const ROLES = ["operator", "dispatcher", "officer", "administrator"] as const;
export type Role = (typeof ROLES)[number];

export const ACTIONS = [
  "session.read",
  "master_data.read",
  "master_data.write",
  "device.read",
  "device.provision",
  "device.revoke",
  "observation.submit",
  "observation.read",
  "quarantine.read",
  "stock.read",
  "journal.read",
  "trace.read",
  "invariants.read",
  "difference.read",
  "difference.dispose",
  "release.read",
  "release.create",
  "alarm.read",
  "alarm.acknowledge",
  "track.read",
  "telemetry.read",
  "shipment.read",
  "document.read",
  "document.file",
  "customs.answer",
  "message.read",
  "message.read_original",
  "outbox.carry",
  "obligation.waive",
  "inspection.order",
  "inspection.photograph",
  "adjustment.attest",
  "pledge.release",
  "report.make",
  "tariff.import",
  "live.listen",
  "user.manage",
  "key.manage",
  "broker.configure",
  "metrics.read",
] as const;
export type Action = (typeof ACTIONS)[number];

export const SCOPES = [
  "admin",
  "read",
  "master_data:write",
  "devices:write",
  "observations:write",
  "releases:write",
  "customs:write",
] as const;
export type Scope = (typeof SCOPES)[number];

export type Subject =
  | Readonly<{ kind: "user"; user: string; name: string; role: Role; sites: readonly string[] }>
  /** `sites` null: every site. */
  | Readonly<{ kind: "key"; key: string; name: string; scopes: readonly Scope[]; sites: readonly string[] | null }>;

/** What is acted upon. A resource without a site belongs to the whole world. */
export type Resource = Readonly<{ site?: string | null }>;

export type Reach = "all" | readonly string[];

type Grant = "all" | "own_sites";
type Grants = Readonly<Partial<Record<Action, Grant>>>;

const EVERYONE: Grants = { "session.read": "all", "master_data.read": "all", "live.listen": "all" };

const READ_ALL: Grants = {
  "device.read": "all",
  "observation.read": "all",
  "stock.read": "all",
  "journal.read": "all",
  "trace.read": "all",
  "invariants.read": "all",
  "difference.read": "all",
  "release.read": "all",
  "alarm.read": "all",
  "track.read": "all",
  "telemetry.read": "all",
  "shipment.read": "all",
  "document.read": "all",
  "message.read": "all",
};

const BY_ROLE: Readonly<Record<Role, Grants>> = {
  operator: {
    ...EVERYONE,
    "device.read": "own_sites",
    "observation.submit": "own_sites",
    "observation.read": "own_sites",
    "stock.read": "own_sites",
    "journal.read": "own_sites",
    "trace.read": "own_sites",
    "invariants.read": "all",
    "difference.read": "own_sites",
    "release.read": "own_sites",
    "alarm.read": "own_sites",
    "alarm.acknowledge": "own_sites",
    // What moves belongs to no site: whoever waits for a truck may see where it is.
    "track.read": "all",
    "telemetry.read": "all",
    "shipment.read": "all",
    // A message of customs belongs to no site, and may name anybody's goods: an operator sees those of a document.
    "document.read": "own_sites",
    "document.file": "own_sites",
    "inspection.photograph": "own_sites",
    "pledge.release": "own_sites",
    "report.make": "own_sites",
  },
  dispatcher: { ...EVERYONE, ...READ_ALL, "alarm.acknowledge": "all" },
  officer: {
    ...EVERYONE,
    ...READ_ALL,
    "quarantine.read": "all",
    "difference.dispose": "all",
    // A release is customs' word in the first place.
    "release.create": "all",
    "alarm.acknowledge": "all",
    // An officer lifts a hold at a station, like anybody who stands there.
    "observation.submit": "own_sites",
    "message.read_original": "all",
    "obligation.waive": "all",
    "inspection.order": "all",
    "inspection.photograph": "all",
    "adjustment.attest": "all",
    "pledge.release": "all",
    "report.make": "all",
  },
  // Administers, and works and files for a small firm; disposing of differences, inspections and attestations stay with
  // the officer. What customs answers is brought in by an administrator where no client of the single window does it.
  administrator: {
    ...EVERYONE,
    ...READ_ALL,
    "quarantine.read": "all",
    "alarm.acknowledge": "all",
    "observation.submit": "all",
    "release.create": "all",
    "document.file": "all",
    "customs.answer": "all",
    "message.read_original": "all",
    "outbox.carry": "all",
    "inspection.photograph": "all",
    "pledge.release": "all",
    "report.make": "all",
    "tariff.import": "all",
    "master_data.write": "all",
    "device.provision": "all",
    "device.revoke": "all",
    "user.manage": "all",
    "key.manage": "all",
    "broker.configure": "all",
    "metrics.read": "all",
  },
};

const BY_SCOPE: Readonly<Record<Exclude<Scope, "admin">, readonly Action[]>> = {
  read: ["master_data.read", "live.listen", "quarantine.read", ...(Object.keys(READ_ALL) as Action[])],
  "master_data:write": ["master_data.read", "master_data.write"],
  "devices:write": ["device.read", "device.provision", "device.revoke"],
  "observations:write": ["observation.submit", "observation.read"],
  "releases:write": ["release.create", "release.read"],
  // The declarant's client of the single window (单一窗口客户端): it carries filings out and answers in.
  "customs:write": ["document.read", "document.file", "customs.answer", "outbox.carry", "pledge.release"],
};
/** Acts that no key may do, whatever its scopes: they are a person's. */
const PERSONAL: ReadonlySet<Action> = new Set<Action>(["session.read"]);
/** Acts upon the whole world, which a key that is bound to sites may not do. */
const WORLDWIDE: ReadonlySet<Action> = new Set<Action>([
  "master_data.write",
  "user.manage",
  "key.manage",
  "broker.configure",
  "metrics.read",
  "quarantine.read",
  "message.read",
  "message.read_original",
  "outbox.carry",
  "tariff.import",
]);

const keyMay = (scopes: readonly Scope[], action: Action): boolean =>
  !PERSONAL.has(action) && scopes.some((scope) => scope === "admin" || BY_SCOPE[scope].includes(action));

const NOWHERE: Reach = [];

/** The sites for which the subject may do it; empty when it may not at all. */
export const reachOf = (subject: Subject | undefined, action: Action): Reach => {
  if (!subject) return NOWHERE;
  if (subject.kind === "key") {
    if (!keyMay(subject.scopes, action) || (subject.sites && WORLDWIDE.has(action))) return NOWHERE;
    return subject.sites ?? "all";
  }
  const grants = BY_ROLE[subject.role];
  // What an object inherits is nobody's right.
  const grant = Object.hasOwn(grants, action) ? grants[action] : undefined;
  if (grant === undefined) return NOWHERE;
  return grant === "all" ? "all" : subject.sites;
};

/** Whether there is anything at all that the subject may do this to. */
export const canAnywhere = (subject: Subject | undefined, action: Action): boolean => {
  const reach = reachOf(subject, action);
  return reach === "all" || reach.length > 0;
};

export const can = (subject: Subject | undefined, action: Action, resource: Resource = {}): boolean => {
  const reach = reachOf(subject, action);
  if (reach === "all") return true;
  return typeof resource.site === "string" && reach.includes(resource.site);
};

/** The name that stands in journals and audits. */
export const nameOf = (subject: Subject): string => (subject.kind === "user" ? subject.user : `key:${subject.key}`);
