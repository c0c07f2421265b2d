import type { Side } from '../learning/plan.ts';

const sides: ReadonlyMap<string, Side> = new Map([
  ['train', 'train'],
  ['training', 'train'],
  ['val', 'val'],
  ['valid', 'val'],
  ['validation', 'val'],
  ['test', 'test'],
  ['testing', 'test'],
]);

/** Names of folders that stand for a side of a split, in small letters. */
export const sideFolders: readonly string[] = [...sides.keys()];

/** The side of a split that a folder's name stands for. */
export function sideNamed(folder: string): Side | undefined {
  return sides.get(folder.toLowerCase());
}

/** Names of folders that say "photos are here", not what they show. */
const containers =
  /^(?:images?|imgs?|photos?|pictures?|pics?|fotos?|bilder|aufnahmen|jpegimages|labels?|annotations?|masks?|data(?:set)?|raw|originals?|exports?|dcim|\d{3}[a-z_]{5})$/i;

/** Whether a folder of photos is called so whatever they show; as the name of a class it is most likely a mistake. */
export function isContainerName(folder: string): boolean {
  return containers.test(folder.trim());
}

/** Words for kinds of things that have a number in them. */
const numberedWords = [
  /^(?:class|klasse|clase|classe|label|category|kategorie|categoria|catégorie|cat|type|typ|tipo|group|gruppe|level|stage)[ _-]?\d+$/iu,
  // Sizes and magnifications.
  /^\D*\d+(?:[.,]\d+)?(?: ?[-–] ?\d+(?:[.,]\d+)?)? ?(?:µm|μm|um|mm|cm|x)$/iu,
  // Polymers, and the codes of recycling (ISO 1043, 93/129/EC).
  /^(?:pa[ -]?(?:6|11|12|46|66|610|612)|pe[ -]?(?:80|100)|(?:pet|hdpe|pe-hd|pvc|ldpe|pe-ld|pp|ps|o)[ _-]?0?[1-7]|0?[1-7][ _-](?:pet|hdpe|pe-hd|pvc|ldpe|pe-ld|pp|ps|o))$/i,
];

/** Whether a folder's name is rather the number of one thing (`JAR-017`, `S-0001`, `12`) than a word for a kind of thing. */
export function looksLikeSample(folder: string): boolean {
  return /\d/.test(folder) && !numberedWords.some((word) => word.test(folder.trim()));
}
