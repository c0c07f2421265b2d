import { describe, expect, test } from 'vitest';
import {
  addClass,
  deleteClass,
  mergeClasses,
  orderClasses,
  renameClass,
  setClassLook,
} from '#host/catalogue/edits/edit-classes.ts';
import { editSamples } from '#host/catalogue/edits/edit-samples.ts';
import { redo, undo } from '#host/catalogue/edits/edit.ts';
import { readBlind } from '#host/catalogue/edits/review-samples.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { listClasses } from '#host/catalogue/queries/classes.ts';
import { reviewList } from '#host/review/review-list.ts';
import { keysOfClasses } from '#shared/domain/class.ts';
import { author, everythingIn, fillLab, samplesIn } from '../support/catalogue.ts';
import { refusal } from '../support/errors.ts';
import { importInto, temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';

/** Four samples: two plastic, one not-plastic, one without a class; and a third class that none has. */
function labelledLab(): { lab: Lab; plastic: number; other: number; foam: number } {
  const lab = temporaryLab();
  const { samples, classes } = fillLab(lab, { samples: 4 });
  const [plastic, other] = classes;
  editSamples(lab.db, author, { samples: samples.slice(0, 2), set: { class: plastic } });
  editSamples(lab.db, author, { samples: samples.slice(2, 3), set: { class: other } });
  const foam = addClass(lab.db, author, { name: 'foam' });
  return { lab, plastic, other, foam };
}

const names = (lab: Lab): string[] => listClasses(lab.db).map(({ name }) => name);
const labels = (lab: Lab): (string | undefined)[] => samplesIn(lab).map(({ class: one }) => one?.name);

/** Does an edit, and holds that one undo and one redo lead to what was there before and after. */
function stepOf(lab: Lab, edit: () => unknown): void {
  const before = everythingIn(lab);
  edit();
  const after = everythingIn(lab);
  undo(lab.db);
  expect(everythingIn(lab)).toEqual(before);
  redo(lab.db);
  expect(everythingIn(lab)).toEqual(after);
}

describe('a class', () => {
  test('is merged into another with all that is called so', () => {
    const { lab, plastic, other } = labelledLab();
    const [first] = samplesIn(lab);
    readBlind(lab.db, author, { sample: first?.id ?? (0 as never), classId: plastic });
    stepOf(lab, () => mergeClasses(lab.db, author, { from: plastic, into: other }));
    expect(labels(lab)).toEqual(['not-plastic', 'not-plastic', 'not-plastic', undefined]);
    expect(names(lab)).toEqual(['not-plastic', 'foam']);
    expect(lab.db.prepare('SELECT class_id, label_id FROM readings').get()).toEqual({
      class_id: other,
      label_id: other,
    });
  });

  test('that is merged settles what only its two names disputed', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    const photo = await randomPhoto(1);
    await writeTree(folder, {
      'Plastic/a.jpg': photo,
      'plastic/a.jpg': photo,
      'wood/b.jpg': await randomPhoto(2),
    });
    await importInto(lab, folder);
    const idOf = (name: string): number => listClasses(lab.db).find((one) => one.name === name)?.id ?? 0;
    expect(reviewList(lab, {}).total).toBe(1);
    stepOf(lab, () => mergeClasses(lab.db, author, { from: idOf('Plastic'), into: idOf('plastic') }));
    expect(reviewList(lab, {}).total).toBe(0);
    expect(labels(lab).toSorted()).toEqual(['plastic', 'wood']);
  });

  test('is deleted with what hangs on it, and comes back by its name', () => {
    const { lab, plastic } = labelledLab();
    stepOf(lab, () => deleteClass(lab.db, author, { class: plastic }));
    expect(labels(lab)).toEqual([undefined, undefined, 'not-plastic', undefined]);
    expect(names(lab)).toEqual(['not-plastic', 'foam']);
    expect(addClass(lab.db, author, { name: ' plastic ' })).toBe(plastic);
    expect(names(lab)).toContain('plastic');
  });

  test('has its place, colour and digit, each taken back by one undo', () => {
    const { lab, plastic, other, foam } = labelledLab();
    stepOf(lab, () => orderClasses(lab.db, author, { classes: [foam, other, plastic] }));
    expect(names(lab)).toEqual(['foam', 'not-plastic', 'plastic']);
    stepOf(lab, () => setClassLook(lab.db, author, { class: plastic, set: { colour: 'pink', key: 1 } }));
    stepOf(lab, () => setClassLook(lab.db, author, { class: foam, set: { key: 1 } }));
    expect(listClasses(lab.db)).toMatchObject([
      { name: 'foam', key: 1 },
      { name: 'not-plastic', key: null },
      { name: 'plastic', colour: 'pink', key: null },
    ]);
  });

  test('keeps to the rule of names', async () => {
    const { lab, plastic, foam } = labelledLab();
    const refuse = async (name: string, says: string): Promise<void> => {
      const { message } = await refusal('bad-value', () =>
        renameClass(lab.db, author, { class: plastic, name }),
      );
      expect(message).toContain(says);
    };
    await refuse('  ', 'must be entered');
    await refuse('pla\u200bstic', 'cannot be seen');
    await refuse('CON', 'Windows');
    await refusal('conflict', () => renameClass(lab.db, author, { class: plastic, name: 'foam' }));
    await refusal('bad-value', () => mergeClasses(lab.db, author, { from: foam, into: foam }));
    renameClass(lab.db, author, { class: plastic, name: 'O\u0308l  rest ' });
    expect(names(lab)).toContain('\u00d6l rest');
  });
});

test('digits that nobody chose go to the classes in their order', () => {
  const classes = [5, 6, 7].map((id) => ({ id, key: id === 6 ? (1 as const) : null }));
  expect([...keysOfClasses(classes)]).toEqual([
    [5, 2],
    [6, 1],
    [7, 3],
  ]);
  const many = Array.from({ length: 12 }, (_, id) => ({ id, key: null }));
  expect([...keysOfClasses(many)]).toHaveLength(9);
});
