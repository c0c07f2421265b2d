import { authorNow } from '#host/catalogue/author.ts';
import { drawDetection, editDetections } from '#host/catalogue/edits/edit-detections.ts';
import { editTrays, removeTrays } from '#host/catalogue/edits/edit-trays.ts';
import { editsSince, newestEdit } from '#host/catalogue/queries/history.ts';
import { addTrays } from '#host/catalogue/trays/add-trays.ts';
import { detectionsOf, listTrays, trayWith } from '#host/catalogue/trays/read-trays.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import type { Author } from '#host/catalogue/edits/edit.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { announceEdit } from '../announce-edit.ts';
import type { HostEvents } from '../events.ts';
import type { LabHolder } from '../lab-holder.ts';

export function trayHandlers(
  labs: LabHolder,
  events: HostEvents,
): HandlersOf<StrandlineContract, 'host'>['trays'] {
  /** Does a step and says what it changed. */
  async function step<T>(work: (lab: Lab, author: Author) => T | Promise<T>): Promise<T> {
    const { lab } = labs.current;
    const before = newestEdit(lab.db);
    const result = await work(lab, authorNow(lab.db));
    for (const kind of new Set(editsSince(lab.db, before))) announceEdit(events, kind);
    return result;
  }

  return {
    list: (asked) => listTrays(labs.current.lab.db, asked),
    get: ({ tray }) => {
      const { db } = labs.current.lab;
      return { tray: trayWith(db, tray), detections: detectionsOf(db, tray) };
    },
    add: (args) => step((lab, author) => addTrays(lab, author, args)),
    edit: (args) => step(({ db }, author) => editTrays(db, author, args)),
    remove: ({ trays }) => step(({ db }, author) => removeTrays(db, author, trays)),
    draw: (args) => step(({ db }, author) => ({ detection: drawDetection(db, author, args) })),
    editDetections: (args) => step(({ db }, author) => editDetections(db, author, args)),
  };
}
