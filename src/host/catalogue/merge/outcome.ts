import type { MergeCounts, MergeResult } from '#shared/domain/merge.ts';
import { markOf } from './mark.ts';
import type { Placed } from './place-things.ts';
import type { MergePlan } from './plan.ts';
import type { LeftOut } from './row-reader.ts';
import type { Contents, Thing } from './things.ts';

/** What a plan comes to, for people. @param leftOut besides what the plan itself leaves out. */
export function outcomeOf(
  plan: MergePlan,
  { other, source, leftOut = [] }: { other: Contents; source: string; leftOut?: readonly LeftOut[] },
): MergeResult {
  const { samples, trays } = plan;
  const found = trays.flatMap(({ detections }) => detections);
  const photos = samples.flatMap((sample) => sample.photos.map(({ photo }) => photo));
  const comes: MergeCounts = {
    sites: count(plan.sites, true),
    surveys: count(plan.surveys, true),
    classes: plan.classes.filter(({ isNew }) => isNew).length,
    profiles: count(plan.profiles, true),
    samples: count(samples, true),
    photos: photos.length,
    trays: count(trays, true),
    detections: count(found, true),
    readings: samples.reduce((sum, { readings }) => sum + readings.length, 0),
    sessions: count(plan.bench.sessions, true),
    verdicts: count(plan.bench.verdicts, true),
    models: count(plan.bench.models, true),
  };
  const there: MergeCounts = {
    sites: count(plan.sites, false),
    surveys: count(plan.surveys, false),
    classes: plan.classes.filter(({ isNew }) => !isNew).length,
    profiles: count(plan.profiles, false),
    samples: count(samples, false),
    photos: samples.reduce((sum, { photosThere }) => sum + photosThere, 0),
    trays: count(trays, false),
    detections: count(found, false),
    readings: other.samples.reduce((sum, { readings }) => sum + readings.length, 0) - comes.readings,
    sessions: count(plan.bench.sessions, false),
    verdicts: count(plan.bench.verdicts, false),
    models: count(plan.bench.models, false),
  };
  const things: readonly Placed<Thing>[] = [
    ...plan.profiles,
    ...plan.sites,
    ...plan.surveys,
    ...samples,
    ...trays,
    ...found,
    ...plan.bench.sessions,
  ];
  const ofClass = Map.groupBy(other.samples, ({ facts }) => facts.class);
  return {
    other: { name: other.name, source, mark: markOf(other.uid) },
    comes,
    there,
    changed:
      things.filter(({ fate, set }) => fate === 'there' && Object.keys(set).length > 0).length +
      samples.reduce((sum, { photoSets }) => sum + photoSets.length, 0) +
      samples.filter(({ fate, claims }) => fate === 'there' && claims.length > 0).length,
    classes: plan.classes.map(({ theirs, name, isNew }) => ({
      ...{ theirs: theirs.name, ours: name, isNew },
      samples: ofClass.get(theirs.name)?.length ?? 0,
    })),
    conflicts: [...plan.conflicts],
    leftOut: [...plan.leftOut, ...leftOut],
    bytes:
      sum(photos) +
      sum(trays.filter(({ fate }) => fate !== 'there').map(({ theirs }) => theirs)) +
      sum(plan.bench.models.flatMap(({ digest }) => (digest === undefined ? [] : [digest]))),
  };
}

function count(placed: readonly Placed<Thing>[], comes: boolean): number {
  return placed.filter(({ fate }) => (fate !== 'there') === comes).length;
}

function sum(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((all, { bytes }) => all + bytes, 0);
}
