import { benchStrings } from '../strings.ts';
import type { Kind } from './photo-thing.ts';
import { photosStrings as words } from './strings.ts';

/** The name of a kind, as it stands in a list. */
export function kindName(kind: Kind): string {
  switch (kind.kind) {
    case 'class':
      return kind.name;
    case 'unsure':
      return benchStrings.unsure.toLowerCase();
    case 'unlike':
      return benchStrings.unlike.toLowerCase();
    case 'unread':
      return words.unread;
    case 'waiting':
      return words.waiting;
  }
}
