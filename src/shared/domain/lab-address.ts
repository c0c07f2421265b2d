import { StrandlineError } from '../errors.ts';

/** Where a lab lies on another computer. */
export interface LabAddress {
  /** Whose account; undefined: whom the person's ssh takes. */
  readonly user: string | undefined;
  /** A name, an alias of the person's ssh, or an IP address. */
  readonly host: string;
  readonly port: number | undefined;
  /** The lab's folder there: absolute, or below that account's home where it begins with `~/`. */
  readonly path: string;
}

const scheme = 'ssh://';
const form = /^ssh:\/\/(?:([^@/]*)@)?(\[[^\]/]*\]|[^@:/[\]]*)(?::(\d{1,5}))?(\/.*)$/su;
/** Neither an option of ssh's nor anything that a shell, or ssh's own configuration, would read as more than a name. */
const name = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/u;
const ipv6 = /^[0-9A-Fa-f:.]{2,45}(?:%[A-Za-z0-9._-]{1,20})?$/u;
const control = /\p{Cc}/u;
const longestName = 253;
const longestPath = 1000;

/** Whether a text means a lab on another computer rather than a folder of this one. */
export function isLabAddress(text: string): boolean {
  return text.startsWith(scheme);
}

/**
 * Reads `ssh://user@host:port/path`; user and port may be left out, and `/~/` begins in the account's home.
 *
 * @throws StrandlineError `bad-argument` that says what is wrong with it.
 */
export function parseLabAddress(text: string): LabAddress {
  const refuse = (why: string): never => {
    throw new StrandlineError(
      'bad-argument',
      `This is no address of a lab: ${why}. It is written ssh://user@computer/folder.`,
    );
  };
  const [, user, bracketed = '', portText, encoded = ''] = form.exec(text) ?? [];
  if (encoded === '') return refuse('computer and folder are needed');
  const isIpv6 = bracketed.startsWith('[');
  const host = isIpv6 ? bracketed.slice(1, -1) : bracketed;
  if (!(isIpv6 ? ipv6 : name).test(host) || host.length > longestName)
    return refuse('the computer has a name that no computer has');
  if (user !== undefined && (!name.test(user) || user.length > longestName))
    return refuse('the user has a name that is not taken');
  const port = portText === undefined ? undefined : Number(portText);
  if (port !== undefined && (port < 1 || port > 65_535)) return refuse('there is no such port');
  const path = decoded(encoded);
  if (path === undefined || control.test(path) || path.length > longestPath || path === '/')
    return refuse('the folder is not one');
  return { user, host, port, path: path.startsWith('/~/') ? path.slice(1) : path };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** The one way in which an address is written; `parseLabAddress` reads it back. */
export function formatLabAddress({ user, host, port, path }: LabAddress): string {
  const at = host.includes(':') ? `[${host}]` : host;
  const rooted = path.startsWith('~/') ? `/${path}` : path;
  const folder = rooted.split('/').map(encodeURIComponent).join('/').replaceAll('%7E', '~');
  return `${scheme}${user === undefined ? '' : `${user}@`}${at}${port === undefined ? '' : `:${port}`}${folder}`;
}
