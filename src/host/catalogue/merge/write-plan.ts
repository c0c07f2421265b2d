import { termFor } from '#shared/domain/vocabulary.ts';
import type { FieldValue } from '#shared/fields/field.ts';
import { termFields } from '#shared/fields/sample-fields.ts';
import { type Turns, atOnce } from '#host/lib/in-turns.ts';
import { type WritableDb, first, inTransaction, run } from '../database.ts';
import { columnOf } from '../edits/columns.ts';
import { type Author, makingEdit } from '../edits/edit.ts';
import { nextAngleOf } from '../queries/samples/photos.ts';
import { sampleId } from '#shared/domain/ids.ts';
import { type RowsHere, writeHistory } from './history.ts';
import type { FoundModel } from './copy-models.ts';
import { classOrigin } from './known-origins.ts';
import { type PlacedSample, saidOfPhotos } from './place-samples.ts';
import type { PlacedTray } from './place-trays.ts';
import type { MergePlan } from './plan.ts';
import type { ReadLab } from './read-contents.ts';
import { RowWriter } from './row-writer.ts';
import type { Contents, Facts, Photo, Reading } from './things.ts';
import { writeBench } from './write-bench.ts';

interface Written {
  readonly plan: MergePlan;
  readonly ours: ReadLab;
  readonly theirs: ReadLab;
  /** What files of models say of themselves, by SHA-256. */
  readonly found: ReadonlyMap<string, FoundModel>;
  /** How many things a person would say came in. */
  readonly things: number;
}

/**
 * Does what a plan says, in one step and one transaction. Rows are born in the bin and taken out of it by the step, so that one
 * undo puts back what came and gives back what was changed. The files of photos and models must be in the lab.
 */
export function writePlan(db: WritableDb, author: Author, written: Written): void {
  inTransaction(db, () => atOnce(writingPlan(db, author, written)));
}

/** The same in turns, for whoever holds the transaction. */
export function* writingPlan(
  db: WritableDb,
  author: Author,
  { plan, ours, theirs, found, things }: Written,
): Turns<undefined> {
  let hasNews = false;
  const edit = { kind: 'merge-lab', things: Math.max(1, things), keeps: () => hasNews } as const;
  return yield* makingEdit(db, author, edit, function* (step): Turns<undefined> {
    const to = new RowWriter(db, step, { at: author.at, known: ours.known });
    const writer = new PlanWriter(to, theirs.contents);
    yield* writer.write(plan);
    const { samples, classes, told } = writer.rows;
    yield* writeBench(to, plan.bench, {
      rows: { samples, classes, photos: told.photos, classNames: classNamesOf(plan) },
      fingerprints: theirs.bench.fingerprints,
      found,
    });
    yield* to.finish();
    yield* writeHistory(db, theirs.history, {
      by: to.edit,
      rows: writer.rows,
      known: ours.known,
      remember: (origins, edit) => writer.rememberEdit(origins, edit),
    });
    hasNews = to.hasNews;
    return undefined;
  });
}

type Columns = Readonly<Record<string, FieldValue>>;

/** Names of classes there and here. */
function classNamesOf({ classes }: MergePlan): ReadonlyMap<string, string> {
  return new Map(classes.map(({ theirs, name }) => [theirs.name, name]));
}

class PlanWriter {
  readonly #to: RowWriter;
  readonly #other: Contents;
  readonly #rows: Record<'sites' | 'surveys' | 'samples' | 'classes', Map<number, number>> = {
    sites: new Map(),
    surveys: new Map(),
    samples: new Map(),
    classes: new Map(),
  };

  constructor(to: RowWriter, other: Contents) {
    this.#to = to;
    this.#other = other;
  }

  *write(plan: MergePlan): Turns<undefined> {
    for (const { theirs, name, row, isNew } of plan.classes) {
      const id = row ?? this.#to.classNamed(name);
      this.#to.classes.set(name, id);
      this.#rows.classes.set(theirs.id, id);
      if (isNew) this.#to.out('classes', id);
      this.#to.remember('classes', [classOrigin(this.#other.uid, theirs.name)], {
        row: id,
        isBorn: false,
        said: {},
      });
    }
    for (const profile of plan.profiles)
      this.#to.place('scale_profiles', profile, ({ umPerPixel = null }) => ({
        name: profile.name,
        um_per_pixel: umPerPixel,
      }));
    for (const site of plan.sites)
      this.#rows.sites.set(
        site.theirs.id,
        this.#to.place('sites', site, (facts) => columnsOf('sites', { ...facts, name: site.name })),
      );
    const siteRows = new Map(plan.sites.map(({ theirs, name }) => [name, this.#rows.sites.get(theirs.id)]));
    for (const survey of plan.surveys)
      this.#rows.surveys.set(
        survey.theirs.id,
        this.#to.place(
          'surveys',
          survey,
          (facts) => ({
            ...columnsOf('surveys', { ...facts, name: survey.name }),
            created_at: survey.theirs.createdAt,
          }),
          (facts) =>
            'site' in facts
              ? { ...facts, site: (typeof facts.site === 'string' ? siteRows.get(facts.site) : null) ?? null }
              : facts,
        ),
      );
    for (const sample of plan.samples) {
      this.#sample(sample);
      yield;
    }
    for (const tray of plan.trays) {
      this.#tray(tray);
      yield;
    }
    return undefined;
  }

  /** Where things are here, once all are written. */
  get rows(): RowsHere {
    const { sites, samples, classes } = this.#rows;
    return { told: this.#to.told, sites, samples, classes };
  }

  /** A step of the other lab is told for good, also where nothing else of this merge is. */
  rememberEdit(origins: readonly string[], edit: number): void {
    this.#to.remember('edits', origins, { row: edit, isBorn: true, said: {}, by: edit });
  }

  #sample(placed: PlacedSample): void {
    const { theirs, name } = placed;
    const row = this.#to.place(
      'samples',
      placed,
      (facts) => ({
        ...columnsOf('samples', { ...facts, number: name }),
        survey_id: this.#rows.surveys.get(theirs.survey) ?? null,
        created_at: theirs.createdAt,
        given_side: theirs.givenSide,
        reviewed_at: theirs.reviewedAt,
      }),
      (facts) => withTerms(this.#withClass(facts)),
      { ...theirs.facts, photos: saidOfPhotos(theirs.photos) },
    );
    this.#rows.samples.set(theirs.id, row);
    if (placed.fate !== 'there') this.#keepNumber(this.#rows.surveys.get(theirs.survey) ?? 0, name);
    let next: number | undefined;
    for (const { photo, row: known } of placed.photos) {
      if (placed.fate === 'there') next ??= nextAngleOf(this.#to.db, sampleId.parse(row));
      const angle = next ?? photo.angle;
      if (next !== undefined) next += 1;
      const id = this.#to.put('photos', known, { ...photoColumns(photo), sample_id: row, angle });
      this.#to.told.photos.set(photo.id, id);
      this.#to.out('photos', id);
    }
    for (const { row: photo, set } of placed.photoSets) this.#to.set('photos', photo, set);
    for (const claim of placed.claims) this.#claim(row, claim);
    for (const reading of placed.readings) this.#reading(row, reading);
  }

  #claim(sample: number, { className, file }: { className: string; file: string }): void {
    const args = { sample, classId: this.#to.classNamed(className), file };
    const known = first<{ id: number }>(
      this.#to.db,
      'SELECT id FROM label_conflicts WHERE sample_id = @sample AND class_id = @classId AND file = @file',
      args,
    );
    const id =
      known?.id ??
      run(
        this.#to.db,
        `INSERT INTO label_conflicts (sample_id, class_id, file, answered_at) VALUES (@sample, @classId, @file, @at)`,
        { ...args, at: this.#to.at },
      ).id;
    this.#to.set('label_conflicts', id, { answeredAt: null });
  }

  #reading(sample: number, { person, className, labelName, readAt }: Reading): void {
    const known = first<{ id: number }>(
      this.#to.db,
      'SELECT id FROM readings WHERE sample_id = @sample AND person = @person',
      { sample, person },
    );
    const id = this.#to.put('readings', known?.id, {
      ...{ sample_id: sample, person, read_at: readAt },
      class_id: className === null ? null : this.#to.classNamed(className),
      label_id: labelName === null ? null : this.#to.classNamed(labelName),
    });
    this.#to.out('readings', id);
  }

  #tray(placed: PlacedTray): void {
    const { theirs, name } = placed;
    const row = this.#to.place('trays', placed, (facts) => ({
      ...columnsOf('trays', facts),
      ...{ number: name, survey_id: this.#rows.surveys.get(theirs.survey) ?? null },
      ...{ hash: theirs.hash, extension: theirs.extension, page: theirs.page, bytes: theirs.bytes },
      ...{ width_px: theirs.width, height_px: theirs.height, file_name: theirs.fileName },
      ...{ taken_at: theirs.takenAt, imported_at: theirs.importedAt },
    }));
    for (const found of placed.detections)
      this.#to.place(
        'detections',
        found,
        (facts) => ({
          ...columnsOf('detections', facts),
          ...{ tray_id: row, score: found.theirs.score, touching: found.theirs.touching },
          sample_id: this.#rows.samples.get(found.theirs.sample ?? 0) ?? null,
        }),
        (facts) => this.#withClass(facts),
      );
  }

  #withClass(facts: Facts): Facts {
    if (typeof facts.class !== 'string') return facts;
    return { ...facts, class: this.#to.classNamed(facts.class) };
  }

  /** A number that is on a label is not given again. */
  #keepNumber(survey: number, name: string): void {
    const number = Number(/^S-(\d{1,9})$/.exec(name)?.[1] ?? 0);
    if (number > 0)
      run(this.#to.db, 'UPDATE surveys SET last_number = max(last_number, @number) WHERE id = @survey', {
        number,
        survey,
      });
  }
}

/** Facts as columns; those that every row has a value for are left to the table where nothing is said. */
function columnsOf(entity: 'sites' | 'surveys' | 'samples' | 'trays' | 'detections', facts: Facts): Columns {
  return Object.fromEntries(
    Object.entries(facts).map(([field, value]) => [columnOf(entity, field), value] as const),
  );
}

/** A word is kept beside what the vocabulary takes it for. */
function withTerms(facts: Facts): Facts {
  const terms = termFields.flatMap((field): [string, string | null][] => {
    if (!(field in facts)) return [];
    const word = facts[field];
    return [[`${field}Term`, typeof word === 'string' ? (termFor(field, word)?.id ?? null) : null]];
  });
  return { ...facts, ...Object.fromEntries(terms) };
}

function photoColumns(photo: Photo): Columns {
  return {
    ...{ hash: photo.hash, extension: photo.extension, bytes: photo.bytes, page: photo.page },
    ...{ width_px: photo.width, height_px: photo.height, taken_at: photo.takenAt },
    ...{ um_per_pixel: photo.umPerPixel, scale_source: photo.scaleSource },
    ...{ rotation_degrees: photo.rotation, file_name: photo.fileName, fingerprint: photo.fingerprint },
    ...{ imported_at: photo.importedAt, source: photo.source },
    ...{ range_low: photo.rangeLow, range_high: photo.rangeHigh },
    ...{ latitude: photo.latitude, longitude: photo.longitude },
  };
}
