import { copyFileSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Random } from '#shared/learning/random.ts';
import { copyOf, learnableLab } from '../labs.ts';
import type { Ordeal, Outcome, Trial } from '../ordeal.ts';
import { mustRun, strandline } from '../program.ts';

/** A way in which a file is found one morning. */
const harms: Readonly<Record<string, (file: string, other: string, random: Random) => void>> = {
  'cut short': (file, _other, random) => {
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, random.below(bytes.length)));
  },
  emptied: (file) => writeFileSync(file, ''),
  'with a bit turned': (file, _other, random) => {
    const bytes = readFileSync(file);
    const at = random.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    writeFileSync(file, bytes);
  },
  'replaced by another': (file, other) => copyFileSync(other, file),
  gone: (file) => rmSync(file),
};

interface Kind {
  readonly folder: string;
  readonly ending: RegExp;
  /** Whether `verify` has to name it. What is not to be seen in its bytes alone is not asked of it. */
  readonly isNamed: (harm: string) => boolean;
}

const kinds: Readonly<Record<string, Kind>> = {
  photo: { folder: 'photos', ending: /\.jpg$/, isNamed: () => true },
  thumbnail: { folder: 'thumbs', ending: /\.webp$/, isNamed: () => false },
  model: {
    folder: 'models',
    ending: /\.onnx$/,
    isNamed: (harm) => ['cut short', 'emptied', 'gone'].includes(harm),
  },
  predictions: { folder: 'runs', ending: /predictions\.json$/, isNamed: () => false },
  'list of photos': { folder: 'runs', ending: /photos\.json$/, isNamed: () => false },
};

/** What people then do: look, ask, hand on. None of it may end in a fault of the program. */
const uses = (lab: string, photo: string): string[][] => [
  ['runs', lab],
  ['models', lab],
  ['show', lab, '1'],
  ['classify', lab, photo],
  ['export', lab, join(lab, '..', `${relative(join(lab, '..'), lab)}-out`), '--format', 'tree'],
];

function filesOf(lab: string, { folder, ending }: Kind): string[] {
  const names = readdirSync(join(lab, folder), { recursive: true }).map(String);
  return names.filter((name) => ending.test(name)).map((name) => join(lab, folder, name));
}

export const tornFiles: Ordeal = {
  name: 'torn',
  work: 'use of a lab with a damaged file',
  fault: 'a file cut short, emptied, changed, replaced or gone',
  holds:
    '`verify` names it, where its bytes can tell; every command answers or refuses in words; all else is whole',
  run: async ({ folder, random, points }: Trial): Promise<Outcome> => {
    const base = await learnableLab(folder);
    await mustRun('train', base, '--image-size', '32', '--views', '1', '--epochs', '2');
    const lost: string[] = [];
    const faults = Object.entries(kinds).flatMap(([kind, of]) =>
      Object.keys(harms).map((harm) => ({ kind, of, harm })),
    );
    for (let round = 0; round < points; round += 1) {
      const { kind, of, harm } = faults[round % faults.length] ?? { kind: '', of: kinds.photo, harm: '' };
      if (of === undefined) break;
      const lab = copyOf(base, `lab-${round}`);
      const files = filesOf(lab, of);
      const file = files[random.below(files.length)] ?? '';
      const other = files.find((one) => one !== file) ?? join(lab, 'lab.sqlite3');
      harms[harm]?.(file, other, random);
      const name = relative(lab, file);
      const said = await strandline('verify', lab);
      if (of.isNamed(harm) && !`${said.stdout}${said.stderr}`.includes(name))
        lost.push(`The ${kind} ${name} is ${harm}, and verify says: ${said.stdout.slice(0, 300)}`);
      const photo = filesOf(base, kinds.photo ?? of)[0] ?? '';
      for (const words of uses(lab, photo)) {
        const { stdout } = await strandline(...words, '--json');
        if (stdout.includes('"code": "internal"'))
          lost.push(`The ${kind} is ${harm}: ${words[0]} ends with ${stdout.slice(0, 400)}`);
      }
      rmSync(lab, { recursive: true });
    }
    return { tried: points, lost };
  },
};
