import { printable } from '#shared/domain/printable.ts';
import { percent } from '../../lib/format.ts';
import { kindName } from './kind-words.ts';
import { type Kind, type PhotoThing, kindOf } from './photo-thing.ts';
import { photosStrings as words } from './strings.ts';

/** What a list shows of a thing. */
export interface ThingFacts {
  readonly name: string;
  /** Of the model alone. */
  readonly said: Kind;
  /** `81.2 %`. */
  readonly sureness: string | undefined;
  readonly label: string | undefined;
  /** Why there is no verdict. */
  readonly reason: string | undefined;
  /** All of it in words. */
  readonly text: string;
}

/** @param directory the folder that all photos are in. */
export function factsOf(thing: PhotoThing, label: string | undefined, directory: string): ThingFacts {
  const { files, verdict, unread } = thing;
  const name = printable((files[0] ?? '').slice(directory.length).replace(/^[\\/]/, ''));
  const said = kindOf(thing, () => undefined);
  const sureness = verdict ? percent(verdict.sureness) : undefined;
  const reason = verdict === null ? unread[0]?.reason : undefined;
  return {
    name,
    said,
    sureness,
    label,
    reason,
    text: words.thing(name, reason ?? kindName(said), sureness, label),
  };
}

/** A path as a folder and a name in it. */
export function placeOf(file: string): { directory: string; file: string } {
  const at = Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'));
  return { directory: file.slice(0, at) || file.slice(0, 1), file: file.slice(at + 1) };
}
