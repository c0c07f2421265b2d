/** Brings a lab into another: LAB OTHER */
import { openLab } from '#host/catalogue/lab.ts';
import { mergeLab } from '#host/catalogue/merge/merge-lab.ts';
import { mergeOptionsSchema } from '#shared/domain/merge.ts';

const [directory = '', source = ''] = process.argv.slice(2);
const lab = openLab(directory);
await mergeLab(
  {
    lab,
    signal: new AbortController().signal,
    onProgress: ({ done }) => process.stdout.write(`${done}\n`),
    changed: () => undefined,
  },
  mergeOptionsSchema.parse({ source }),
);
lab.close();
