import { type MergeOptions, type MergeResult } from '#shared/domain/merge.ts';
import { type Turns, inTurns } from '#host/lib/in-turns.ts';
import { refuseTooSmall } from '#host/lib/refuse-too-small.ts';
import { authorNow } from '../author.ts';
import { type WritableDb, changesIn } from '../database.ts';
import { explained } from '#host/lib/explained.ts';
import type { LabWork } from '../hooks.ts';
import { type Lab, refuseReadOnly } from '../lab.ts';
import { type OtherFile, copyFiles } from './copy-files.ts';
import { type FoundModel, type ReadModel, copyModels, failingModels } from './copy-models.ts';
import { type ModelDigest, type ModelDigests, modelDigests } from './model-digests.ts';
import { openOtherLab } from './open-other-lab.ts';
import { outcomeOf } from './outcome.ts';
import type { PlacedModel } from './place-bench.ts';
import { type MergePlan, planningMerge } from './plan.ts';
import { type ReadLab, readingContents } from './read-contents.ts';
import type { LeftOut } from './row-reader.ts';
import { writingPlan } from './write-plan.ts';
import { writeInTurns } from '../write-in-turns.ts';

/**
 * What bringing in another lab would come to. Nothing is written to the lab; models that would come are tried in a temporary folder.
 *
 * @param readModel what looks at a model's file before it counts.
 * @throws StrandlineError what opening the other lab throws; `bad-argument` for the lab itself and for choices that there are not.
 */
export async function previewMerge(
  lab: Lab,
  options: MergeOptions,
  readModel: ReadModel,
): Promise<MergeResult> {
  const other = await openOtherLab(lab, options.source);
  try {
    const today = dayAfter();
    const theirs = await inTurns(readingContents(other.db, { isOther: true, today }));
    const ours = await inTurns(readingContents(lab.db, { isOther: false, today }));
    const digests = await modelDigests({ lab, other }, { ours, theirs });
    const planned = (read: ModelDigests): Promise<MergePlan> =>
      inTurns(planningMerge(ours, theirs, { ...options, digests: read }));
    const first = await planned(digests);
    const failed = await failingModels({ lab, other, readModel }, first.bench.models);
    const plan = failed.size === 0 ? first : await planned(withoutFailed(digests, failed));
    return outcomeOf(plan, { other: theirs.contents, source: options.source });
  } finally {
    other.close();
  }
}

/**
 * Brings another lab in: its photos and the models that its verdicts name are copied first, for good, and then one transaction
 * writes all rows, so a kill at any moment leaves the lab as it was or as it will be. The other lab is not written to. One undo
 * takes it back.
 *
 * @param readModel what looks at a model's file before it counts.
 * @throws StrandlineError as {@link previewMerge}; `lab-read-only`, `disk-full`; the reason of the signal.
 */
export async function mergeLab(
  { lab, ...hooks }: LabWork,
  options: MergeOptions,
  readModel: ReadModel,
): Promise<MergeResult> {
  refuseReadOnly(lab);
  const other = await openOtherLab(lab, options.source);
  try {
    const today = dayAfter();
    const theirs = await inTurns(readingContents(other.db, { isOther: true, today }), hooks.signal);
    const failed = new Map<string, string>();
    const copied = new Set<string>();
    const found = new Map<string, FoundModel>();
    const toCopy = (
      plan: MergePlan,
    ): { files: ReturnType<typeof filesOf>; models: readonly PlacedModel[] } => ({
      files: filesOf(plan).filter(({ hash }) => !copied.has(hash)),
      models: plan.bench.models.filter(({ digest }) => digest !== undefined && !found.has(digest.sha256)),
    });
    const isCopied = (plan: MergePlan): boolean => {
      const { files, models } = toCopy(plan);
      return files.length === 0 && models.length === 0;
    };
    let read: ModelDigests | undefined;
    for (let tries = 0; ;) {
      // Once more after every copying, and after every change: people go on with the lab meanwhile.
      const before = changesIn(lab.db);
      const whole = without(theirs, failed);
      const planning = (ours: ReadLab, digests: ModelDigests): Turns<MergePlan> =>
        planningMerge(ours, whole, { ...options, digests: withoutFailed(digests, failed) });
      function* writing(db: WritableDb, ours: ReadLab, plan: MergePlan): Turns<MergeResult> {
        const leftOut = filesLeftOut(theirs, failed);
        const result = outcomeOf(plan, { other: theirs.contents, source: options.source, leftOut });
        const things = result.comes.photos + result.comes.trays;
        yield* writingPlan(db, authorNow(db), { plan, ours, theirs: whole, found, things });
        return result;
      }
      let plan: MergePlan;
      if (tries < patience || read === undefined) {
        const ours = await inTurns(readingContents(lab.db, { isOther: false, today }), hooks.signal);
        read = await modelDigests({ lab, other }, { ours, theirs }, hooks.signal);
        plan = await inTurns(planning(ours, read), hooks.signal);
        if (isCopied(plan)) {
          if (changesIn(lab.db) === before)
            return await writeInTurns(lab, (db) => writing(db, ours, plan), hooks.signal);
          tries += 1;
          continue;
        }
      } else {
        const digests = read;
        const done = await writeInTurns(
          lab,
          function* (db): Turns<{ plan: MergePlan; result?: MergeResult }> {
            const ours = yield* readingContents(db, { isOther: false, today });
            const now = yield* planning(ours, digests);
            return isCopied(now) ? { plan: now, result: yield* writing(db, ours, now) } : { plan: now };
          },
          hooks.signal,
        );
        if (done.result !== undefined) return done.result;
        plan = done.plan;
      }
      const { files, models } = toCopy(plan);
      await refuseTooSmall(
        lab.directory,
        [...files, ...models.map(({ digest }) => digest)].reduce((sum, file) => sum + (file?.bytes ?? 0), 0),
      );
      for (const [hash, reason] of await copyFiles({ lab, other }, files, hooks)) failed.set(hash, reason);
      for (const { hash } of files) copied.add(hash);
      const tried = await copyModels({ lab, other, readModel }, models, hooks);
      for (const [hash, reason] of tried.failed) failed.set(hash, reason);
      for (const [hash, model] of tried.found) found.set(hash, model);
    }
  } catch (error) {
    throw explained(error, options.source);
  } finally {
    other.close();
  }
}

/** How often the lab may change while it is read; then it is read in the transaction that writes it. */
const patience = 2;

/** Where the other lab is, tomorrow may have begun. */
function dayAfter(): string {
  return new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
}

function filesOf({ samples, trays }: MergePlan): (OtherFile & { bytes: number })[] {
  const files = [
    ...samples.flatMap(({ photos }) => photos.map(({ photo }) => photo)),
    ...trays.filter(({ fate }) => fate !== 'there').map(({ theirs }) => theirs),
  ];
  return [...new Map(files.map((file) => [file.hash, file])).values()];
}

/** Models whose files are not what they should be have a reason for that. */
function withoutFailed(digests: ModelDigests, failed: ReadonlyMap<string, string>): ModelDigests {
  const told = (digest: ModelDigest | string): ModelDigest | string =>
    typeof digest === 'string' ? digest : (failed.get(digest.sha256) ?? digest);
  return {
    ...digests,
    theirs: new Map([...digests.theirs].map(([model, digest]) => [model, told(digest)])),
  };
}

/** The other lab without the photos and trays whose files are not what they should be. */
function without(read: ReadLab, failed: ReadonlyMap<string, string>): ReadLab {
  if (failed.size === 0) return read;
  const { samples, trays } = read.contents;
  return {
    ...read,
    contents: {
      ...read.contents,
      samples: samples.map((sample) => ({
        ...sample,
        photos: sample.photos.filter(({ hash }) => !failed.has(hash)),
      })),
      trays: trays.filter(({ hash }) => !failed.has(hash)),
    },
  };
}

function filesLeftOut({ contents }: ReadLab, failed: ReadonlyMap<string, string>): LeftOut[] {
  const files = [...contents.samples.flatMap(({ photos }) => photos), ...contents.trays];
  return files.flatMap(({ hash, fileName }) => {
    const reason = failed.get(hash);
    return reason === undefined ? [] : [{ what: `The picture ${fileName}`, reason }];
  });
}
