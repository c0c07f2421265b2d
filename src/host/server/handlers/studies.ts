import {
  type StoredStudy,
  getStudy,
  listStudies,
  pointsOf,
} from '#host/catalogue/queries/learning/studies.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { fitInversePower } from '#shared/studies/fit.ts';
import { sentenceOf } from '#shared/studies/sentence.ts';
import type { MeasuredPoint, Study, StudyPoint } from '#shared/studies/study.ts';
import { summarise } from '#shared/studies/summary.ts';
import type { HostEvents } from '../events.ts';
import type { LabHolder, OpenLab } from '../lab-holder.ts';
import { resumeStudy, startStudy } from './study-jobs.ts';

export function studyHandlers(
  labs: LabHolder,
  events: HostEvents,
): HandlersOf<StrandlineContract, 'host'>['studies'] {
  const told: ToldStudies = new WeakMap();
  return {
    start: async (request) => {
      const { job, study } = await startStudy(labs, events, request);
      return { job: job.id, study };
    },
    resume: ({ study }) => ({ job: resumeStudy(labs, events, study).id, study }),
    list: () => listStudies(labs.current.lab.db).map((study) => toldStudy(labs.current, told, study)),
    get: ({ study }) => toldStudy(labs.current, told, getStudy(labs.current.lab.db, study)),
  };
}

type Told = Pick<Study, 'points' | 'summary' | 'fit' | 'sentence'>;

/**
 * What the points of each study of a lab said together, for so many points as had ended: points only ever join, and the
 * list is asked for after every run and whenever a lab is opened, which is too often for thousands of bootstraps.
 */
type ToldStudies = WeakMap<Lab, Map<number, Told>>;

/** A study with what its points say together. */
function toldStudy({ lab }: OpenLab, known: ToldStudies, { id, request, ...stored }: StoredStudy): Study {
  const { vary, hold } = request;
  const measure = request.measure ?? (vary === 'leakage' ? 'photo' : 'sample');
  const ofLab = known.get(lab) ?? new Map<number, Told>();
  known.set(lab, ofLab);
  const points = [...pointsOf(lab.db, id).values()];
  let told = ofLab.get(id);
  if (told?.points.length !== points.length) {
    told = tell({ vary, hold, measure }, points);
    ofLab.set(id, told);
  }
  return { ...stored, ...told, study: id, vary, hold, measure };
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

function withoutTallies({ x, seed, run, trained, photo, sample, baseline }: MeasuredPoint): StudyPoint {
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
