/** Imports a folder and says after each step how many photos are done: LAB FOLDER */
import { importFolder } from '#host/catalogue/import/import-folder.ts';
import { openLab } from '#host/catalogue/lab.ts';
import { importOptionsSchema } from '#shared/domain/import.ts';

const [lab = '', directory = ''] = process.argv.slice(2);
await importFolder(openLab(lab), importOptionsSchema.parse({ directory }), {
  signal: new AbortController().signal,
  onProgress: ({ phase, done }) => {
    if (phase === 'Importing') process.stdout.write(`${done}\n`);
  },
});
