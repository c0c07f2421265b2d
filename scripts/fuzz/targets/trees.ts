import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { importFolder } from '#host/catalogue/import/import-folder.ts';
import { planImport } from '#host/catalogue/import/plan.ts';
import { createLab } from '#host/catalogue/lab.ts';
import { importPlanOptionsSchema } from '#shared/domain/import-plan.ts';
import { importLayouts, importOptionsSchema } from '#shared/domain/import.ts';
import type { Random } from '#shared/learning/random.ts';
import { randomPhoto } from '../../../tests/support/photos.ts';
import { mutated, pick } from '../mutate.ts';
import { type OpenTarget, isSlip } from '../target.ts';

const names = [
  ...[
    'plastic',
    'not-plastic',
    'unlabelled',
    'train',
    'val',
    'test',
    'images',
    'labels',
    'S-1',
    'CON',
    'nul.jpg',
  ],
  ...[
    'a.jpg',
    'A.JPG',
    'a (1).jpg',
    'e\u0301.jpg',
    '\u00e9.jpg',
    'x\u200b.jpg',
    'gpj.\u202eexe',
    '..jpg',
    '...',
    '.hidden.jpg',
  ],
  ...[
    'a\\b.jpg',
    'a:b.jpg',
    'a*?.jpg',
    ' x .jpg',
    'x.jpg.',
    '-rf',
    '$(id).jpg',
    "'; DROP TABLE photos; --.jpg",
    '\ud83d\ude00.jpg',
  ],
  ...['__proto__', 'constructor', 'toString', 'samples.json', 'surveys.json', 'data.yaml', 'x'.repeat(200)],
];
const hooks = { signal: new AbortController().signal, onProgress: () => undefined };

/** Folders as others hand them on: names, links, lists and photos in any order. */
export const trees: OpenTarget = async (folder) => {
  const photos = await Promise.all([1, 2, 3].map((seed) => randomPhoto(seed, { width: 16, height: 16 })));
  const lists = [
    '{"plastic/S-1":{"survey":"North Bay","number":"1","class":"plastic","photos":{"a.jpg":{"rotation":90}}}}',
    '[{"name":"North Bay","site":"Bay"}]',
    '[{"name":"Bay","latitude":54.3,"longitude":10.1}]',
  ].map((text) => Buffer.from(text));
  const table = Buffer.from('file,sample,class\na.jpg,S-1,plastic\nplastic/S-1/a.jpg,,\n../../x.jpg,2,\n');
  const lab = createLab(join(folder, 'lab'));
  const tree = join(folder, 'tree');
  return {
    close: () => {
      lab.close();
      return Promise.resolve();
    },
    attempt: async (random) => {
      rmSync(tree, { recursive: true, force: true });
      const made = Array.from({ length: 1 + random.below(8) }, () => madeUp(random, tree, photos));
      for (const [index, list] of lists.entries())
        if (random.below(3) === 0)
          put(
            join(tree, ['samples.json', 'surveys.json', 'sites.json'][index] ?? ''),
            mutated(random, [list]),
          );
      if (random.below(3) === 0) put(join(folder, 'table.csv'), mutated(random, [table]));
      mkdirSync(tree, { recursive: true });
      const options = {
        directory: tree,
        layout: pick(random, importLayouts),
        ...(random.below(3) === 0 && { survey: pick(random, names) }),
        ...(random.below(3) === 0 && { table: { file: join(folder, 'table.csv') } }),
      };
      const input = JSON.stringify({ options, made });
      for (const work of [
        () => planImport(lab.db, importPlanOptionsSchema.parse({ ...options, whole: true }), hooks),
        () => importFolder(lab, importOptionsSchema.parse(options), hooks),
      ]) {
        try {
          await work();
        } catch (error) {
          const what = error instanceof Error ? error.message : String(error);
          const isOurs = error instanceof Error && error.name === 'StrandlineError';
          const isSchema = error instanceof Error && error.name === 'ZodError';
          if (!isSchema && (!isOurs || isSlip(what)))
            return { what: error instanceof Error ? (error.stack ?? what) : what, input };
        }
      }
      return undefined;
    },
  };
};

function madeUp(random: Random, tree: string, photos: readonly Uint8Array[]): string {
  const parts = Array.from({ length: 1 + random.below(3) }, () => pick(random, names));
  const path = join(tree, ...parts);
  const kind = random.below(8);
  try {
    if (kind === 0) {
      mkdirSync(dirname(path), { recursive: true });
      // To what is there to be read: nothing of this computer's own may be written through it.
      symlinkSync(pick(random, [join(tree, '../table.csv'), '/dev/zero', '..', 'nowhere']), path);
    } else if (kind === 1) mkdirSync(path, { recursive: true });
    else put(path, kind === 2 ? mutated(random, photos) : pick(random, photos));
  } catch {
    // The disk does not take it: what is a file cannot be a folder.
  }
  return path;
}

function put(path: string, bytes: Uint8Array): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    // A link that lies there is replaced, never followed.
    rmSync(path, { force: true });
    writeFileSync(path, bytes, { flag: 'wx' });
  } catch {
    // The disk does not take it: what is a file cannot be a folder.
  }
}
