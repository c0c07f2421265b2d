import { type StoredStudy, pointsOf } from '#host/catalogue/queries/learning/studies.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { fitInversePower } from '#shared/studies/fit.ts';
import { sentenceOf } from '#shared/studies/sentence.ts';
import type { MeasuredPoint, Study, StudyPoint, StudyRequest } from '#shared/studies/study.ts';
import { summarise } from '#shared/studies/summary.ts';

type Told = Pick<Study, 'points' | 'summary' | 'fit' | 'sentence'>;
type Asked = Pick<StudyRequest, 'vary' | 'hold'> & Pick<Study, 'measure'>;

/**
 * What the points of studies say together, known for so many points as had ended: points only ever join, and studies are
 * listed after every run and whenever a lab is opened, which is too often for thousands of bootstraps.
 */
export class ToldStudies {
  readonly #known = new WeakMap<Lab, Map<number, Told>>();

  /** A study with what its points say together. */
  of(lab: Lab, { id, request, ...stored }: StoredStudy): Study {
    const ended = [...pointsOf(lab.db, id).values()];
    const points = ended.filter((point) => point !== null);
    if (request === null) return unasked({ ...stored, id }, points);
    const { vary, hold } = request;
    const measure = request.measure ?? (vary === 'leakage' ? 'photo' : 'sample');
    const known = this.#known.get(lab) ?? new Map<number, Told>();
    this.#known.set(lab, known);
    let told = known.get(id);
    if (told?.points.length !== points.length) {
      told = tell({ vary, hold, measure }, points);
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
    fit: null,
    sentence: damaged,
    damaged,
  };
}

function tell(asked: Asked, points: readonly MeasuredPoint[]): Told {
  const { measure } = asked;
  const summary = summarise(points, measure);
  const onNumbers = points.flatMap(({ x, [measure]: { accuracy } }) =>
    typeof x === 'number' ? [{ x, accuracy }] : [],
  );
  return {
    points: points.map(withoutTallies),
    summary,
    fit: fitInversePower(onNumbers),
    sentence: sentenceOf({ ...asked, points, summary }),
  };
}

function withoutTallies({ baseline, ...point }: MeasuredPoint): StudyPoint {
  const { x, seed, run, trained, photo, sample } = point;
  return {
    x,
    seed,
    run,
    trained,
    photo,
    sample,
    baseline: { photo: baseline.photo, sample: baseline.sample },
  };
}
