/**
 * Which file of the built page an address asks for: the page itself or one of its assets.
 *
 * @returns its path below the page's folder; undefined for every other address.
 */
export function pageFile(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { host, pathname } = new URL(address);
  const file = /^\/(index\.html|assets\/[\w-][\w.-]*)$/.exec(pathname)?.[1];
  return host === 'strandline' ? file : undefined;
}
