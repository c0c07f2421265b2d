import { type StoredStudy, pointsOf } from '#host/catalogue/queries/learning/studies.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { fitInversePower } from '#shared/studies/fit.ts';
import { sentenceOf } from '#shared/studies/sentence.ts';
import type { MeasuredPoint, Study, StudyPoint } from '#shared/studies/study.ts';
import { summarise } from '#shared/studies/summary.ts';

type Told = Pick<Study, 'points' | 'summary' | 'fit' | 'sentence'>;

/**
 * What the points of studies say together, known for so many points as had ended: points only ever join, and studies are
 * listed after every run and whenever a lab is opened, which is too often for thousands of bootstraps.
 */
export class ToldStudies {
  readonly #known = new WeakMap<Lab, Map<number, Told>>();

  /** A study with what its points say together. */
  of(lab: Lab, { id, request, ...stored }: StoredStudy): Study {
    const { vary, hold } = request;
    const measure = request.measure ?? (vary === 'leakage' ? 'photo' : 'sample');
    const known = this.#known.get(lab) ?? new Map<number, Told>();
    this.#known.set(lab, known);
    const points = [...pointsOf(lab.db, id).values()];
    let told = known.get(id);
    if (told?.points.length !== points.length) {
      told = tell({ vary, hold, measure }, points);
      known.set(id, told);
    }
    return { ...stored, ...told, study: id, vary, hold, measure };
  }
}

function tell(asked: Pick<Study, 'vary' | 'hold' | 'measure'>, points: readonly MeasuredPoint[]): Told {
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
