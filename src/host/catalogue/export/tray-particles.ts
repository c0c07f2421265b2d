import type { Detection, Tray } from '#shared/domain/tray.ts';
import { sizesInUm } from '#shared/trays/sizes-in-um.ts';
import { notAvailable } from './one4all-check.ts';
import type { Table } from './table.ts';

/**
 * Columns of One4All's particles that a tray can answer, and behind them what tells how: Length is the largest Feret diameter,
 * Width the smallest, both in µm.
 */
const columns = [
  'ParticleID',
  'SampleID',
  'Length',
  'Width',
  'LengthDefinition',
  'WidthDefinition',
  'Class',
  'ClassBy',
  'AtEdge',
  'TrayRole',
  'TrayReviewedBy',
  'PromotedToSample',
] as const;

/** What was accepted in trays, one row each. Without a scale there are no sizes; who reviewed the tray stands in every row. */
export function trayParticles(
  trays: readonly { readonly tray: Tray; readonly detections: readonly Detection[] }[],
): Table {
  return {
    columns: [...columns],
    rows: trays.flatMap(({ tray, detections }) =>
      detections.filter(({ state }) => state === 'accepted').map((one) => particleOf(tray, one)),
    ),
  };
}

/** What a thing of a tray is called outside. */
export function particleId({ number }: Pick<Tray, 'number'>, { id }: Pick<Detection, 'id'>): string {
  return `${number}-${id}`;
}

function particleOf(tray: Tray, { id, measures, class: named, classBy, atEdge, sample }: Detection) {
  const um = sizesInUm(measures, tray.scale);
  return [
    particleId(tray, { id }),
    tray.number,
    um === null ? notAvailable : Math.round(um.maxFeret),
    um === null ? notAvailable : Math.round(um.minFeret),
    'largest Feret diameter, µm',
    'smallest Feret diameter, µm',
    named?.name ?? notAvailable,
    classBy ?? notAvailable,
    atEdge ? 'yes' : 'no',
    tray.role,
    tray.reviewed?.by ?? 'not reviewed',
    sample?.number ?? notAvailable,
  ];
}
