import { type StoredStudy, getStudy, listStudies, pointsOf } from '#host/catalogue/queries/studies.ts';
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
  return {
    start: async (request) => {
      const { job, study } = await startStudy(labs, events, request);
      return { job: job.id, study };
    },
    resume: ({ study }) => ({ job: resumeStudy(labs, events, study).id, study }),
    list: () => listStudies(labs.current.lab.db).map((study) => toldStudy(labs.current, study)),
    get: ({ study }) => toldStudy(labs.current, getStudy(labs.current.lab.db, study)),
  };
}

/** A study with what its points say together. */
function toldStudy({ lab }: OpenLab, { id, request, ...stored }: StoredStudy): Study {
  const { vary, hold } = request;
  const measure = request.measure ?? (vary === 'leakage' ? 'photo' : 'sample');
  const points = [...pointsOf(lab.db, id).values()];
  const summary = summarise(points, measure);
  const onNumbers = points.flatMap(({ x, [measure]: { accuracy } }) =>
    typeof x === 'number' ? [{ x, accuracy }] : [],
  );
  return {
    ...stored,
    study: id,
    vary,
    hold,
    measure,
    points: points.map(withoutTallies),
    summary,
    fit: fitInversePower(onNumbers),
    sentence: sentenceOf({ vary, hold, measure, points, summary }),
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
