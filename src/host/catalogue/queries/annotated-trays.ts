import type { CountedRegion } from '#shared/domain/tray.ts';
import type { Box } from '#shared/trays/box.ts';
import { boundsOf, middleOf } from '#shared/trays/bounds.ts';
import { isWithin } from '#shared/trays/measure-outline.ts';
import { type ReadableDb, all } from '../database.ts';
import { type StoredName, parsedPhoto } from '../photo-store.ts';
import { detectionsOf, listTrays } from './trays.ts';

/** Which trays are meant: those of a list, of a survey, or all. */
export interface TrayScope {
  readonly trays?: readonly number[] | undefined;
  readonly survey?: number | null | undefined;
}

/** A reviewed tray with the boxes of what was accepted in it. */
export interface AnnotatedTray extends StoredName {
  readonly tray: number;
  /** Survey and number. */
  readonly name: string;
  readonly region: CountedRegion | null;
  /** In pixels of the picture as it is seen; their middles lie within the counted region. */
  readonly boxes: readonly Box[];
}

/** A tray from which nothing can be learnt: nobody has said that all in it was looked at. */
interface LeftOutTray {
  readonly tray: number;
  readonly name: string;
  /** Proposals that wait in it. */
  readonly waiting: number;
}

/**
 * What people have said of trays: the reviewed ones with their boxes, and the others by name.
 *
 * @throws StrandlineError `corrupt-file` where a tray is filed under a name that no picture has.
 */
export function annotatedTrays(
  db: ReadableDb,
  { trays, survey }: TrayScope,
): { readonly annotated: readonly AnnotatedTray[]; readonly leftOut: readonly LeftOutTray[] } {
  const meant = listTrays(db, { survey: survey ?? undefined }).filter(
    ({ id }) => trays === undefined || trays.includes(id),
  );
  const extensions = new Map(
    all<{ id: number; extension: string }>(db, 'SELECT id, extension FROM trays').map((row) => [
      row.id,
      row.extension,
    ]),
  );
  const nameOf = ({ survey: of, number }: (typeof meant)[number]): string => `${of.name} ${number}`;
  return {
    annotated: meant.flatMap((one): AnnotatedTray[] => {
      const { id: tray, hash, region, reviewed } = one;
      if (reviewed === null) return [];
      const stored = parsedPhoto({ hash, extension: extensions.get(tray) ?? '' });
      return [{ tray, name: nameOf(one), ...stored, region, boxes: boxesOf(db, tray, region) }];
    }),
    leftOut: meant.flatMap((one) =>
      one.reviewed === null ? [{ tray: one.id, name: nameOf(one), waiting: one.counts.proposed }] : [],
    ),
  };
}

function boxesOf(db: ReadableDb, tray: number, region: CountedRegion | null): Box[] {
  return detectionsOf(db, tray)
    .filter(({ state }) => state === 'accepted')
    .map(({ outline }) => boundsOf(outline))
    .filter((box) => region === null || isWithin(region, middleOf(box)));
}
