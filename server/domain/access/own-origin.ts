/** What a browser says about where a request comes from. */
export type OriginSigns = Readonly<{ origin?: string | undefined; secFetchSite?: string | undefined; host?: string | undefined }>;

const hostOf = (url: string): string | undefined => {
  const match = /^https?:\/\/([^/]+)$/.exec(url);
  return match?.[1]?.toLowerCase();
};

/**
 * Whether a request that changes something, or opens a socket, comes from our own pages. A browser names its origin on
 * every such request; what names none is not a browser, and carries no cookie that somebody else could have planted.
 */
export const isOwnOrigin = ({ origin, secFetchSite, host }: OriginSigns, ownOrigins: readonly string[] = []): boolean => {
  if (origin === undefined) return secFetchSite === undefined || secFetchSite === "same-origin" || secFetchSite === "none";
  if (ownOrigins.includes(origin)) return true;
  return host !== undefined && hostOf(origin) === host.toLowerCase();
};
