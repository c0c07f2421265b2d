import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import yauzl from 'yauzl';
import yazl from 'yazl';
import { all } from '#host/catalogue/database.ts';
import { undo } from '#host/catalogue/edits/edit.ts';
import { type Lab, createLab } from '#host/catalogue/lab.ts';
import { tagFilesOf } from '#host/catalogue/merge/bag.ts';
import { mergeLab, previewMerge } from '#host/catalogue/merge/merge-lab.ts';
import { packLab } from '#host/catalogue/merge/pack-lab.ts';
import { readContents } from '#host/catalogue/merge/read-contents.ts';
import { type MergeOptions, mergeOptionsSchema } from '#shared/domain/merge.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Random } from '#shared/learning/random.ts';
import { giveModel, giveSession, giveVerdict } from '../../../tests/support/given-bench.ts';
import { giveLab, giveTray } from '../../../tests/support/merged-labs.ts';
import { mutated, pick } from '../mutate.ts';
import { Surroundings } from '../surroundings.ts';
import { type OpenTarget, isSlip } from '../target.ts';

const inFolder = 'strandline-lab/';
const database = 'data/lab.sqlite3';
const hooks = { signal: new AbortController().signal, onProgress: () => undefined, changed: () => undefined };
const readModel = (): never => {
  throw new StrandlineError('not-a-model', 'It is no model.');
};

/** Names as no packed lab has them. */
const oddNames = [
  ...[
    '../../outside/x',
    '/etc/passwd',
    'data/../../x',
    'data\\x',
    'data/photos/aa',
    'data/',
    '',
    'bagit.txt',
  ],
  ...[
    `data/photos/ab/${'c'.repeat(62)}.jpg`,
    `data/models/imported-${'a'.repeat(16)}-${'b'.repeat(48)}.onnx`,
  ],
  ...['data/lab.sqlite3-wal', 'data/lab.sqlite3-journal', 'data/lab.sqlite3\0.jpg'],
];
/** What stands in a column where something else should. */
const oddValues: readonly unknown[] = [
  ...[null, '', -1, 0, 0.5, 1e308, 2 ** 40, 'x'.repeat(70_000), '../../outside/x', '\0', '[]', '{}', 'null'],
  ...[
    '{"__proto__":1}',
    '[[[[]]]]',
    '[1e999]',
    'NaN',
    '2026-02-30',
    '9'.repeat(40),
    '\u202Ex',
    '%s',
    '<script>',
  ],
  ...[
    Buffer.from('blob'),
    Buffer.alloc(0),
    'a'.repeat(64),
    '\uFFFF',
    "'; DROP TABLE lab; --",
    '["__proto__"]',
  ],
];

/** Packed labs that no program of ours packed. */
export const packed: OpenTarget = async (folder) => {
  for (const name of ['outside', 'temporary']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'outside/x'), 'stays');
  process.env.TMPDIR = join(folder, 'temporary');
  const parts = await packedParts(folder);
  const lab = createLab(join(folder, 'lab'));
  giveLab(lab, {
    sites: { Skagen: { country: 'SE' } },
    surveys: { North: { site: 'Skagen' } },
    samples: [{ survey: 'North', number: 'S-0001', class: 'glass', colour: 'red', photos: ['one'] }],
  });
  const file = join(folder, 'sent.zip');
  const around = new Surroundings(folder, ['lab', 'sent.zip', 'temporary']);
  return {
    close: () => {
      lab.close();
      return Promise.resolve();
    },
    attempt: async (random) => {
      const input = await hostileZip(random, parts);
      writeFileSync(file, input);
      const options = mergeOptionsSchema.parse({
        source: file,
        ...(random.below(3) === 0 && {
          choices: { class: 'theirs', field: 'theirs', number: 'same', site: 'same', survey: 'same' },
        }),
      });
      const what =
        (await refusedBadly(() => merged(lab, options))) ??
        around.changed() ??
        wrongIn(lab) ??
        (readdirSync(join(folder, 'temporary')).length > 0 ? 'temporary files are left' : undefined);
      return what === undefined ? undefined : { what, input };
    },
  };
};

async function merged(lab: Lab, options: MergeOptions): Promise<void> {
  await previewMerge(lab, options, readModel);
  const { comes } = await mergeLab({ lab, ...hooks }, options, readModel);
  const wrong = wrongIn(lab);
  if (wrong !== undefined) throw new TypeError(wrong);
  if (Object.values(comes).some((count) => count > 0)) undo(lab.db);
}

async function refusedBadly(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    const isHeld = error instanceof StrandlineError && error.code !== 'internal' && !isSlip(what);
    return isHeld ? undefined : error instanceof Error ? (error.stack ?? what) : what;
  }
}

/** What a lab has then has to be whole, and as its own reader wants it. */
function wrongIn(lab: Lab): string | undefined {
  if (all(lab.db, 'PRAGMA foreign_key_check').length > 0) return 'a row refers to none';
  const { leftOut } = readContents(lab.db, { isOther: false, today: '2100-01-01' });
  if (leftOut[0] !== undefined) return `what came cannot be read: ${leftOut[0].what}: ${leftOut[0].reason}`;
  for (const shard of readdirSync(lab.paths.photos))
    for (const name of readdirSync(join(lab.paths.photos, shard))) {
      const hash = createHash('sha256')
        .update(readFileSync(join(lab.paths.photos, shard, name)))
        .digest('hex');
      if (!`${shard}${name}`.startsWith(hash)) return `${shard}/${name} has other bytes than its name says`;
    }
  return undefined;
}

/** A real one, by the names of its parts. */
async function packedParts(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const lab = createLab(join(folder, 'given'));
  giveLab(lab, {
    sites: { Skagen: { country: 'DK' } },
    surveys: { North: { site: 'Skagen' }, South: {} },
    profiles: { '10x': 2 },
    samples: [
      { survey: 'North', number: 'S-0001', class: 'plastic', colour: 'blue', photos: ['one', 'two'] },
      { survey: 'South', number: 'S-0001', class: 'glass', notes: 'a note', photos: ['three'] },
    ],
  });
  giveTray(lab, { survey: 'North', number: 'T-0001', picture: 'a tray', things: [0, 20] });
  const model = giveModel(lab, 'fine');
  const session = giveSession(lab, { person: 'Rui' });
  giveVerdict(lab, { model, session, sample: 1, photos: ['one', 'two'] });
  const file = join(folder, 'given.zip');
  await packLab({ lab, ...hooks }, { file, survey: null });
  lab.close();
  const zip = await yauzl.openPromise(file, { lazyEntries: true, autoClose: false });
  const parts = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry())
    parts.set(entry.fileName.slice(inFolder.length), await buffer(await zip.openReadStreamPromise(entry)));
  zip.close();
  return parts;
}

async function hostileZip(random: Random, parts: ReadonlyMap<string, Buffer>): Promise<Buffer> {
  const payload = new Map([...parts].filter(([name]) => name.startsWith('data/')));
  switch (random.below(8)) {
    case 0:
      return Buffer.from(mutated(random, [await zipOf(parts, random)]));
    case 1: {
      // A list that says something else than there is.
      const name = pick(random, [...parts.keys()]);
      return zipOf(new Map([...parts, [name, changed(random, parts.get(name))]]), random);
    }
    case 2:
      return zipOf(bagOf(new Map([...payload, [database, changed(random, payload.get(database))]])), random);
    case 3: {
      // Under the name that its bytes have, or its own.
      const name = pick(random, [...payload.keys()]);
      return zipOf(bagOf(new Map([...payload, [name, changed(random, payload.get(name))]])), random);
    }
    case 4: {
      const [name, bytes] = pick(random, [...payload]);
      const rest = [...payload].filter(([one]) => one !== name || random.below(2) === 0);
      return zipOf(bagOf(new Map([...rest, [pick(random, oddNames), bytes]])), random);
    }
    default:
      return zipOf(bagOf(new Map([...payload, [database, changedRows(random, parts)]])), random);
  }
}

function changed(random: Random, bytes: Buffer | undefined): Buffer {
  return Buffer.from(mutated(random, [bytes ?? Buffer.alloc(0)]));
}

/** The database with other rows, columns, tables, views and triggers. */
function changedRows(random: Random, parts: ReadonlyMap<string, Buffer>): Buffer {
  const bytes = Buffer.from(parts.get(database) ?? []);
  // A database in memory has no log beside it.
  bytes.fill(1, 18, 20);
  const db = new Database(bytes);
  try {
    db.pragma('foreign_keys = OFF');
    db.pragma('ignore_check_constraints = ON');
    db.unsafeMode(true);
    db.pragma('writable_schema = ON');
    if (random.below(3) === 0) db.exec(`UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '')`);
    const times = 1 + random.below(1 << random.below(4));
    for (let time = 0; time < times; time += 1) changeOnce(random, db);
    return db.serialize();
  } catch {
    // It is none any more, and nobody would send it.
    return bytes;
  } finally {
    db.close();
  }
}

function changeOnce(random: Random, db: Database.Database): void {
  const tables = db
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .pluck()
    .all() as string[];
  const table = pick(random, tables);
  const columns = db.prepare(`SELECT name FROM pragma_table_info(?)`).pluck().all(table) as string[];
  const column = pick(random, columns.length === 0 ? ['id'] : columns);
  const value = oddValues[random.below(oddValues.length)];
  const every = random.below(3) === 0 ? '' : 'WHERE rowid = (SELECT min(rowid) FROM TABLE_NAME)';
  const statements: readonly (readonly [sql: string, ...args: unknown[]])[] = [
    [`UPDATE TABLE_NAME SET COLUMN = ? ${every}`, value],
    [`UPDATE TABLE_NAME SET COLUMN = ? ${every}`, value],
    [`UPDATE TABLE_NAME SET COLUMN = ? ${every}`, value],
    [`UPDATE TABLE_NAME SET COLUMN = (SELECT COLUMN FROM TABLE_NAME ORDER BY rowid DESC LIMIT 1)`],
    [`DELETE FROM TABLE_NAME ${every}`],
    ['DROP TABLE TABLE_NAME'],
    ['ALTER TABLE TABLE_NAME RENAME COLUMN COLUMN TO another'],
    ['ALTER TABLE TABLE_NAME RENAME TO other; CREATE VIEW TABLE_NAME AS SELECT * FROM other'],
    [
      'CREATE TRIGGER again AFTER UPDATE ON TABLE_NAME BEGIN DELETE FROM samples; SELECT load_extension("x"); END',
    ],
    [
      'ALTER TABLE TABLE_NAME RENAME TO other; CREATE VIEW TABLE_NAME AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS id FROM n',
    ],
    [`PRAGMA user_version = ${random.below(200)}`],
  ];
  const [sql, ...args] = pick(random, statements);
  const whole = sql.replaceAll('TABLE_NAME', `"${table}"`).replaceAll('COLUMN COLUMN', `COLUMN "${column}"`);
  try {
    if (args.length > 0) db.prepare(whole.replaceAll('COLUMN', `"${column}"`)).run(...args);
    else db.exec(whole.replaceAll(/(?<!RENAME )COLUMN(?! ")/gu, `"${column}"`));
  } catch {
    // SQLite does not take it.
  }
}

/** Everything with the lists that belong to it. */
function bagOf(payload: ReadonlyMap<string, Buffer>): ReadonlyMap<string, Buffer> {
  const files = [...payload].map(([name, bytes]) => ({
    ...{ name, bytes: bytes.length },
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }));
  const tags = [...tagFilesOf(files, {})].map(([name, text]) => [name, Buffer.from(text)] as const);
  return new Map([...tags, ...payload]);
}

/** A zip of parts under any names, which yazl alone would not make: they are put in afterwards. */
async function zipOf(parts: ReadonlyMap<string, Buffer>, random: Random): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  const entries = [...parts].map(([name, bytes], index) => {
    const whole = name.startsWith('/') || name.startsWith('..') ? name : `${inFolder}${name}`;
    return { whole, bytes, plain: `${index}`.padEnd(Buffer.byteLength(whole, 'latin1'), '_') };
  });
  for (const { plain, bytes } of entries) {
    const mode = random.below(60) === 0 ? pick(random, [0o120777, 0o40755, 0o10644]) : 0o100644;
    const compress = random.below(2) === 0;
    // The bytes are copied: they are there once for all inputs.
    zip.addBuffer(Buffer.from(bytes), plain, { mode, compress, mtime: new Date(1e12) });
  }
  zip.end();
  let text = (await buffer(zip.outputStream)).toString('latin1');
  for (const { plain, whole } of entries) text = text.replaceAll(plain, () => whole);
  return Buffer.from(text, 'latin1');
}
