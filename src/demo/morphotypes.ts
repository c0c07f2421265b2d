import type { Shape } from './form.ts';
import { fibre } from './forms/fibre.ts';
import { film } from './forms/film.ts';
import { foam } from './forms/foam.ts';
import { grained } from './forms/grain.ts';
import { pellet } from './forms/pellet.ts';
import { plate } from './forms/plate.ts';
import { quartz } from './forms/quartz.ts';
import { rootlet } from './forms/rootlet.ts';
import { seed } from './forms/seed.ts';
import { shell } from './forms/shell.ts';
import { stone } from './forms/stone.ts';
import { weed } from './forms/weed.ts';
import { wood } from './forms/wood.ts';

/** Folder names of the demo's classes. */
export const demoClasses = ['plastic', 'not-plastic'] as const;
export type DemoClass = (typeof demoClasses)[number];

export interface Morphotype {
  readonly name: string;
  readonly shape: Shape;
}

/**
 * Silhouettes come in pairs, one for each class, in equal numbers: the outline alone tells little. Where a class has two
 * kinds for a silhouette, they take turns.
 */
const silhouettes: readonly Record<DemoClass, readonly Morphotype[]>[] = [
  {
    plastic: [{ name: 'fragment', shape: plate }],
    'not-plastic': [
      { name: 'shell', shape: grained(shell) },
      { name: 'quartz', shape: grained(quartz) },
    ],
  },
  { plastic: [{ name: 'pellet', shape: pellet }], 'not-plastic': [{ name: 'seed', shape: grained(seed) }] },
  { plastic: [{ name: 'foam', shape: foam }], 'not-plastic': [{ name: 'stone', shape: grained(stone) }] },
  { plastic: [{ name: 'film', shape: film }], 'not-plastic': [{ name: 'leaf', shape: grained(weed) }] },
  {
    plastic: [{ name: 'fibre', shape: fibre }],
    'not-plastic': [{ name: 'rootlet', shape: grained(rootlet) }],
  },
  {
    plastic: [{ name: 'fragment', shape: plate }],
    'not-plastic': [
      { name: 'wood', shape: grained(wood) },
      { name: 'shell', shape: grained(shell) },
    ],
  },
];

/** The kind of the n-th sample of a class. */
export function morphotypeAt(demoClass: DemoClass, index: number): Morphotype {
  const pair = silhouettes[index % silhouettes.length];
  const kinds = pair?.[demoClass] ?? [];
  const kind = kinds[Math.floor(index / silhouettes.length) % kinds.length];
  if (kind === undefined) throw new RangeError(`no kind for sample ${index}`);
  return kind;
}
