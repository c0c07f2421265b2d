import { storedEmptyStage } from '#host/sessions/empty-stage.ts';
import { sessionReport } from '#host/sessions/session-report.ts';
import {
  endSession,
  foundSession,
  insertSession,
  insertWarning,
  listSessions,
  openSession,
} from '#host/catalogue/queries/sessions.ts';
import { measurePhoto } from '#host/imaging/measure.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { LabHolder } from '../lab-holder.ts';
import { authorNow } from '#host/catalogue/author.ts';

export function sessionHandlers(labs: LabHolder): HandlersOf<StrandlineContract, 'host'>['sessions'] {
  const now = (): string => new Date().toISOString();
  return {
    list: () => listSessions(labs.current.lab.db),
    current: () => openSession(labs.current.lab.db) ?? null,
    start: async ({ stage, camera }) => {
      const { db } = labs.current.lab;
      const statistics = await measurePhoto(stage.photo);
      const { person, at } = authorNow(db);
      return foundSession(db, insertSession(db, { person, at, camera, stage: { ...stage, statistics } }));
    },
    emptyStage: async () => (await storedEmptyStage(labs.current.lab.db)) ?? null,
    warn: ({ session, drift }) => {
      const { db } = labs.current.lab;
      insertWarning(db, foundSession(db, session).id, drift, now());
    },
    end: ({ session }) => {
      const { db } = labs.current.lab;
      endSession(db, foundSession(db, session).id, now());
      return sessionReport(db, session);
    },
    report: ({ session }) => sessionReport(labs.current.lab.db, session),
    page: async ({ session }) => {
      const { lab } = labs.current;
      const report = await sessionReport(lab.db, session);
      // The drawing library is loaded when it is needed: a lab opens sooner without it.
      const { sessionPage } = await import('#host/reports/session-report.ts');
      return {
        html: await sessionPage(lab, report, now()),
        name: `session-${session}-${report.session.startedAt.slice(0, 10)}`,
      };
    },
  };
}
