import * as Plot from '@observablehq/plot';

const steps = 256;
/** Strongest places still show what lies under them. */
const mostOpaque = 0.6;
/** Share of the most below which a place stays clear: the fragment is to be recognised under its map. */
const faint = 0.15;

interface Heat {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** Inferno: perceptually uniform, and readable in grey (van der Walt and Smith 2015). */
function palette(): Uint8ClampedArray {
  const scale = Plot.scale({ color: { type: 'linear', scheme: 'inferno', domain: [0, steps - 1] } });
  const bytes = new Uint8ClampedArray(4 * steps);
  for (let step = 0; step < steps; step += 1) {
    const [red = 0, green = 0, blue = 0] = channels(String(scale.apply(step)));
    const opacity = Math.max(0, (step / (steps - 1) - faint) / (1 - faint));
    bytes.set([red, green, blue, 255 * mostOpaque * opacity], 4 * step);
  }
  return bytes;
}

/** `#rrggbb` or `rgb(r, g, b)`, whichever the palette speaks. */
function channels(color: string): number[] {
  const hex = /^#(..)(..)(..)$/.exec(color);
  if (hex !== null) return hex.slice(1).map((pair) => Number.parseInt(pair, 16));
  return (color.match(/\d+/g) ?? []).map(Number);
}

/**
 * A heat map as pixels over a picture: from clear, where nothing speaks for the class or something speaks against it, to the
 * brightest colour, where most does. Only the places of one map can be compared by their colours.
 *
 * @returns RGBA, row by row.
 */
export function heatPixels({ values }: Heat): Uint8ClampedArray<ArrayBuffer> {
  const colours = palette();
  const most = values.reduce((largest, value) => Math.max(largest, value), 0);
  const pixels = new Uint8ClampedArray(4 * values.length);
  values.forEach((value, place) => {
    const step = most === 0 ? 0 : Math.round(((steps - 1) * Math.max(0, value)) / most);
    pixels.set(colours.subarray(4 * step, 4 * step + 4), 4 * place);
  });
  return pixels;
}

/** The palette as CSS, from least to most. */
export function heatGradient(): string {
  const colours = palette();
  const stops = Array.from({ length: 9 }, (_, index) => {
    const at = 4 * Math.round(((steps - 1) * index) / 8);
    return `rgb(${colours[at] ?? 0} ${colours[at + 1] ?? 0} ${colours[at + 2] ?? 0})`;
  });
  return `linear-gradient(to right, ${stops.join(', ')})`;
}
