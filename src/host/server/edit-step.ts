import { authorNow } from '#host/catalogue/author.ts';
import { type WritableDb, finishUnderWay } from '#host/catalogue/database.ts';
import type { Author } from '#host/catalogue/edits/edit.ts';
import { editsSince, newestEdit } from '#host/catalogue/queries/history.ts';
import { announceEdit } from './announce-edit.ts';
import type { HostEvents } from './events.ts';
import type { LabHolder } from './lab-holder.ts';

/** Does a step in the lab that is open, and says what it changed. */
export function editStep<T>(
  labs: LabHolder,
  events: HostEvents,
  work: (db: WritableDb, author: Author) => T,
): T {
  const { db } = labs.current.lab;
  // What a step decides by is read before it writes.
  finishUnderWay(db);
  const before = newestEdit(db);
  const result = work(db, authorNow(db));
  for (const kind of editsSince(db, before)) announceEdit(events, kind);
  return result;
}
