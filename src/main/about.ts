import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app } from 'electron';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { softwareVersion } from '#shared/version.ts';

/** The calls behind the about box. What it shows lies in the program's own folder, so it can be read offline. */
export function aboutCalls(): Pick<
  HandlersOf<StrandlineContract, 'shell'>['shell'],
  'versions' | 'licences'
> {
  return {
    versions: () => ({
      Strandline: softwareVersion,
      Electron: process.versions.electron,
      Chromium: process.versions.chrome,
      'Node.js (window)': process.versions.node,
    }),
    licences: async () => {
      const [licence, thirdParty] = await Promise.all(
        ['LICENSE', 'THIRD_PARTY.md'].map((name) => readFile(join(app.getAppPath(), name), 'utf8')),
      );
      return { licence: licence ?? '', thirdParty: thirdParty ?? '' };
    },
  };
}
