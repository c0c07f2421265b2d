import type { ClassMark } from '../../lib/class-marks.ts';
import type { PhotoThing } from './photo-thing.ts';
import type { PhotoVerdicts } from './photo-verdicts.svelte.ts';

/** What a cell of the list of things is given, as a picture or as a line of the table. */
export interface ThingProps {
  readonly id: string;
  readonly photos: PhotoVerdicts;
  readonly thing: PhotoThing;
  readonly marks: ReadonlyMap<string, ClassMark>;
  readonly column: number;
  readonly selected: boolean;
  /** Under the cursor. */
  readonly current: boolean;
  readonly onselect: (event: MouseEvent) => void;
  readonly onenlarge: () => void;
}
