import { StrandlineError } from '#shared/errors.ts';

const publicIndex = 'https://pypi.org/simple/';

/** The index that is asked, with a slash at its end: a lab's mirror, where it is told of one. */
function indexAddress(): string {
  const address = process.env.STRANDLINE_PYPI ?? publicIndex;
  return address.endsWith('/') ? address : `${address}/`;
}

/**
 * Where a package index says that a wheel lies (its simple index in HTML, PEP 503, which every mirror has).
 *
 * @throws StrandlineError `download-failed` where it cannot be reached or has no such wheel.
 */
export async function wheelAddress(project: string, file: string, signal?: AbortSignal): Promise<string> {
  const page = new URL(`${project}/`, indexAddress()).href;
  const response = await reached(page, { headers: { accept: 'text/html' }, ...(signal && { signal }) });
  if (!response.ok) throw notFetched(page, `the server answers ${response.status}`);
  const links = (await response.text()).matchAll(/<a\s[^>]*?href="([^"]*)"[^>]*>\s*([^<]*?)\s*<\/a>/g);
  const href = [...links].find(([, , name]) => name === file)?.[1]?.replaceAll('&amp;', '&');
  if (href === undefined) throw notFetched(page, `the wheel ${file} is not there`);
  const address = new URL(href, response.url);
  address.hash = '';
  return address.href;
}

/** Fetches, and says in words why nothing was reached. @throws StrandlineError `download-failed`; the signal's reason. */
export async function reached(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    init.signal?.throwIfAborted();
    throw notFetched(address, `there is no connection (${networkReason(error)})`, error);
  }
}

/** What the network says, as the end of a sentence. */
export function networkReason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

export function notFetched(address: string, reason: string, cause?: unknown): StrandlineError {
  return new StrandlineError(
    'download-failed',
    `${address}: ${reason}. Start it again to go on where it stopped. On a computer without a network: download the wheels elsewhere and use "strandline engine install NAME --from FOLDER".`,
    { address, reason },
    cause,
  );
}
