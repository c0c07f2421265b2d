import { existsSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { type BrowserWindow, app, dialog } from 'electron';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { PathGrants } from './path-grants.ts';
import { printToPdf } from './print-page.ts';
import { strings } from './strings.ts';

type Shell = HandlersOf<StrandlineContract, 'shell'>['shell'];

/** What is saved passes through three processes as one string; a report with hundreds of thumbnails stays well below. */
const largestLength = 64 * 1024 * 1024;

/** The calls that save what the window made. */
export function documentCalls(
  window: () => BrowserWindow,
  grants: PathGrants,
): Pick<Shell, 'saveDocument' | 'saveText'> {
  /** Where the next dialog starts: the folder that was chosen last. */
  let folder: string | undefined;

  async function choosePath(suggestedName: string, extension: string): Promise<string | null> {
    const defaultPath = join(folder ?? app.getPath('documents'), fileNameOf(suggestedName, extension));
    const name = strings.fileKind(extension.toUpperCase());
    const { canceled, filePath } = await dialog.showSaveDialog(window(), {
      defaultPath,
      filters: [{ name, extensions: [extension] }],
      properties: ['createDirectory', 'showOverwriteConfirmation'],
    });
    if (canceled || filePath === '') return null;
    const path = completed(filePath, extension);
    folder = dirname(path);
    grants.grant(path);
    return path;
  }

  return {
    saveDocument: async ({ html, suggestedName, as }) => {
      checkLength(html);
      const path = await choosePath(suggestedName, as);
      if (path === null) return null;
      await save(path, as === 'pdf' ? await printToPdf(html) : html);
      return { path };
    },
    saveText: async ({ text, suggestedName }) => {
      checkLength(text);
      const path = await choosePath(suggestedName, extname(suggestedName).slice(1) || 'txt');
      if (path === null) return null;
      await save(path, text);
      return { path };
    },
  };
}

function checkLength(text: string): void {
  if (text.length <= largestLength) return;
  const [is, most] = [text.length, largestLength].map((length) => Math.ceil(length / 1024 / 1024));
  throw new StrandlineError('too-large', strings.tooLarge(is ?? 0, most ?? 0));
}

/** A name without what some file system forbids, with its extension. */
function fileNameOf(suggested: string, extension: string): string {
  const name = suggested.replaceAll(/[\\/:*?"<>|\p{Cc}]/gu, '-').replace(/^\.+/, '');
  return extname(name) === `.${extension}` ? name : `${name}.${extension}`;
}

/** Not every desktop's dialog adds the extension; it is added here unless that is another file, which nobody agreed to replace. */
function completed(path: string, extension: string): string {
  const whole = `${path}.${extension}`;
  return extname(path) === '' && !existsSync(whole) ? whole : path;
}

/** Writes beside and renames, so that a file that was there is replaced by a whole one or not at all. */
async function save(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.part`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new StrandlineError('not-saved', strings.notSaved(path, code), { path }, error);
  }
}
