import { createContext } from 'svelte';

/** Saves text under a name that is suggested to the person. */
export type SaveText = (suggestedName: string, text: string) => unknown;

/** Every plot of the window can be saved; the window says once how. The third tells whether it has been said. */
export const [getSaveText, setSaveText, hasSaveText] = createContext<SaveText>();

/** What decides how a mark looks; all else is in its attributes already. */
const drawn = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-opacity',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
] as const;

/**
 * A drawn plot as an SVG file that looks the same outside of the window: colours and fonts, which come from the window's
 * styles, are written into its elements. It is always the light one, for paper.
 */
export function svgText(plot: SVGSVGElement, title: string): string {
  const copy = plot.cloneNode(true);
  if (!(copy instanceof SVGSVGElement)) throw new TypeError('the copy of a plot is a plot');
  // In the page, where its styles hold, and nowhere to be seen.
  const place = document.createElement('div');
  place.style.cssText = 'position: absolute; visibility: hidden; color-scheme: light';
  place.ariaHidden = 'true';
  document.body.append(place);
  place.append(copy);
  try {
    const ground = getComputedStyle(place).getPropertyValue('--panel');
    for (const element of copy.querySelectorAll<SVGElement>('*')) writeStyle(element);
    const { width, height } = plot.getBoundingClientRect();
    copy.removeAttribute('aria-hidden');
    copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
    const heading = document.createElementNS('http://www.w3.org/2000/svg', 'title');
    heading.textContent = title;
    const sheet = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    sheet.setAttribute('width', String(Math.ceil(width)));
    sheet.setAttribute('height', String(Math.ceil(height)));
    sheet.setAttribute('fill', ground.startsWith('#') ? ground : 'white');
    copy.prepend(heading, sheet);
    return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
  } finally {
    place.remove();
  }
}

function writeStyle(element: SVGElement): void {
  if (element instanceof SVGStyleElement) return;
  const style = getComputedStyle(element);
  for (const name of drawn) {
    const value = style.getPropertyValue(name);
    if (value !== '') element.setAttribute(name, value);
  }
  element.removeAttribute('style');
}
