import type { ReadableDb } from '#host/catalogue/database.ts';
import { sessionRecord } from '#host/catalogue/queries/sessions.ts';
import type { SessionReport } from '#shared/domain/session.ts';
import { StrandlineError } from '#shared/errors.ts';
import { isOccupied } from './empty-stage.ts';

/** All that is to be told of a session. @throws StrandlineError `not-found`. */
export async function sessionReport(db: ReadableDb, session: number): Promise<SessionReport> {
  const record = sessionRecord(db, session);
  return { ...record, stageOccupied: await isOccupied(db, session).catch(nothingToSee) };
}

/** A stage whose picture cannot be read keeps nobody from the rest. */
function nothingToSee(thrown: unknown): false {
  if (thrown instanceof StrandlineError && thrown.code === 'photo-unreadable') return false;
  throw thrown;
}
