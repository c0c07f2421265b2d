import { type StoredStudy, pointsOf } from '#host/catalogue/queries/learning/studies.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { readBenchPoints } from './bench-study.ts';
import { openedToExact } from '#shared/learning/figures/exact-interval.ts';
import { projectionOf } from '#shared/studies/projection.ts';
import { whatIsSaid } from '#shared/studies/sentence.ts';
import type { MeasuredPoint, Study, StudyPoint, StudyRequest } from '#shared/studies/study.ts';
import { summarise } from '#shared/studies/summary.ts';

type Told = Pick<Study, 'points' | 'summary' | 'projection' | 'sentence' | 'remarks'>;
type Asked = Pick<StudyRequest, 'vary' | 'hold'> & Pick<Study, 'measure'>;

/**
 * What the points of studies say together, known for so many points as had ended: points only ever join, and studies are
 * listed after every run and whenever a lab is opened, which is too often for thousands of bootstraps.
 */
export class ToldStudies {
  readonly #known = new WeakMap<Lab, Map<number, Told>>();

  /** A study with what its points say together. */
  of(lab: Lab, { id, request, ...stored }: StoredStudy): Study {
    const { ended, leftOut } = endedPoints(lab, id, request);
    const points = ended.filter((point) => point !== null);
    if (request === null) return unasked({ ...stored, id }, points);
    const { vary, hold } = request;
    const measure = request.measure ?? (vary === 'leakage' ? 'photo' : 'sample');
    const known = this.#known.get(lab) ?? new Map<number, Told>();
    this.#known.set(lab, known);
    let told = known.get(id);
    if (told?.points.length !== points.length) {
      told = tell({ vary, hold, measure }, points, leftOut);
      known.set(id, told);
    }
    const lost = ended.length - points.length;
    const damaged =
      lost === 0
        ? null
        : `Damaged: ${lost} of its ${ended.length} points cannot be read. Resume it to make them again.`;
    return { ...stored, ...told, study: id, vary, hold, measure, damaged };
  }
}

/** Points of which nobody knows what they were made for say nothing together. */
function unasked({ id, ...stored }: Omit<StoredStudy, 'request'>, points: readonly MeasuredPoint[]): Study {
  const damaged = 'Damaged: what this study was asked for cannot be read.';
  return {
    ...stored,
    study: id,
    vary: null,
    hold: 'samples',
    measure: 'sample',
    points: points.map(withoutTallies),
    summary: [],
    projection: null,
    sentence: damaged,
    remarks: [],
    damaged,
  };
}

/** Points that have ended, null where one cannot be read; and how many test samples none of them looks at. */
function endedPoints(
  lab: Lab,
  id: number,
  request: StudyRequest | null,
): { ended: (MeasuredPoint | null)[]; leftOut: number } {
  if (request?.vary !== 'bench-angles') return { ended: [...pointsOf(lab.db, id).values()], leftOut: 0 };
  const found = readBenchPoints(lab, id);
  if (found === undefined) return { ended: [], leftOut: 0 };
  return found === null ? { ended: [null], leftOut: 0 } : { ended: found.points, leftOut: found.leftOut };
}

function tell(asked: Asked, points: readonly MeasuredPoint[], leftOut: number): Told {
  const summary = summarise(points);
  const isCurve = asked.vary === 'photos' || (asked.vary === 'angles' && asked.hold === 'samples');
  const [photo, sample] = isCurve
    ? [projectionOf(points, 'photo'), projectionOf(points, 'sample')]
    : [null, null];
  const projection = photo === null || sample === null ? null : { photo, sample };
  const { sentence, remarks } = whatIsSaid({ ...asked, points, summary, projection });
  return {
    points: points.map(withoutTallies),
    summary,
    projection,
    sentence,
    remarks: leftOut === 0 ? remarks : [...remarks, leftOutText(leftOut)],
  };
}

function leftOutText(samples: number): string {
  const have = samples === 1 ? '1 test sample has' : `${samples.toLocaleString('en')} test samples have`;
  return `${have} fewer photos than that and ${samples === 1 ? 'is' : 'are'} left out.`;
}

/** What an older version stored may be narrower than the exact interval of as many samples. */
function withoutTallies({
  x,
  seed,
  run,
  trained,
  photo,
  sample,
  baseline,
  tallies,
}: MeasuredPoint): StudyPoint {
  const opened = (of: Pick<StudyPoint, 'photo' | 'sample'>): Pick<StudyPoint, 'photo' | 'sample'> => ({
    photo: openedToExact(of.photo, tallies.length),
    sample: openedToExact(of.sample, tallies.length),
  });
  return {
    x,
    seed,
    run,
    trained,
    ...opened({ photo, sample }),
    baseline: baseline === null ? null : opened(baseline),
  };
}
