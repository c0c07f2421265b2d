import type { Measures, Outline } from '#shared/domain/tray.ts';
import type { Point } from '#shared/domain/scale.ts';
import { boxAround } from '#shared/trays/outline-box.ts';
import type { Box } from '#shared/trays/box.ts';
import type { ClassMark } from '../lib/class-marks.ts';
import { shapeOutlines } from '../lib/class-shapes.ts';
import type { Size } from '../lib/look.ts';

/** A thing as it is drawn over the picture. Who cannot tell the colours tells kinds by their lines and classes by their shapes. */
export interface DrawnThing {
  readonly outline: Outline;
  /** `left-out` is what would not be proposed. */
  readonly kind: 'proposed' | 'accepted' | 'rejected' | 'left-out';
  readonly mark: ClassMark;
  readonly isSelected: boolean;
  /** Where its largest Feret diameter lies, if that is to be seen. */
  readonly feret: Measures['feretLine'] | undefined;
  /** Stands at its middle: its number, or why it is left out. */
  readonly label: string | undefined;
}

interface View {
  /** What of the picture is seen, in its pixels. */
  readonly part: Point & Size;
  /** Pixels of the screen for one of the picture's. */
  readonly zoom: number;
  /** Pixels of the canvas for one of the screen's. */
  readonly ratio: number;
}

/** Lengths in pixels of the screen. */
const thin = 1.5;
const thick = 3;
const halo = 2.5;
const dashes: Readonly<Record<DrawnThing['kind'], readonly number[]>> = {
  accepted: [],
  proposed: [6, 4],
  rejected: [1, 4],
  'left-out': [2, 3],
};
/** Smaller things carry no mark: it would hide them. */
const smallestMarked = 18;
const markSize = 10;

/** Outlines are kept from one drawing to the next, as each move of the picture draws all of them. */
const known = new WeakMap<Outline, { readonly path: Path2D; readonly box: Box }>();

/** Draws things over what of the picture is seen, at the screen's own resolution. */
export function drawThings(canvas: HTMLCanvasElement, things: readonly DrawnThing[], view: View): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const colour = colours(canvas);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  const { part, zoom, ratio } = view;
  const scale = zoom * ratio;
  context.setTransform(scale, 0, 0, scale, -part.x * scale, -part.y * scale);
  context.lineJoin = 'round';
  // What is selected lies above its neighbours.
  for (const isSelected of [false, true])
    for (const thing of things) if (thing.isSelected === isSelected) drawThing(context, thing, view, colour);
}

function drawThing(
  context: CanvasRenderingContext2D,
  thing: DrawnThing,
  { part, zoom }: View,
  colour: (token: string) => string,
): void {
  const { path, box } = shapeOf(thing.outline);
  const isSeen =
    box.x < part.x + part.width &&
    box.y < part.y + part.height &&
    box.x + box.width > part.x &&
    box.y + box.height > part.y;
  if (!isSeen) return;
  const ink = inkOf(thing, colour);
  const width = thing.isSelected ? thick : thin;
  const stroke = (line: Path2D, style: string, pixels: number): void => {
    context.strokeStyle = style;
    context.lineWidth = pixels / zoom;
    context.stroke(line);
  };
  context.setLineDash([]);
  stroke(path, thing.isSelected ? '#fff' : 'rgb(0 0 0 / 55%)', width + halo);
  context.setLineDash(dashes[thing.kind].map((pixels) => pixels / zoom));
  stroke(path, ink, width);
  context.setLineDash([]);
  if (thing.feret !== undefined) {
    const [x1, y1, x2, y2] = thing.feret;
    const line = new Path2D();
    line.moveTo(x1, y1);
    line.lineTo(x2, y2);
    stroke(line, 'rgb(0 0 0 / 60%)', 3);
    stroke(line, '#fff', 1);
  }
  const side = Math.max(box.width, box.height) * zoom;
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const isMarked = thing.kind === 'accepted' && (side >= smallestMarked || thing.isSelected);
  if (isMarked) drawMark(context, thing.mark, middle, zoom, ink);
  if (thing.label !== undefined && side >= 8)
    drawLabel(context, thing.label, { x: box.x + box.width, y: box.y }, zoom);
}

/** A class by its colour; what waits is amber, what does not count is grey. */
function inkOf({ kind, mark }: DrawnThing, colour: (token: string) => string): string {
  if (kind === 'accepted') return colour(`--class-${mark.color || 7}`);
  return colour(kind === 'proposed' ? '--amber' : '--ink-quiet');
}

function drawMark(
  context: CanvasRenderingContext2D,
  { shape }: ClassMark,
  at: Point,
  zoom: number,
  ink: string,
): void {
  const factor = markSize / 12 / zoom;
  const path = new Path2D();
  const isRound = shape === 'circle' || shape === 'ring';
  const form = new Path2D(isRound ? undefined : shapeOutlines[shape]);
  if (isRound) form.arc(6, 6, shape === 'circle' ? 5.2 : 4.2, 0, 2 * Math.PI);
  path.addPath(form, new DOMMatrix([factor, 0, 0, factor, at.x - 6 * factor, at.y - 6 * factor]));
  context.lineWidth = 3 / zoom;
  context.strokeStyle = 'rgb(0 0 0 / 70%)';
  context.stroke(path);
  if (shape === 'ring') {
    context.lineWidth = 1.5 / zoom;
    context.strokeStyle = ink;
    context.stroke(path);
    return;
  }
  context.fillStyle = ink;
  context.fill(path);
}

function drawLabel(context: CanvasRenderingContext2D, text: string, at: Point, zoom: number): void {
  context.font = `600 ${12 / zoom}px system-ui, sans-serif`;
  context.textBaseline = 'bottom';
  context.lineWidth = 3 / zoom;
  context.strokeStyle = 'rgb(0 0 0 / 80%)';
  context.strokeText(text, at.x, at.y);
  context.fillStyle = '#fff';
  context.fillText(text, at.x, at.y);
}

function shapeOf(outline: Outline): { readonly path: Path2D; readonly box: Box } {
  const before = known.get(outline);
  if (before !== undefined) return before;
  const path = new Path2D();
  outline.forEach(([x, y], index) => (index === 0 ? path.moveTo(x, y) : path.lineTo(x, y)));
  path.closePath();
  const shape = { path, box: boxAround(outline) };
  known.set(outline, shape);
  return shape;
}

/** Reads colours of the window's tokens as they are where the canvas stands. */
function colours(canvas: HTMLCanvasElement): (token: string) => string {
  const read = new Map<string, string>();
  return (token) => {
    const before = read.get(token);
    if (before !== undefined) return before;
    canvas.style.color = `var(${token})`;
    const { color } = getComputedStyle(canvas);
    read.set(token, color);
    return color;
  };
}
