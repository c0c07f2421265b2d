import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type WritableDb, all, inTransaction, run } from '#host/catalogue/database.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { readMark, writeMark } from '#host/catalogue/lab-mark.ts';
import { unmarked } from '#host/catalogue/merge/mark.ts';
import type { PastChange } from '#host/catalogue/merge/history.ts';
import { readContents } from '#host/catalogue/merge/read-contents.ts';
import type { Contents, Facts, Thing } from '#host/catalogue/merge/things.ts';
import { photoPath } from '#host/catalogue/photo-store.ts';

/** A sample as a test says it. Photos are named by what is in their files. */
export interface GivenSample {
  readonly survey: string;
  readonly number: string;
  readonly class?: string;
  readonly photos?: readonly string[];
  readonly colour?: string;
  readonly notes?: string;
}

/** What a lab is given. Surveys and sites by name, with what is said of them. */
export interface GivenLab {
  readonly sites?: Readonly<Record<string, { readonly country?: string }>>;
  readonly surveys?: Readonly<Record<string, { readonly site?: string; readonly date?: string }>>;
  readonly profiles?: Readonly<Record<string, number>>;
  readonly samples?: readonly GivenSample[];
}

const at = '2026-08-02T10:00:00.000Z';

/** Fills a lab with rows and files. @param uid 32 hex digits; absent: the one that it has. */
export function giveLab(
  lab: Lab,
  { sites = {}, surveys = {}, profiles = {}, samples = [] }: GivenLab,
  uid?: string,
): Lab {
  const { db } = lab;
  inTransaction(db, () => {
    if (uid !== undefined) beCalled(lab, uid);
    for (const [name, { country = null }] of Object.entries(sites))
      run(db, 'INSERT INTO sites (name, country) VALUES (@name, @country)', { name, country });
    for (const [name, umPerPixel] of Object.entries(profiles))
      run(db, 'INSERT INTO scale_profiles (name, um_per_pixel) VALUES (@name, @umPerPixel)', {
        name,
        umPerPixel,
      });
    for (const [name, { site = null, date = null }] of Object.entries(surveys))
      run(
        db,
        `INSERT INTO surveys (name, date, site_id, created_at)
         VALUES (@name, @date, (SELECT id FROM sites WHERE name = @site), @at)`,
        { name, date, site, at },
      );
    for (const sample of samples) giveSample(lab, sample);
  });
  return lab;
}

/** A lab's folder remembers whose database lies in it. */
function beCalled({ db, directory }: Lab, uid: string): void {
  run(db, 'UPDATE lab SET uid = @uid', { uid });
  const openings = readMark(directory)?.openings ?? 0;
  writeMark(directory, { uid, openings });
}

/** Adds one sample to a lab, with its photos' files. */
export function giveSample(lab: Lab, { survey, number, photos = [], ...more }: GivenSample): number {
  const { db } = lab;
  const { colour = null, notes = null } = more;
  const { id } = run(
    db,
    `INSERT INTO samples (survey_id, number, class_id, colour, notes, created_at)
     VALUES ((SELECT id FROM surveys WHERE name = @survey), @number, @classId, @colour, @notes, @at)`,
    { survey, number, classId: classIn(db, more.class), colour, notes, at },
  );
  for (const [angle, text] of photos.entries()) givePhoto(lab, id, text, angle);
  return id;
}

function classIn(db: WritableDb, name: string | undefined): number | null {
  if (name === undefined) return null;
  run(db, 'INSERT OR IGNORE INTO classes (name) VALUES (@name)', { name });
  return all<{ id: number }>(db, 'SELECT id FROM classes WHERE name = @name', { name })[0]?.id ?? null;
}

function givePhoto(lab: Lab, sample: number, text: string, angle: number): void {
  const hash = hashOfText(text);
  const path = photoPath(lab, { hash, extension: 'jpg' });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  run(
    lab.db,
    `INSERT INTO photos (hash, sample_id, angle, extension, bytes, width_px, height_px, file_name, fingerprint, imported_at)
     VALUES (@hash, @sample, @angle, 'jpg', @bytes, 640, 480, @fileName, '0000000000000000', @at)`,
    { hash, sample, angle, bytes: Buffer.byteLength(text), fileName: `${text.slice(0, 40)}.jpg`, at },
  );
}

/** Adds a tray with a square thing at each of these places. */
export function giveTray(
  lab: Lab,
  {
    survey,
    number,
    picture,
    things,
  }: { survey: string; number: string; picture: string; things: readonly number[] },
): void {
  const hash = hashOfText(picture);
  const path = photoPath(lab, { hash, extension: 'jpg' });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, picture);
  const { id } = run(
    lab.db,
    `INSERT INTO trays (survey_id, number, hash, extension, bytes, width_px, height_px, file_name, imported_at)
     VALUES ((SELECT id FROM surveys WHERE name = @survey), @number, @hash, 'jpg', 5, 640, 480, @picture, @at)`,
    { survey, number, hash, picture, at },
  );
  for (const x of things)
    run(
      lab.db,
      `INSERT INTO detections (tray_id, outline, source, state, at_edge, touching, max_feret_px, min_feret_px, feret_line,
         geodesic_px, area_px2, solidity)
       VALUES (@id, @outline, 'drawn', 'accepted', 0, 0, 14.1, 10, '[0,0,10,10]', 14.1, 100, 1)`,
      {
        id,
        outline: JSON.stringify([
          [x, 0],
          [x + 10, 0],
          [x + 10, 10],
          [x, 10],
        ]),
      },
    );
}

export function hashOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * All that a lab's catalogue says, without what depends on whose lab it is: no rows' ids, names and numbers without marks, and of
 * each field the set of what is said of it: the value that is shown with those that wait in the notes, the class with those that
 * wait in the review. Two labs with the same catalogue have the same text.
 */
export function canonicalCatalogue({ db }: Pick<Lab, 'db'>): string {
  const { contents, bench, history } = readContents(db, { isOther: true, today: '2100-01-01' });
  const things = (list: readonly { origins: readonly string[]; facts: Facts }[]): unknown[] =>
    sorted(list.map(({ origins, facts }) => ({ origins: origins.toSorted(), ...said(facts) })));
  const originsOf = (
    list: readonly { id: number; origins: readonly string[] }[],
  ): ReadonlyMap<number, string> => new Map(list.map(({ id, origins }) => [id, origins.toSorted().join()]));
  const samples = originsOf(contents.samples);
  const sessions = originsOf(bench.sessions);
  const models = originsOf(bench.models);
  const surveys = new Map(contents.surveys.map(({ id, facts }) => [id, JSON.stringify(said(facts))]));
  return JSON.stringify(
    {
      classes: contents.classes.map(({ name }) => name).toSorted(),
      profiles: sorted(contents.profiles.map(({ facts }) => said(facts))),
      sites: things(contents.sites),
      surveys: things(contents.surveys),
      samples: sorted(
        contents.samples.map(
          ({ origins, facts, claims, readings, photos, survey, createdAt, givenSide }) => ({
            ...{ origins: origins.toSorted(), survey: surveys.get(survey), createdAt, givenSide },
            ...said({ ...facts, class: null }),
            class: [
              ...new Set([
                ...(typeof facts.class === 'string' ? [facts.class] : []),
                ...claims.filter(({ isAnswered }) => !isAnswered).map(({ className }) => className),
              ]),
            ].toSorted(),
            readings: readings.map(({ person, className }) => `${person}: ${className ?? ''}`).toSorted(),
            photos: sorted(photos.map((photo) => ({ ...photo, id: 0, sample: 0, angle: 0 }))),
          }),
        ),
      ),
      trays: sorted(
        contents.trays.map(({ facts, hash, survey, detections }) => ({
          ...{ hash, survey: surveys.get(survey), ...said(facts) },
          detections: sorted(detections.map((one) => one.facts)),
        })),
      ),
      history: pastOf(contents, history),
      models: sorted(
        bench.models.map(({ id, name, classes, from, origins }) => ({
          ...{ origins: models.get(id), name: unmarked(name), classes: classes.map((one) => one.name) },
          ...(origins.length === 1 && { from }),
        })),
      ),
      sessions: sorted(
        bench.sessions.map(({ id, person, startedAt, endedAt, camera, stage, warnings }) => ({
          ...{ origins: sessions.get(id), person, startedAt, endedAt, camera },
          stage: hashOfText(Buffer.from(stage() ?? []).toString('hex')),
          warnings: warnings.map((warning) => ({ ...warning, session: 0 })),
        })),
      ),
      verdicts: sorted(
        bench.verdicts.map((verdict) => ({
          ...{ origins: verdict.origins.toSorted(), verdict: verdict.verdict, at: verdict.createdAt },
          ...{ confidence: verdict.confidence, class: [verdict.className, verdict.classNow] },
          sample: samples.get(verdict.sample),
          session: sessions.get(verdict.session ?? 0),
          model: models.get(verdict.model),
          photos: bench.fingerprints
            .filter((one) => one.verdict === verdict.id)
            .map(({ hash, statistics, camera }) => [hash, statistics, camera]),
        })),
      ),
    },
    null,
    1,
  );
}

/** What people did with things that one lab alone has; of what two have, each tells its own. */
function pastOf(contents: Contents, history: readonly PastChange[]): unknown[] {
  const keys = (list: readonly Thing[]): ReadonlyMap<number, string> =>
    new Map(list.flatMap(({ id, origins }) => (origins.length === 1 ? [[id, origins[0]] as const] : [])));
  const samples = keys(contents.samples);
  const rows: Record<PastChange['entity'], ReadonlyMap<number, string>> = {
    ...{ sites: keys(contents.sites), surveys: keys(contents.surveys), samples, trays: keys(contents.trays) },
    photos: new Map(
      contents.samples.flatMap(({ photos }) => photos.map(({ id, hash }) => [id, hash] as const)),
    ),
    detections: keys(contents.trays.flatMap(({ detections }) => detections)),
  };
  const classes = new Map(contents.classes.map(({ id, name }) => [id, name]));
  return sorted(
    history.flatMap(({ entity, row, field, person, at: when, kind, isDone, before, after }) => {
      const thing = rows[entity].get(row);
      const worded = (value: PastChange['before']): unknown =>
        typeof value !== 'number' ? value : ({ class: classes, sample: samples }[field]?.get(value) ?? value);
      const change = { before: worded(before), after: worded(after) };
      return thing === undefined ? [] : [{ entity, thing, field, person, when, kind, isDone, ...change }];
    }),
  );
}

/** Each field with the set of what is said of it. */
function said(facts: Facts): Record<string, readonly string[]> {
  const sets = new Map(
    Object.entries(facts)
      .filter(([field, value]) => field !== 'notes' && value !== null)
      .map(([field, value]) => [field, new Set([unmarked(String(value))])]),
  );
  const notes = new Set<string>();
  for (const line of String(facts.notes ?? '').split('\n')) {
    const plain = unmarked(line);
    const [, field = '', value = ''] = /^(\w+): (.*)$/.exec(plain) ?? [];
    if (plain !== line && field in facts)
      sets.set(field, (sets.get(field) ?? new Set()).add(unmarked(value)));
    else if (plain !== '') notes.add(plain);
  }
  return Object.fromEntries(
    [...sets, ['notes', notes] as const]
      .map(([field, values]) => [field, [...values].toSorted()] as const)
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
}

function sorted(list: readonly unknown[]): unknown[] {
  return list
    .map((one) => JSON.stringify(one))
    .toSorted()
    .map((text) => JSON.parse(text) as unknown);
}
