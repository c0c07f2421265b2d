import { markedName, uidOf } from './mark.ts';
import { type Placed, mergedFacts } from './place-things.ts';
import type { Planning } from './planning.ts';
import type { Contents, Detection, Facts, Survey, Tray } from './things.ts';

/** A tray of the other lab, with what was found in it, and what becomes of them here. */
export interface PlacedTray extends Placed<Tray> {
  readonly detections: readonly Placed<Detection>[];
}

interface Placing {
  readonly ours: Contents;
  readonly theirs: Contents;
  readonly surveys: readonly Placed<Survey>[];
  /** Names of classes there and here. */
  readonly classNames: ReadonlyMap<string, string>;
}

/** Places trays. A picture is counted once: one that is a tray here already stays that tray. */
export function placeTrays(planning: Planning, { ours, theirs, surveys, classNames }: Placing): PlacedTray[] {
  const { conflicts, known } = planning;
  const surveyOf = new Map(surveys.map((placed) => [placed.theirs.id, placed]));
  const byOrigin = new Map(
    ours.trays.flatMap((tray) => tray.origins.map((origin) => [origin, tray] as const)),
  );
  const byHash = new Map(ours.trays.filter(({ isBinned }) => !isBinned).map((tray) => [tray.hash, tray]));
  const numbers = new Map(ours.trays.map(({ survey, name, id }) => [`here ${survey}/${name}`, id]));

  return theirs.trays.flatMap((their): PlacedTray[] => {
    const survey = surveyOf.get(their.survey);
    if (survey === undefined) return [];
    const what = `${survey.theirs.name}/${their.name}`;
    const again = known.takenBack('trays', their.origins);
    const itself = their.origins.map((origin) => byOrigin.get(origin)).find((one) => one !== undefined);
    if (itself !== undefined && itself.id !== again && itself.isBinned) {
      conflicts.settle('bin', what, { ours: 'in the bin', theirs: 'in use' });
      return [];
    }
    const here = itself !== undefined && itself.id !== again ? itself : byHash.get(their.hash);
    if (here !== undefined) return [there(their, here, { what, isItself: here === itself })];
    const key = survey.row === undefined ? `new ${survey.theirs.id}` : `here ${survey.row}`;
    const isFree = (number: string): boolean => {
      const holder = numbers.get(`${key}/${number}`);
      return holder === undefined || holder === again;
    };
    let { name } = their;
    if (!isFree(name)) {
      conflicts.settle('number', `${what} (tray)`, {
        ours: 'another picture',
        theirs: their.fileName,
        only: ['apart'],
      });
      name = markedName(name, { uid: uidOf(their.origins[0]), kind: 'number', isFree });
    }
    numbers.set(`${key}/${name}`, again ?? 0);
    const detections = their.detections.map((found) => made(found, inOurWords(found.facts)));
    return [
      {
        ...{ theirs: their, fate: again === undefined ? 'new' : 'again', row: again, name, detections },
        set: their.facts,
      },
    ];
  });

  function made(found: Detection, set: Facts): Placed<Detection> {
    const again = known.takenBack('detections', found.origins);
    return {
      ...{ theirs: found, fate: again === undefined ? 'new' : 'again', row: again, name: found.name, set },
    };
  }

  function there(
    their: Tray,
    our: Tray,
    { what, isItself }: { what: string; isItself: boolean },
  ): PlacedTray {
    const set = mergedFacts(planning, {
      what: `tray ${what}`,
      ours: our.facts,
      theirs: their.facts,
      said: known.said('trays', their.origins),
      fixed: ['role'],
    });
    const ofOurs = new Map(
      our.detections.flatMap((one) => one.origins.map((origin) => [origin, one] as const)),
    );
    const outlines = new Map(
      our.detections.filter(({ isBinned }) => !isBinned).map((one) => [one.facts.outline, one]),
    );
    let apart = 0;
    const detections = their.detections.flatMap((found): Placed<Detection>[] => {
      const itself = found.origins.map((origin) => ofOurs.get(origin)).find((one) => one !== undefined);
      const itHere = itself ?? outlines.get(found.facts.outline);
      const again = known.takenBack('detections', found.origins);
      if (itHere !== undefined && itHere.id !== again)
        return itHere.isBinned ? [] : [decidedHere(found, itHere, `tray ${what}, ${found.id}`)];
      const facts = inOurWords(found.facts);
      if (isItself || our.detections.length === 0) return [made(found, facts)];
      apart += 1;
      // Counted here already, perhaps with another outline: a person decides.
      return [made(found, { ...facts, state: 'proposed' })];
    });
    if (apart > 0)
      conflicts.settle('tray', what, {
        ours: `tray ${our.name}, ${our.detections.length} things found`,
        theirs: `${apart} other things found, which come as proposals`,
      });
    return { theirs: their, fate: 'there', row: our.id, name: our.name, set, detections };
  }

  function decidedHere(found: Detection, our: Detection, what: string): Placed<Detection> {
    const said = known.said('detections', found.origins);
    const decided = ({ state, class: named, classBy }: Facts): Facts => ({
      state: state ?? null,
      class: named ?? null,
      classBy: classBy ?? null,
    });
    const set = mergedFacts(planning, {
      ...{ what, ours: decided(our.facts), theirs: decided(inOurWords(found.facts)) },
      said: said && decided(inOurWords(said)),
    });
    return { theirs: found, fate: 'there', row: our.id, name: our.name, set };
  }

  function inOurWords(facts: Facts): Facts {
    const named = typeof facts.class === 'string' ? (classNames.get(facts.class) ?? null) : null;
    return { ...facts, class: named, ...(named === null && { classBy: null }) };
  }
}
