/** Brings a lab into another, and says when all photos and models are copied: LAB OTHER */
import { openLab } from '#host/catalogue/lab.ts';
import { mergeLab } from '#host/catalogue/merge/merge-lab.ts';
import { readForeignModel } from '#host/models/foreign-model.ts';
import { mergeOptionsSchema } from '#shared/domain/merge.ts';

const [directory = '', source = ''] = process.argv.slice(2);
const lab = openLab(directory);
await mergeLab(
  {
    lab,
    signal: new AbortController().signal,
    onProgress: ({ phase, done, total }) => {
      if (phase === 'Copying models' && done === total) process.stdout.write('copied\n');
    },
    changed: () => undefined,
  },
  mergeOptionsSchema.parse({ source }),
  readForeignModel,
);
lab.close();
