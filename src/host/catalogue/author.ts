import { userInfo } from 'node:os';
import type { ReadableDb } from './database.ts';
import { personAsking } from '#host/lib/asking.ts';
import type { Author } from './edits/edit.ts';
import { labPerson } from './queries/history.ts';

/** Who edits this lab now, by the clock and calendar of this computer. */
export function authorNow(db: ReadableDb): Author {
  const now = new Date();
  // Swedish writes dates the ISO way.
  return { person: personAt(db), at: now.toISOString(), today: now.toLocaleDateString('sv-SE') };
}

/** Who asked over a link, or who the lab's own person is; until somebody says who they are, they are who the computer says. */
export function personAt(db: ReadableDb): string {
  return personAsking() ?? labPerson(db) ?? userInfo().username;
}
