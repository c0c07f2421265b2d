import type { MergeConflict, MergeOptions } from '#shared/domain/merge.ts';
import { type Turns, atOnce } from '#host/lib/in-turns.ts';
import { Conflicts } from './conflicts.ts';
import { type PlacedClass, placeClasses } from './place-classes.ts';
import { type PlacedSample, placeSamples } from './place-samples.ts';
import { type Placed, placeThings } from './place-things.ts';
import { type PlacedTray, placeTrays } from './place-trays.ts';
import type { Planning } from './planning.ts';
import { type PlacedBench, placeBench } from './place-bench.ts';
import type { ModelDigests } from './model-digests.ts';
import type { ReadLab } from './read-contents.ts';
import type { LeftOut } from './row-reader.ts';
import type { Survey, Thing } from './things.ts';

/** What a merge does, to the last row, before anything is written. */
export interface MergePlan {
  readonly classes: readonly PlacedClass[];
  readonly profiles: readonly Placed<Thing>[];
  readonly sites: readonly Placed<Thing>[];
  readonly surveys: readonly Placed<Survey>[];
  readonly samples: readonly PlacedSample[];
  readonly trays: readonly PlacedTray[];
  readonly bench: PlacedBench;
  readonly conflicts: readonly MergeConflict[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Decides what another lab brings. It depends on the two labs and the choices alone, and writes nothing.
 *
 * What is known by its origin is itself. Else sites, surveys and calibrations are the same where their names and all that is
 * said of them are, and samples where all of their photos that are here are photos of one sample.
 *
 * @param digests of the models that may come. @throws StrandlineError `bad-argument` for choices that there are not.
 */
export function planMerge(...given: Parameters<typeof planningMerge>): MergePlan {
  return atOnce(planningMerge(...given));
}

/** The same, with pauses. */
export function* planningMerge(
  ours: ReadLab,
  theirs: ReadLab,
  {
    classes: mapped,
    choices,
    digests,
  }: Pick<MergeOptions, 'classes' | 'choices'> & { digests: ModelDigests },
): Turns<MergePlan> {
  const conflicts = new Conflicts(choices);
  const planning: Planning = { conflicts, known: ours.known, uid: theirs.contents.uid };
  const { contents: here } = ours;
  const { contents: there } = theirs;
  const classes = placeClasses(planning, { ours: here.classes, theirs: there.classes, mapped });
  const classNames = new Map(classes.map(({ theirs: { name }, name: our }) => [name, our]));
  const profiles = placeThings(planning, {
    ...{ kind: 'scale_profiles', conflict: 'profile', nameKind: 'profile' },
    ...{ ours: here.profiles, theirs: there.profiles },
  });
  const sites = placeThings(planning, {
    ...{ kind: 'sites', conflict: 'site', nameKind: 'site' },
    ...{ ours: here.sites, theirs: there.sites },
  });
  const siteNames = new Map(sites.map(({ theirs: { name }, name: our }) => [name, our]));
  const surveys = placeThings(planning, {
    ...{ kind: 'surveys', conflict: 'survey', nameKind: 'survey' },
    ...{ ours: here.surveys, theirs: there.surveys },
    // A site that stays out is none.
    inOurWords: (facts) => ({
      ...facts,
      site: typeof facts.site === 'string' ? (siteNames.get(facts.site) ?? null) : null,
    }),
  });
  const samples = yield* placeSamples(planning, { ours: here, theirs: there, surveys, classNames });
  yield;
  const trays = placeTrays(planning, { ours: here, theirs: there, surveys, classNames });
  yield;
  const bench = placeBench(planning, {
    ...{ ours: ours.here, theirs: theirs.bench, digests },
    samples: new Set(samples.map((placed) => placed.theirs.id)),
  });
  conflicts.refuseUnknown();
  return {
    ...{ classes, profiles, sites, surveys, samples, trays, bench },
    conflicts: conflicts.list,
    leftOut: [...theirs.leftOut, ...bench.leftOut],
  };
}
