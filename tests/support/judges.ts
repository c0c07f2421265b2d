import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const python = fileURLToPath(new URL('../../.cache/judges/bin/python', import.meta.url));
const judges = fileURLToPath(new URL('../judges/', import.meta.url));

/** Whether tests with these programs run: they are there, or their absence is a failure. `node scripts/judges.mjs` gets them. */
export const judgesAreMissing =
  process.env.STRANDLINE_REQUIRE_ALL !== '1' && !(existsSync(python) && hasLibreOffice());

function hasLibreOffice(): boolean {
  try {
    execFileSync('soffice', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What a Python script beside the tests prints, as JSON. */
export function asked(script: string, ...args: string[]): unknown {
  return JSON.parse(execFileSync(python, [join(judges, script), ...args], { encoding: 'utf8' }));
}

/**
 * Has LibreOffice open a file and save it as another.
 *
 * @param to ending of the new file. @param filter how it reads the file, where it cannot tell.
 * @returns the new file's path, in `directory`.
 */
export function converted(file: string, to: string, directory: string, filter?: string): string {
  const profile = mkdtempSync(join(tmpdir(), 'strandline-office-'));
  try {
    execFileSync(
      'soffice',
      [
        `-env:UserInstallation=file://${profile}`,
        '--headless',
        ...(filter === undefined ? [] : [`--infilter=${filter}`]),
        ...['--convert-to', to, '--outdir', directory, file],
      ],
      { stdio: 'ignore' },
    );
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
  return join(directory, `${basename(file).replace(/\.\w+$/, '')}.${to}`);
}
