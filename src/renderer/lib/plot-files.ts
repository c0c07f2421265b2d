import * as Plot from '@observablehq/plot';
import { createContext } from 'svelte';
import { paperInk } from '#shared/plots/ink.ts';
import type { PlotDescription } from '#shared/plots/plot.ts';

/** Saves text under a name that is suggested to the person. */
export type SaveText = (suggestedName: string, text: string) => unknown;

/** Every plot of the window can be saved; the window says once how. The third tells whether it has been said. */
export const [getSaveText, setSaveText, hasSaveText] = createContext<SaveText>();

/** A plot as an SVG file that looks the same outside of the window; undefined where there is nothing to draw. */
export function svgText(plot: PlotDescription, width: number, title: string): string | undefined {
  const options = plot.options({ width, fontSize: 12, font: 'system-ui, sans-serif', ink: paperInk });
  if (options === undefined) return undefined;
  const drawn = Plot.plot(options);
  const heading = document.createElementNS('http://www.w3.org/2000/svg', 'title');
  heading.textContent = title;
  const sheet = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  for (const side of ['width', 'height']) sheet.setAttribute(side, '100%');
  sheet.setAttribute('fill', 'white');
  drawn.prepend(heading, sheet);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(drawn)}\n`;
}
