/** How alike two photos are to a network, from the same to unlike. */
export const likenesses = ['same', 'very', 'alike', 'barely', 'less', 'unlike'] as const;
export type Likeness = (typeof likenesses)[number];

/** Distances up to which each word holds, as shares of the model's limit; beyond the last lies what is unlike. */
const upTo: readonly (readonly [Likeness, number])[] = [
  ['same', 0.02],
  ['very', 0.5],
  ['alike', 0.8],
  ['barely', 1],
  ['less', 1.5],
];

/**
 * A distance as a word, on the model's own scale: 1 is the distance that 95 % of its validation photos keep to their nearest
 * training photo, so that the word for a known thing never depends on what network measured it. Where nothing but the distance
 * speaks, the sureness that ETH-80 and TrashNet fit to is 0.89 at the end of `very`, 0.66 at that of `alike`, 0.5 at the limit
 * and 0.23 at the end of `less`. What is `same` is the same photo, or one of the same burst.
 *
 * @param distance as a share of the model's limit, from 0.
 */
export function likenessOf(distance: number): Likeness {
  return upTo.find(([, most]) => distance <= most)?.[0] ?? 'unlike';
}
