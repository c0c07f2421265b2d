import type { SkippedFile } from '#shared/domain/import.ts';
import type { FileVerdict } from '#shared/learning/prediction/verdict.ts';

/** Photo files of one thing, and what the model says of it. */
export interface PhotoThing {
  /** Absolute paths, angle by angle. */
  readonly files: readonly string[];
  /** Undefined until the model has looked; null where none of its photos could be read. */
  readonly verdict: (FileVerdict & { readonly id: number | null }) | null | undefined;
  /** Which of its photos could not be read, and why not. */
  readonly unread: readonly SkippedFile[];
}

/** Which photos are taken for angles of one thing. */
export const anglings = ['grouped', 'each', 'together'] as const;
export type Angling = (typeof anglings)[number];

/** What things are told apart by: a class, or why there is none. */
export type Kind =
  | { readonly kind: 'class'; readonly name: string }
  | { readonly kind: 'unsure' | 'unlike' | 'unread' | 'waiting' };

/** What a person says things are, by their first files. */
export type Said = ReadonlyMap<string, string>;
export const nothingSaid: Said = new Map();

/** The same with what is said of some files now; null takes it back. */
export function saying(said: Said, files: readonly string[], name: string | null): Said {
  const now = new Set(files);
  const others = [...said].filter(([file]) => !now.has(file));
  return new Map([...others, ...(name === null ? [] : files.map((file) => [file, name] as const))]);
}

export type Label = (thing: PhotoThing) => string | undefined;

/** What a thing counts as: what a person says goes before what the model says. */
export function kindOf(thing: PhotoThing, label: Label): Kind {
  const said = label(thing);
  if (said !== undefined) return { kind: 'class', name: said };
  if (thing.verdict === undefined) return { kind: 'waiting' };
  if (thing.verdict === null) return { kind: 'unread' };
  const { outcome, class: name } = thing.verdict;
  return outcome === 'class' ? { kind: 'class', name } : { kind: outcome };
}

/** A name of a kind that no class can take. */
export function keyOf(kind: Kind): string {
  return kind.kind === 'class' ? `class ${kind.name}` : kind.kind;
}

export interface Counted {
  readonly key: string;
  readonly kind: Kind;
  readonly count: number;
}

const last = ['unsure', 'unlike', 'unread', 'waiting'];

/** How many there are of each kind: classes by their names, then what has none. */
export function tallyOf(things: readonly PhotoThing[], label: Label): Counted[] {
  const kinds = Map.groupBy(
    things.map((thing) => kindOf(thing, label)),
    keyOf,
  );
  const place = ({ kind: { kind } }: Counted): number => last.indexOf(kind);
  return [...kinds]
    .flatMap(([key, [kind, ...others]]) =>
      kind === undefined ? [] : [{ key, kind, count: others.length + 1 }],
    )
    .toSorted((a, b) => place(a) - place(b) || (a.key < b.key ? -1 : 1));
}

export const orders = ['least-sure', 'most-sure', 'class', 'file'] as const;
export type Order = (typeof orders)[number];

/** Things in an order; what the model has not looked at, or could not, comes last. */
export function inOrderOf(things: readonly PhotoThing[], order: Order, label: Label): readonly PhotoThing[] {
  switch (order) {
    case 'file':
      return things;
    case 'least-sure':
      return things.toSorted((a, b) => sureness(a, 2) - sureness(b, 2));
    case 'most-sure':
      return things.toSorted((a, b) => sureness(b, -1) - sureness(a, -1));
    case 'class':
      return [...Map.groupBy(things, (thing) => keyOf(kindOf(thing, label)))]
        .toSorted(([a], [b]) => last.indexOf(a) - last.indexOf(b) || (a < b ? -1 : 1))
        .flatMap(([, of]) => of.toSorted((a, b) => sureness(b, -1) - sureness(a, -1)));
  }
}

/** @param without where there is no verdict. */
function sureness({ verdict }: PhotoThing, without: number): number {
  return verdict?.sureness ?? without;
}

/** Puts what a model said of some files to their things. */
export function answered(
  things: readonly PhotoThing[],
  from: number,
  count: number,
  answer: {
    readonly verdicts: readonly NonNullable<PhotoThing['verdict']>[];
    readonly skipped: readonly SkippedFile[];
  },
): PhotoThing[] {
  const verdicts = new Map(answer.verdicts.flatMap((one) => one.files.map((file) => [file, one] as const)));
  const reasons = new Map(answer.skipped.map((one) => [one.file, one]));
  return things.map((thing, index) => {
    if (index < from || index >= from + count) return thing;
    const verdict = thing.files.map((file) => verdicts.get(file)).find((one) => one !== undefined) ?? null;
    return { ...thing, verdict, unread: thing.files.flatMap((file) => reasons.get(file) ?? []) };
  });
}

/** What keeping things in the catalogue comes to. */
export interface KeepPlan {
  readonly samples: number;
  readonly photos: number;
  /** Samples that get what the person says as their label. */
  readonly said: number;
  /** Samples that get the model's class as their label. */
  readonly trusted: number;
  /** Samples that stay without a label. */
  readonly unlabelled: number;
  /** Things of which no photo could be read. */
  readonly leftOut: number;
}

/** @param trust whether a class that the model names becomes the label where the person says nothing. */
export function keepPlan(things: readonly PhotoThing[], label: Label, trust: boolean): KeepPlan {
  const kept = things.filter(({ verdict }) => verdict);
  const said = kept.filter((thing) => label(thing) !== undefined).length;
  const labelled = kept.filter((thing) => labelToKeep(thing, label, trust) !== null).length;
  return {
    samples: kept.length,
    photos: kept.reduce((sum, { files, unread }) => sum + files.length - unread.length, 0),
    said,
    trusted: labelled - said,
    unlabelled: kept.length - labelled,
    leftOut: things.length - kept.length,
  };
}

/** The class that a thing's sample gets; null: none. */
export function labelToKeep(thing: PhotoThing, label: Label, trust: boolean): string | null {
  const said = label(thing);
  if (said !== undefined) return said;
  return trust && thing.verdict?.outcome === 'class' ? thing.verdict.class : null;
}
