import { type BenchHere, runKey } from './bench-here.ts';
import { markedName, uidOf } from './mark.ts';
import type { ModelDigest, ModelDigests } from './model-digests.ts';
import type { Placed } from './place-things.ts';
import type { Planning } from './planning.ts';
import type { Bench, Model, Session, Verdict } from './read-bench.ts';
import type { LeftOut } from './row-reader.ts';
import type { Thing } from './things.ts';

/** A model of the other lab, and which it is here. */
export interface PlacedModel extends Placed<Model> {
  /** Of its file, where that has to be copied. */
  readonly digest: ModelDigest | undefined;
}

/** What was done at the bench of the other lab, and what becomes of it here. */
export interface PlacedBench {
  readonly sessions: readonly Placed<Session>[];
  readonly models: readonly PlacedModel[];
  readonly verdicts: readonly Placed<Verdict>[];
  readonly leftOut: readonly LeftOut[];
}

interface Placing {
  readonly ours: BenchHere;
  readonly theirs: Bench;
  /** Samples of the other lab that come, or are here. */
  readonly samples: ReadonlySet<number>;
  readonly digests: ModelDigests;
}

/**
 * Places sessions, the models that verdicts name, and verdicts. A session or verdict is known by its origin alone; a model also by
 * the bytes of its file, or by the run that made it.
 */
export function placeBench({ known }: Planning, { ours, theirs, samples, digests }: Placing): PlacedBench {
  const leftOut: LeftOut[] = [];
  const sessions = theirs.sessions.map((session): Placed<Session> => {
    const placed = placedOf('sessions', session);
    const ended = ours.ended.get(placed.row ?? 0);
    // One of this lab ends here; one that went on there has ended later.
    const isLater = typeof ended === 'string' && session.endedAt > ended;
    return placed.fate === 'there' && isLater ? { ...placed, set: session.facts } : placed;
  });
  const models = theirs.models.flatMap(placeModel);
  const comes = new Set(models.map((placed) => placed.theirs.id));
  let withoutSample = 0;
  const verdicts = theirs.verdicts.flatMap((verdict): Placed<Verdict>[] => {
    if (!comes.has(verdict.model)) return [];
    if (samples.has(verdict.sample)) return [placedOf('verdicts', verdict)];
    withoutSample += 1;
    return [];
  });
  if (withoutSample > 0)
    leftOut.push({ what: verdictsText(withoutSample), reason: 'what they are about does not come' });
  return { sessions, models, verdicts, leftOut };

  function placedOf<T extends Thing>(kind: 'sessions' | 'verdicts' | 'models', their: T): Placed<T> {
    const { name, facts, origins } = their;
    const again = known.takenBack(kind, origins);
    const row = origins.map((origin) => ours.rows[kind].get(origin)).find((one) => one !== undefined);
    if (row !== undefined && row !== again) return { theirs: their, fate: 'there', row, name, set: {} };
    return { theirs: their, fate: again === undefined ? 'new' : 'again', row: again, name, set: facts };
  }

  function placeModel(their: Model): PlacedModel[] {
    const placed = { ...placedOf('models', their), digest: undefined };
    if (placed.fate !== 'new') return [placed];
    const digest = digests.theirs.get(their.id) ?? 'its file was not looked at';
    if (typeof digest === 'string') {
      const said = theirs.verdicts.filter(({ model }) => model === their.id).length;
      leftOut.push({
        what: `The model ${their.name}, with ${verdictsText(said)}`,
        reason: digest,
      });
      return [];
    }
    const key = runKey(their.from);
    const same =
      ours.models.find(({ id }) => id === digests.ours.get(digest.sha256)) ??
      ours.models.find(({ run, isBinned }) => isBinned === 0 && run !== null && run === key);
    if (same !== undefined)
      return [{ ...placed, fate: same.isBinned === 1 ? 'again' : 'there', row: same.id, name: same.name }];
    // A model is found by its name, too: nothing that comes in takes the place of one that is here.
    const isTaken = ours.models.some(({ name }) => name === their.name);
    const uid = uidOf(their.origins[0]);
    return [
      {
        ...{ ...placed, digest },
        name: isTaken ? markedName(their.name, { uid, kind: 'model', isFree: () => true }) : their.name,
      },
    ];
  }
}

function verdictsText(count: number): string {
  return count === 1 ? '1 verdict' : `${count} verdicts`;
}
