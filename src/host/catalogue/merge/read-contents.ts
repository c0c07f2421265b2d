import type { z } from 'zod';
import { nameProblem } from '#shared/domain/names.ts';
import { type Turns, atOnce } from '#host/lib/in-turns.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type FieldSpecs, fieldProblem } from '#shared/fields/field.ts';
import { sampleFields } from '#shared/fields/sample-fields.ts';
import { siteFields } from '#shared/fields/site-fields.ts';
import { surveyFields } from '#shared/fields/survey-fields.ts';
import { type ReadableDb, first } from '../database.ts';
import { type Entity, type FieldOf, columnOf } from '../edits/columns.ts';
import { type PastChange, readHistory } from './history.ts';
import { type KnownOrigins, knownOrigins } from './known-origins.ts';
import { type BenchHere, benchHere, noBenchHere } from './bench-here.ts';
import { type Bench, noBench, readBench } from './read-bench.ts';
import { type LeftOut, RowReader, factPrefix } from './row-reader.ts';
import {
  claimSchema,
  classSchema,
  detectionSchema,
  labSchema,
  photoSchema,
  profileSchema,
  readingSchema,
  sampleSchema,
  surveySchema,
  thingSchema,
  traySchema,
} from './stored-rows.ts';
import type { Contents, Facts, Sample, Tray } from './things.ts';

/** A lab's catalogue as it was read. */
export interface ReadLab {
  readonly contents: Contents;
  readonly known: KnownOrigins;
  /** Its sessions and verdicts; of the lab that comes in alone. */
  readonly bench: Bench;
  /** Which of them are here; of the lab that another comes into alone. */
  readonly here: BenchHere;
  /** What people did in it; of the lab that comes in alone. */
  readonly history: readonly PastChange[];
  /** Rows that are not what a lab has, or hold what no field takes. */
  readonly leftOut: readonly LeftOut[];
}

interface Reading {
  readonly isOther: boolean;
  /** ISO date. */
  readonly today: string;
}

/**
 * Reads a lab for a merge. Nothing that stands in it is trusted: a row that is not whole is left out by name.
 *
 * @param how `isOther`: whether it is the lab that comes in: what lies in its bin stays there.
 * @throws StrandlineError `corrupt-file` for a lab that does not say who it is.
 */
export function readContents(db: ReadableDb, how: Reading): ReadLab {
  return atOnce(readingContents(db, how));
}

/** The same, with pauses: what changes in one of them is read half before and half behind. */
export function* readingContents(db: ReadableDb, { isOther, today }: Reading): Turns<ReadLab> {
  const reader = new Reader(db, isOther, today);
  const contents = yield* reader.contents();
  const { known, rows } = reader;
  return {
    ...{ contents, known, leftOut: rows.leftOut },
    bench: isOther ? yield* readBench(db, { uid: contents.uid, lab: contents.name, known, rows }) : noBench,
    here: isOther ? noBenchHere : benchHere(db, contents.uid, known),
    history: isOther ? readHistory(db, contents.uid, known) : [],
  };
}

const samplesInUse =
  'samples.deleted_at IS NULL AND EXISTS (SELECT 1 FROM surveys WHERE surveys.id = samples.survey_id AND surveys.deleted_at IS NULL)';

/** When a row was made: the first step about it made it. */
const bornAt = (entity: string): string =>
  `(SELECT edits.at FROM changes JOIN edits ON edits.id = changes.edit_id
    WHERE entity = '${entity}' AND row_id = ${entity}.id ORDER BY changes.edit_id LIMIT 1) AS bornAt`;

class Reader {
  readonly known: KnownOrigins;
  readonly rows: RowReader;
  readonly #db: ReadableDb;
  readonly #isOther: boolean;
  readonly #today: string;
  #uid = '';

  constructor(db: ReadableDb, isOther: boolean, today: string) {
    this.#db = db;
    this.#isOther = isOther;
    this.#today = today;
    this.rows = new RowReader(db);
    this.known = knownOrigins(db);
  }

  *contents(): Turns<Contents> {
    const lab = labSchema.safeParse(first(this.#db, 'SELECT name, uid FROM lab'));
    if (!lab.success)
      throw new StrandlineError(
        'corrupt-file',
        'This lab does not say which one it is. Open it once in Strandline, where it may be written, and close it again.',
      );
    this.#uid = lab.data.uid;
    return {
      ...lab.data,
      classes: yield* this.#rows(
        classSchema,
        `SELECT id, name, deleted_at IS NOT NULL AS isBinned FROM classes ${this.#inUse('')} ORDER BY id`,
        ({ name }) => `The class ${String(name)}`,
      ),
      profiles: yield* this.#profiles(),
      sites: yield* this.#sites(),
      surveys: yield* this.#surveys(),
      samples: yield* this.#samples(),
      trays: yield* this.#trays(),
    };
  }

  #inUse(table: string): string {
    return this.#isOther ? `WHERE ${table === '' ? '' : `${table}.`}deleted_at IS NULL` : '';
  }

  #rows<S extends z.ZodType>(
    schema: S,
    sql: string,
    what: (row: Record<string, unknown>) => string,
  ): Turns<z.output<S>[]> {
    return this.rows.rows(schema, sql, what);
  }

  *#profiles(): Turns<Contents['profiles']> {
    return (yield* this.#rows(
      profileSchema,
      `SELECT id, name, um_per_pixel AS umPerPixel, deleted_at IS NOT NULL AS isBinned, ${bornAt('scale_profiles')}
       FROM scale_profiles ${this.#inUse('')} ORDER BY id`,
      ({ name }) => `The calibration ${String(name)}`,
    )).map(({ id, name, umPerPixel, isBinned, bornAt: at }) => ({
      ...{ id, name, isBinned, facts: { name, umPerPixel } },
      origins: this.known.of('scale_profiles', id, `${this.#uid}/${id}/${at ?? ''}`),
    }));
  }

  *#sites(): Turns<Contents['sites']> {
    return (yield* this.#rows(
      thingSchema,
      `SELECT id, name, deleted_at IS NOT NULL AS isBinned, ${bornAt('sites')}, ${factsOf('sites', siteFields)}
       FROM sites ${this.#inUse('')} ORDER BY id`,
      ({ name }) => `The site ${String(name)}`,
    )).flatMap(({ id, name, isBinned, bornAt: at, facts }) => {
      const checked = this.#checked(siteFields, facts, `The site ${name}`);
      if (this.#isNoName(name, 'site', `The site ${name}`)) return [];
      return [
        {
          ...{ id, name, isBinned, facts: checked },
          origins: this.known.of('sites', id, `${this.#uid}/${id}/${at ?? ''}`),
        },
      ];
    });
  }

  *#surveys(): Turns<Contents['surveys']> {
    return (yield* this.#rows(
      surveySchema,
      `SELECT surveys.id, surveys.name, surveys.created_at AS createdAt, surveys.deleted_at IS NOT NULL AS isBinned,
         ${factsOf('surveys', ownSurveyFields, `sites.name AS "fact:site"`)}
       FROM surveys LEFT JOIN sites ON sites.id = surveys.site_id ${this.#inUse('surveys')} ORDER BY surveys.id`,
      ({ name }) => `The survey ${String(name)}`,
    )).flatMap(({ id, name, isBinned, createdAt, facts }) => {
      const checked = this.#checked(surveyFields, facts, `The survey ${name}`);
      if (this.#isNoName(name, 'survey', `The survey ${name}`)) return [];
      return [
        {
          ...{ id, name, isBinned, createdAt, facts: checked },
          origins: this.known.of('surveys', id, `${this.#uid}/${id}/${createdAt}`),
        },
      ];
    });
  }

  *#samples(): Turns<Contents['samples']> {
    const photos = Map.groupBy(yield* this.#photos(), ({ sample }) => sample);
    const claims = Map.groupBy(yield* this.#claims(), ({ sample }) => sample);
    const readings = Map.groupBy(yield* this.#readings(), ({ sample }) => sample);
    return (yield* this.#rows(
      sampleSchema,
      `SELECT samples.id, survey_id AS survey, number AS name, samples.created_at AS createdAt, given_side AS givenSide,
         reviewed_at AS reviewedAt, samples.deleted_at IS NOT NULL AS isBinned,
         ${factsOf('samples', sampleFields, `classes.name AS "fact:class"`)}
       FROM samples LEFT JOIN classes ON classes.id = class_id ${this.#isOther ? `WHERE ${samplesInUse}` : ''}
       ORDER BY survey_id, samples.id`,
      ({ name }) => `The sample ${String(name)}`,
    )).flatMap((row): Sample[] => {
      const what = `The sample ${row.name}`;
      if (this.#isNoName(row.name, 'number', what)) return [];
      const { class: classNamed = null, ...fields } = row.facts;
      return [
        {
          ...row,
          facts: { ...this.#checked(sampleFields, fields, what), class: classNamed },
          origins: this.known.of('samples', row.id, `${this.#uid}/${row.id}/${row.createdAt}`),
          photos: photos.get(row.id) ?? [],
          claims: claims.get(row.id) ?? [],
          readings: readings.get(row.id) ?? [],
        },
      ];
    });
  }

  *#photos(): Turns<z.output<typeof photoSchema>[]> {
    return yield* this.#rows(
      photoSchema,
      `SELECT photos.id, photos.sample_id AS sample, hash, extension, angle, bytes, width_px AS width,
         height_px AS height, taken_at AS takenAt, um_per_pixel AS umPerPixel, scale_source AS scaleSource,
         rotation_degrees AS rotation, file_name AS fileName, fingerprint, imported_at AS importedAt, page,
         range_low AS rangeLow, range_high AS rangeHigh, photos.latitude, photos.longitude, source,
         photos.deleted_at IS NOT NULL AS isBinned
       FROM photos JOIN samples ON samples.id = photos.sample_id
       ${this.#isOther ? `WHERE photos.deleted_at IS NULL AND ${samplesInUse}` : ''}
       ORDER BY photos.sample_id, angle, photos.id`,
      ({ fileName }) => `The photo ${String(fileName)}`,
    );
  }

  *#claims(): Turns<z.output<typeof claimSchema>[]> {
    return (yield* this.#rows(
      claimSchema,
      `SELECT label_conflicts.id, sample_id AS sample, classes.name AS className, file, answered_at IS NOT NULL AS isAnswered
       FROM label_conflicts JOIN classes ON classes.id = class_id ORDER BY label_conflicts.id`,
      ({ file }) => `What ${String(file)} says`,
    )).filter(({ id }) => !this.known.takenBackRows.label_conflicts.has(id));
  }

  *#readings(): Turns<z.output<typeof readingSchema>[]> {
    return (yield* this.#rows(
      readingSchema,
      `SELECT readings.id, sample_id AS sample, person, classes.name AS className, labels.name AS labelName,
         read_at AS readAt, readings.deleted_at IS NOT NULL AS isBinned
       FROM readings LEFT JOIN classes ON classes.id = readings.class_id
       LEFT JOIN classes AS labels ON labels.id = label_id ${this.#inUse('readings')} ORDER BY readings.id`,
      ({ person }) => `A reading of ${String(person)}`,
    )).filter(({ id }) => !this.known.takenBackRows.readings.has(id));
  }

  *#trays(): Turns<Tray[]> {
    const detections = Map.groupBy(yield* this.#detections(), ({ tray }) => tray);
    const rows = yield* this.#rows(
      traySchema,
      `SELECT trays.id, survey_id AS survey, number AS name, hash, extension, page, bytes, width_px AS width,
         height_px AS height, file_name AS fileName, taken_at AS takenAt, imported_at AS importedAt,
         trays.deleted_at IS NOT NULL AS isBinned, ${factsNamed('trays', trayFacts)}
       FROM trays ${this.#isOther ? 'JOIN surveys ON surveys.id = survey_id WHERE trays.deleted_at IS NULL AND surveys.deleted_at IS NULL' : ''}
       ORDER BY survey_id, trays.id`,
      ({ name }) => `The tray ${String(name)}`,
    );
    return rows.map((row): Tray => {
      const own = `${this.#uid}/${row.id}/${row.importedAt}`;
      return {
        ...row,
        origins: this.known.of('trays', row.id, own),
        detections: (detections.get(row.id) ?? []).map((found) => ({
          ...found,
          name: `${row.name}/${found.id}`,
          origins: this.known.of('detections', found.id, `${own}/${found.id}`),
        })),
      };
    });
  }

  *#detections(): Turns<z.output<typeof detectionSchema>[]> {
    return yield* this.#rows(
      detectionSchema,
      `SELECT detections.id, tray_id AS tray, sample_id AS sample, detections.deleted_at IS NOT NULL AS isBinned,
         ${factsNamed('detections', detectionFacts, `classes.name AS "fact:class"`)}, score, touching
       FROM detections LEFT JOIN classes ON classes.id = class_id ${this.#inUse('detections')} ORDER BY detections.id`,
      ({ tray }) => `A thing in the tray of row ${String(tray)}`,
    );
  }

  #isNoName(name: string, kind: 'site' | 'survey' | 'number', what: string): boolean {
    if (!this.#isOther) return false;
    const problem = nameProblem(name, kind);
    if (problem !== undefined) this.rows.leftOut.push({ what, reason: `its name cannot be one. ${problem}` });
    return problem !== undefined;
  }

  /** Facts without what their fields do not take; each is told. */
  #checked(specs: FieldSpecs, facts: Facts, what: string): Facts {
    if (!this.#isOther) return facts;
    return Object.fromEntries(
      Object.entries(facts).map(([field, value]) => {
        const spec = specs[field];
        const problem = spec && fieldProblem(spec, value, this.#today);
        if (problem === undefined || spec?.required === true) return [field, value];
        this.rows.leftOut.push({ what: `${what}, ${spec?.label ?? field}`, reason: problem });
        return [field, null];
      }),
    );
  }
}

/** The site is another row. */
const ownSurveyFields = Object.fromEntries(
  Object.entries(surveyFields).filter(([field]) => field !== 'site'),
);

/** Columns of a tray that say something of it. */
const trayFacts = [
  'umPerPixel',
  'scaleSource',
  'scaleUncertainty',
  'region',
  'role',
  'replicate',
  'notes',
  'reviewedBy',
  'reviewedAt',
] as const satisfies FieldOf<'trays'>[];

const detectionFacts = [
  'outline',
  'state',
  'source',
  'maxFeret',
  'minFeret',
  'feretLine',
  'geodesic',
  'area',
  'solidity',
  'sharpness',
  'classBy',
  'verdict',
  'atEdge',
] as const satisfies FieldOf<'detections'>[];

/** The fields of an entity as columns that {@link withFacts} takes together. @param more of another table, besides. */
function factsOf(entity: 'sites' | 'surveys' | 'samples', specs: FieldSpecs, more = ''): string {
  return factsNamed(entity, Object.keys(specs), more);
}

function factsNamed(entity: Entity, fields: readonly string[], more = ''): string {
  const columns = fields.map((field) => `${entity}.${columnOf(entity, field)} AS "${factPrefix}${field}"`);
  return [...columns, ...(more === '' ? [] : [more])].join(', ');
}
