/** Addresses that lead out of this computer would be something else. */
const OWN_SCHEMES: ReadonlySet<string> = new Set(['app:', 'media:', 'blob:', 'data:', 'devtools:']);

/** @param origin of the app's page: in development a server of this computer, which also sends changes over a socket */
export function isOwnAddress(url: string, origin: string): boolean {
  const address = URL.parse(url);
  if (address === null) return false;
  if (OWN_SCHEMES.has(address.protocol)) return true;
  return originOf(url.replace(/^ws/, 'http')) === origin;
}

/** `app://earshot`; the URL standard gives schemes of our own no origin. */
export function originOf(url: string): string | null {
  const address = URL.parse(url);
  return address === null ? null : `${address.protocol}//${address.host}`;
}
