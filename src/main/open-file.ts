import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { shell } from 'electron';
import { StrandlineError } from '#shared/errors.ts';
import type { PathGrants } from './path-grants.ts';
import { strings } from './strings.ts';

/** What a reading program opens and nothing runs. */
const readable: ReadonlySet<string> = new Set([
  '.pdf',
  '.html',
  '.svg',
  '.csv',
  '.xlsx',
  '.json',
  '.txt',
  '.md',
]);

/**
 * Opens a file that was just written, with the program that the person's system has for it. What is not a document of ours
 * is shown in its folder instead, as opening might run it.
 * @throws StrandlineError `path-not-allowed` where nobody chose the path, `not-found`, `unsupported`.
 */
export async function openFile(file: string, grants: PathGrants): Promise<void> {
  grants.check([file]);
  if (!existsSync(file)) throw new StrandlineError('not-found', strings.notThere(file));
  if (!readable.has(extname(file).toLowerCase())) {
    shell.showItemInFolder(file);
    return;
  }
  const reason = await shell.openPath(file);
  if (reason !== '') throw new StrandlineError('unsupported', strings.notOpened(file));
}
