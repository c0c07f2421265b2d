import { termFor } from '#shared/domain/vocabulary.ts';
import type { FieldValue } from '#shared/fields/field.ts';
import { termFields } from '#shared/fields/sample-fields.ts';
import { type WritableDb, first, run } from '../database.ts';
import { type Entity, type FieldOf, columnOf } from '../edits/columns.ts';
import { type Author, type Step, makeEdit } from '../edits/edit.ts';
import { nextAngleOf } from '../queries/samples/photos.ts';
import { sampleId } from '#shared/domain/ids.ts';
import { type RowsHere, writeHistory } from './history.ts';
import { type KnownOrigins, classOrigin } from './known-origins.ts';
import type { PlacedSample } from './place-samples.ts';
import type { Placed } from './place-things.ts';
import type { PlacedTray } from './place-trays.ts';
import type { MergePlan } from './plan.ts';
import type { ReadLab } from './read-contents.ts';
import type { Contents, Facts, Kind, Photo, Reading, Thing } from './things.ts';

/**
 * Does what a plan says, in one step and one transaction. Rows are born in the bin and taken out of it by the step, so that one
 * undo puts back what came and gives back what was changed. The files of the photos must be in the store.
 *
 * @param things how many things a person would say came in.
 */
export function writePlan(
  db: WritableDb,
  author: Author,
  { plan, ours, theirs, things }: { plan: MergePlan; ours: ReadLab; theirs: ReadLab; things: number },
): void {
  makeEdit(db, author, { kind: 'merge-lab', things: Math.max(1, things) }, (step) => {
    const writer = new PlanWriter(db, step, { at: author.at, other: theirs.contents, known: ours.known });
    writer.write(plan);
    writeHistory(db, theirs.history, {
      rows: writer.rows,
      known: ours.known,
      remember: (origins, edit) => writer.rememberEdit(origins, edit),
    });
  });
}

type Columns = Readonly<Record<string, FieldValue>>;

class PlanWriter {
  readonly #db: WritableDb;
  readonly #step: Step;
  readonly #at: string;
  readonly #other: Contents;
  readonly #known: KnownOrigins;
  readonly #edit: number;
  readonly #classes = new Map<string, number>();
  readonly #rows: Record<'sites' | 'surveys' | 'samples' | 'classes', Map<number, number>> = {
    sites: new Map(),
    surveys: new Map(),
    samples: new Map(),
    classes: new Map(),
  };
  /** What came from the other lab, now or before. */
  readonly #told = {
    ...{ sites: new Map(), surveys: new Map(), samples: new Map() },
    ...{ photos: new Map(), trays: new Map(), detections: new Map() },
  } satisfies RowsHere['told'];
  /** Rows that are taken out of the bin, by table. */
  readonly #born = new Map<Entity, number[]>();
  /** Changes by table and field, so that one statement does them. */
  readonly #changes = new Map<string, { entity: Entity; field: string; values: Map<number, FieldValue> }>();

  constructor(
    db: WritableDb,
    step: Step,
    { at, other, known }: { at: string; other: Contents; known: KnownOrigins },
  ) {
    this.#db = db;
    this.#step = step;
    this.#at = at;
    this.#other = other;
    this.#known = known;
    this.#edit = first<{ id: number }>(db, 'SELECT max(id) AS id FROM edits')?.id ?? 0;
  }

  write(plan: MergePlan): void {
    for (const { theirs, name, row, isNew } of plan.classes) {
      const id = row ?? this.#classNamed(name);
      this.#classes.set(name, id);
      this.#rows.classes.set(theirs.id, id);
      if (isNew) this.#out('classes', id);
      this.#remember('classes', [classOrigin(this.#other.uid, theirs.name)], {
        row: id,
        isBorn: false,
        said: {},
      });
    }
    for (const profile of plan.profiles)
      this.#place('scale_profiles', profile, ({ umPerPixel = null }) => ({
        name: profile.name,
        um_per_pixel: umPerPixel,
      }));
    for (const site of plan.sites)
      this.#rows.sites.set(
        site.theirs.id,
        this.#place('sites', site, (facts) => columnsOf('sites', { ...facts, name: site.name })),
      );
    const siteRows = new Map(plan.sites.map(({ theirs, name }) => [name, this.#rows.sites.get(theirs.id)]));
    for (const survey of plan.surveys)
      this.#rows.surveys.set(
        survey.theirs.id,
        this.#place(
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
    for (const sample of plan.samples) this.#sample(sample);
    for (const tray of plan.trays) this.#tray(tray);
    this.#finish();
  }

  /** Where things are here, once all are written. */
  get rows(): RowsHere {
    const { sites, samples, classes } = this.#rows;
    return { told: this.#told, sites, samples, classes };
  }

  /** A step of the other lab is told for good, also where nothing else of this merge is. */
  rememberEdit(origins: readonly string[], edit: number): void {
    this.#remember('edits', origins, { row: edit, isBorn: true, said: {}, by: edit });
  }

  #sample(placed: PlacedSample): void {
    const { theirs, name } = placed;
    const row = this.#place(
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
    );
    this.#rows.samples.set(theirs.id, row);
    if (placed.fate !== 'there') this.#keepNumber(this.#rows.surveys.get(theirs.survey) ?? 0, name);
    let next: number | undefined;
    for (const { photo, row: known } of placed.photos) {
      if (placed.fate === 'there') next ??= nextAngleOf(this.#db, sampleId.parse(row));
      const angle = next ?? photo.angle;
      if (next !== undefined) next += 1;
      const id = this.#put('photos', known, { ...photoColumns(photo), sample_id: row, angle });
      this.#told.photos.set(photo.id, id);
      this.#out('photos', id);
    }
    for (const { row: photo, set } of placed.photoSets) this.#set('photos', photo, set);
    for (const claim of placed.claims) this.#claim(row, claim);
    for (const reading of placed.readings) this.#reading(row, reading);
  }

  #claim(sample: number, { className, file }: { className: string; file: string }): void {
    const args = { sample, classId: this.#classNamed(className), file };
    const known = first<{ id: number }>(
      this.#db,
      'SELECT id FROM label_conflicts WHERE sample_id = @sample AND class_id = @classId AND file = @file',
      args,
    );
    const id =
      known?.id ??
      run(
        this.#db,
        `INSERT INTO label_conflicts (sample_id, class_id, file, answered_at) VALUES (@sample, @classId, @file, @at)`,
        { ...args, at: this.#at },
      ).id;
    this.#set('label_conflicts', id, { answeredAt: null });
  }

  #reading(sample: number, { person, className, labelName, readAt }: Reading): void {
    const known = first<{ id: number }>(
      this.#db,
      'SELECT id FROM readings WHERE sample_id = @sample AND person = @person',
      { sample, person },
    );
    const id = this.#put('readings', known?.id, {
      ...{ sample_id: sample, person, read_at: readAt },
      class_id: className === null ? null : this.#classNamed(className),
      label_id: labelName === null ? null : this.#classNamed(labelName),
    });
    this.#out('readings', id);
  }

  #tray(placed: PlacedTray): void {
    const { theirs, name } = placed;
    const row = this.#place('trays', placed, (facts) => ({
      ...columnsOf('trays', facts),
      ...{ number: name, survey_id: this.#rows.surveys.get(theirs.survey) ?? null },
      ...{ hash: theirs.hash, extension: theirs.extension, page: theirs.page, bytes: theirs.bytes },
      ...{ width_px: theirs.width, height_px: theirs.height, file_name: theirs.fileName },
      ...{ taken_at: theirs.takenAt, imported_at: theirs.importedAt },
    }));
    for (const found of placed.detections)
      this.#place(
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

  /**
   * Makes a thing, or changes it, and remembers where it is from.
   *
   * @param columns of a thing that is made. @param inRows facts with the rows that other things have here.
   */
  #place<T extends Thing>(
    entity: Kind,
    { theirs, fate, row, set }: Placed<T>,
    columns: (facts: Facts) => Columns,
    inRows: (facts: Facts) => Facts = (facts) => facts,
  ): number {
    const facts = inRows(set);
    const id = fate === 'there' && row !== undefined ? row : this.#put(entity, row, columns(facts));
    if (fate === 'there') this.#set(entity, id, facts);
    else this.#out(entity, id);
    if (entity !== 'scale_profiles' && (fate !== 'there' || this.#known.isBorn(entity, id)))
      this.#told[entity].set(theirs.id, id);
    this.#remember(entity, theirs.origins, { row: id, isBorn: fate !== 'there', said: theirs.facts });
    return id;
  }

  /** A row in the bin, with these columns: a new one, or one that lies there already. */
  #put(entity: Entity, row: number | undefined, columns: Columns): number {
    const binned = entity === 'label_conflicts' ? {} : { deleted_at: this.#at };
    const values = { ...columns, ...(row === undefined ? binned : {}) };
    const names = Object.keys(values);
    if (row !== undefined) {
      const sets = names.map((name) => `${name} = @${name}`).join(', ');
      run(this.#db, `UPDATE ${entity} SET ${sets} WHERE id = @rowId`, { ...values, rowId: row });
      return row;
    }
    const list = names.map((name) => `@${name}`).join(', ');
    return run(this.#db, `INSERT INTO ${entity} (${names.join(', ')}) VALUES (${list})`, values).id;
  }

  #out(entity: Entity, row: number): void {
    const rows = this.#born.get(entity) ?? [];
    rows.push(row);
    this.#born.set(entity, rows);
  }

  #set(entity: Entity, row: number, facts: Facts): void {
    for (const [field, value] of Object.entries(facts)) {
      const key = `${entity}.${field}`;
      const change = this.#changes.get(key) ?? { entity, field, values: new Map<number, FieldValue>() };
      change.values.set(row, value);
      this.#changes.set(key, change);
    }
  }

  #remember(
    entity: Kind | 'classes' | 'edits',
    origins: readonly string[],
    { row, isBorn, said, by = this.#edit }: { row: number; isBorn: boolean; said: Facts; by?: number },
  ): void {
    const stated = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null));
    for (const origin of origins)
      run(
        this.#db,
        `INSERT INTO origins (entity, origin, edit_id, row_id, born, said) VALUES (@entity, @origin, @edit, @row, @born, @said)
         ON CONFLICT DO NOTHING`,
        {
          ...{ entity, origin, row, edit: by, born: isBorn ? 1 : 0 },
          said: JSON.stringify(stated),
        },
      );
  }

  #classNamed(name: string): number {
    const known =
      this.#classes.get(name) ??
      first<{ id: number }>(this.#db, 'SELECT id FROM classes WHERE name = @name', { name })?.id;
    return known ?? this.#put('classes', undefined, { name });
  }

  #withClass(facts: Facts): Facts {
    if (typeof facts.class !== 'string') return facts;
    return { ...facts, class: this.#classNamed(facts.class) };
  }

  /** A number that is on a label is not given again. */
  #keepNumber(survey: number, name: string): void {
    const number = Number(/^S-(\d{1,9})$/.exec(name)?.[1] ?? 0);
    if (number > 0)
      run(this.#db, 'UPDATE surveys SET last_number = max(last_number, @number) WHERE id = @survey', {
        number,
        survey,
      });
  }

  #finish(): void {
    for (const [entity, rows] of this.#born)
      this.#step.set(entity, 'deletedAt' as FieldOf<typeof entity>, rows, null);
    for (const { entity, field, values } of this.#changes.values())
      this.#step.set(
        entity,
        field as FieldOf<typeof entity>,
        [...values.keys()],
        (row) => values.get(row) ?? null,
      );
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
