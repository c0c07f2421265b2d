import { rgbLuma } from '#shared/camera/luma.ts';
import type { RoundEdgeInTray } from '#shared/domain/round-edge.ts';
import type { CountedRegion, TrayScale } from '#shared/domain/tray.ts';
import { keptOutline } from '#shared/trays/measure-outline.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { discAt } from '#host/finding/disc.ts';
import type { Grey } from '#host/finding/edge-profile.ts';
import { scaleByEdge } from '#host/finding/edge-scale.ts';
import { type Ellipse, ellipseOutline } from '#host/finding/ellipse.ts';
import { readPicture } from '#host/finding/read-picture.ts';
import { rimOf } from '#host/finding/rim.ts';
import type { RoundEdge } from '#host/finding/round-edge.ts';
import { pictureOf } from './search-tray.ts';

/** A scale, and the edge that it is by. */
interface ScaleByEdge {
  readonly scale: TrayScale;
  readonly edge: RoundEdgeInTray;
}

/**
 * The scale of a tray by the rim of its dish. Nothing is written.
 *
 * @param diameterMm of the rim's outside.
 * @throws StrandlineError `not-found` where no rim is seen well enough; `photo-unreadable`.
 */
export async function scaleByRim(lab: Lab, tray: number, diameterMm: number): Promise<ScaleByEdge> {
  return scaledBy('rim', await readGrey(lab, tray), diameterMm, ({ grey }) => rimOf(grey));
}

/** The same by the disc at a place, in pixels of the picture. */
export async function scaleByDisc(
  lab: Lab,
  tray: number,
  { x, y, diameterMm }: { readonly x: number; readonly y: number; readonly diameterMm: number },
): Promise<ScaleByEdge> {
  return scaledBy('disc', await readGrey(lab, tray), diameterMm, ({ grey, scale }) =>
    discAt(grey, [x * scale, y * scale]),
  );
}

interface Read {
  readonly grey: Grey;
  /** Its pixels per pixel of the tray's picture. */
  readonly scale: number;
}

function scaledBy(
  source: 'rim' | 'disc',
  read: Read,
  diameterMm: number,
  find: (read: Read) => RoundEdge,
): ScaleByEdge {
  const edge = find(read);
  const { umPerPixel, uncertainty } = scaleByEdge(edge, diameterMm);
  return {
    scale: { umPerPixel: umPerPixel * read.scale, uncertainty, source },
    edge: inTray(edge, 1 / read.scale),
  };
}

function inTray({ ellipse, seen, residual }: RoundEdge, factor: number): RoundEdgeInTray {
  const { x, y, rx, ry, turn } = ellipse;
  const whole = { x: x * factor, y: y * factor, rx: rx * factor, ry: ry * factor, turn };
  return { ...whole, seen, residual: residual * factor, region: regionOf(whole) };
}

/** An ellipse of a counted region has its axes along the picture's sides. */
function regionOf(ellipse: Ellipse): CountedRegion {
  const { x, y, rx, ry } = ellipse;
  if (rx - ry < 1) return { kind: 'ellipse', x, y, rx: (rx + ry) / 2, ry: (rx + ry) / 2 };
  return { kind: 'polygon', outline: keptOutline(ellipseOutline(ellipse)) };
}

async function readGrey(lab: Lab, tray: number): Promise<Read> {
  const { picture, scale } = await readPicture(pictureOf(lab, tray).file);
  const { width, height, data } = picture;
  const grey = new Uint8Array(width * height);
  for (let place = 0, at = 0; place < grey.length; place += 1, at += 3)
    grey[place] = rgbLuma(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0);
  return { grey: { width, height, data: grey }, scale };
}
