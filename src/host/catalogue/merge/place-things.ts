import type { NameKind } from '#shared/domain/names.ts';
import { differences, isSameThing } from './compare.ts';
import { markOf, markedName, uidOf, unmarked } from './mark.ts';
import type { Planning } from './planning.ts';
import type { Facts, Kind, Thing } from './things.ts';

/** A thing of the other lab, and what becomes of it here. */
export interface Placed<T extends Thing> {
  readonly theirs: T;
  /** Made, made again after a merge was taken back, or here already. */
  readonly fate: 'new' | 'again' | 'there';
  /** Its row here; undefined where it is made. */
  readonly row: number | undefined;
  /** What it is called here. */
  readonly name: string;
  /** What is said of it, in the words of this lab: all of a thing that is made, else what changes. */
  readonly set: Facts;
}

/** By the names that things have in sentences and in keys of conflicts. */
interface Placing<T extends Thing> {
  readonly kind: Kind;
  readonly conflict: 'profile' | 'site' | 'survey';
  readonly nameKind: NameKind | 'profile';
  readonly ours: readonly Thing[];
  readonly theirs: readonly T[];
  /** Facts of the other lab with the names that other things have here. */
  readonly inOurWords?: (facts: Facts) => Facts;
}

/** Places what has one name in a lab: calibrations, sites, surveys. What stays out because it is binned here is in no place. */
export function placeThings<T extends Thing>(planning: Planning, placing: Placing<T>): Placed<T>[] {
  const { conflicts, known } = planning;
  const { kind, conflict, nameKind, ours, theirs, inOurWords = unchanged } = placing;
  const byOrigin = new Map(ours.flatMap((one) => one.origins.map((origin) => [origin, one] as const)));
  const byName = Map.groupBy(
    ours.filter(({ isBinned }) => !isBinned),
    ({ name }) => unmarked(name),
  );
  const holders = new Map(ours.map((one) => [one.name, one.id]));

  return theirs.flatMap((their): Placed<T>[] => {
    const facts = inOurWords(their.facts);
    const itself = their.origins.map((origin) => byOrigin.get(origin)).find((one) => one !== undefined);
    const again = known.takenBack(kind, their.origins);
    if (itself !== undefined && itself.id !== again) return there(their, facts, itself);
    const namesakes = (byName.get(unmarked(their.name)) ?? []).filter(({ id }) => id !== again);
    const same = namesakes.find((one) => isSameThing(one.facts, facts));
    if (same !== undefined) return [{ theirs: their, fate: 'there', row: same.id, name: same.name, set: {} }];
    const isFree = (name: string): boolean => !holders.has(name) || holders.get(name) === again;
    const [namesake] = namesakes;
    if (namesake !== undefined) {
      const said = differingFacts(namesake.facts, facts);
      if (conflicts.settle(conflict, their.name, said) === 'same') return there(their, facts, namesake);
    } else if (!isFree(their.name))
      conflicts.settle(conflict, their.name, {
        ours: 'one in the bin has this name',
        theirs: their.name,
        only: ['apart'],
      });
    const uid = uidOf(their.origins[0]);
    const isPlain = namesake === undefined && isFree(their.name);
    const name = isPlain ? their.name : markedName(their.name, { uid, kind: nameKind, isFree });
    holders.set(name, again ?? 0);
    return [{ theirs: their, fate: again === undefined ? 'new' : 'again', row: again, name, set: facts }];
  });

  function there(their: T, facts: Facts, our: Thing): Placed<T>[] {
    if (our.isBinned) {
      conflicts.settle('bin', `${conflict} ${their.name}`, { ours: 'in the bin', theirs: 'in use' });
      return [];
    }
    const said = known.said(kind, their.origins);
    const set = mergedFacts(planning, {
      what: `${conflict} ${our.name}`,
      ours: our.facts,
      theirs: facts,
      said: said && inOurWords(said),
    });
    return [{ theirs: their, fate: 'there', row: our.id, name: our.name, set }];
  }
}

function unchanged(facts: Facts): Facts {
  return facts;
}

function differingFacts(ours: Facts, theirs: Facts): { ours: string; theirs: string } {
  const fields = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].filter(
    (field) => field !== 'name' && (ours[field] ?? null) !== (theirs[field] ?? null),
  );
  const text = (facts: Facts): string => fields.map((field) => `${field} ${shown(facts[field])}`).join(', ');
  return { ours: text(ours), theirs: text(theirs) };
}

function shown(value: Facts[string] | undefined): string {
  return value === null || value === undefined ? '–' : String(value);
}

/** Things without notes keep what is here, and the other lab keeps its own. */
interface Merging {
  /** As conflicts name it. */
  readonly what: string;
  readonly ours: Facts;
  readonly theirs: Facts;
  readonly said: Facts | undefined;
  /** As conflicts show it. */
  readonly photo?: string | undefined;
  /** Fields of which the other lab's word cannot be taken. */
  readonly fixed?: readonly string[];
}

const alwaysFixed: readonly string[] = ['name', 'number'];

/**
 * What changes of a thing that is here. Where both labs say something, this lab's word stays and the other's goes into the notes,
 * or the other way round.
 */
export function mergedFacts(
  { conflicts, uid }: Planning,
  { what, ours, theirs, said, photo, fixed = [] }: Merging,
): Facts {
  const set: Record<string, Facts[string]> = {};
  const lines: string[] = [];
  for (const difference of differences(ours, theirs, said)) {
    const { field } = difference;
    if (difference.fate === 'taken') {
      set[field] = difference.theirs;
      continue;
    }
    if (field === 'notes' && includes(ours.notes, difference.theirs)) continue;
    const chosen = conflicts.settle('field', `${what}, ${field}`, {
      ours: shown(difference.ours),
      theirs: shown(difference.theirs),
      photo,
      ...([...alwaysFixed, ...fixed].includes(field) && { only: ['ours'] }),
    });
    if (chosen === 'theirs') set[field] = difference.theirs;
    const [kept, label] = chosen === 'theirs' ? [difference.ours, 'here'] : [difference.theirs, markOf(uid)];
    if (kept === null || kept === '') continue;
    lines.push(field === 'notes' ? `${kept} [${label}]` : `${field}: ${kept} [${label}]`);
  }
  if (!('notes' in theirs)) return set;
  const notes = String(set.notes ?? ours.notes ?? '');
  const news = lines.filter((line) => !includes(notes, unmarked(line)));
  return news.length === 0
    ? set
    : { ...set, notes: [notes, ...news].filter((line) => line !== '').join('\n') };
}

function includes(notes: Facts[string] | undefined, text: Facts[string]): boolean {
  return typeof notes === 'string' && notes.includes(String(text));
}
