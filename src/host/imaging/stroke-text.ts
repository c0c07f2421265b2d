/**
 * Letters as lines, four wide and six high: what stands on a picture looks the same on every computer, also on one that has no
 * fonts.
 */
const letters: Readonly<Record<string, string>> = {
  '0': 'M1 0h2l1 1v4l-1 1h-2l-1-1v-4z',
  '1': 'M1 1l1-1v6M1 6h2',
  '2': 'M0 1l1-1h2l1 1v1l-4 4h4',
  '3': 'M0 0h4l-2 2h1l1 1v2l-1 1h-2l-1-1',
  '4': 'M3 6v-6l-3 4h4',
  '5': 'M4 0h-4v2.5h3l1 1v1.5l-1 1h-2l-1-1',
  '6': 'M4 0h-2l-2 2v3l1 1h2l1-1v-1l-1-1h-3',
  '7': 'M0 0h4l-2.5 6',
  '8': 'M1 3l-1-1v-1l1-1h2l1 1v1l-1 1h-2l-1 1v1l1 1h2l1-1v-1l-1-1',
  '9': 'M0 6h2l2-2v-3l-1-1h-2l-1 1v1l1 1h3',
  '.': 'M2 5.8v.2',
  µ: 'M0 2v6M0 5l1 1h1l2-2M4 2v4',
  m: 'M0 6v-4M0 3l1-1l1 1v3M2 3l1-1l1 1v3',
  ' ': '',
};

/** From one letter to the next, and their height. */
const advance = 6;
const high = 6;

/** How wide a text is, at a height of its digits. */
export function strokeWidth(text: string, height: number): number {
  return ((text.length * advance - (advance - 4)) * height) / high;
}

/** A text as elements of SVG: digits, a point, `µm` and `mm`. @param height of its digits; x and y are its corner at the top left. */
export function strokeText(
  text: string,
  { x, y, height, colour }: { x: number; y: number; height: number; colour: string },
): string {
  const scale = height / high;
  const paths = Array.from(text, (letter, index) => {
    const path = letters[letter];
    if (path === undefined) throw new RangeError(`${letter} is not drawn`);
    return path === '' ? '' : `<path transform="translate(${index * advance} 0)" d="${path}"/>`;
  });
  return `<g transform="translate(${x} ${y}) scale(${scale})" fill="none" stroke="${colour}" stroke-width="1" stroke-linecap="round" stroke-linejoin="round">${paths.join('')}</g>`;
}
