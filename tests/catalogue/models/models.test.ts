import { describe, expect, test } from 'vitest';
import { run } from '#host/catalogue/database.ts';
import { declineModel, editModel, putInUse, retireModel } from '#host/catalogue/edits/edit-models.ts';
import { redo, undo } from '#host/catalogue/edits/edit.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import {
  findModel,
  foundModel,
  insertForeignModel,
  listModels,
} from '#host/catalogue/queries/learning/models.ts';
import { author } from '../../support/catalogue.ts';
import { refusal } from '../../support/errors.ts';
import { temporaryLab } from '../../support/labs.ts';
import { modelRows } from '../../support/models.ts';

function labOf(...names: string[]): Lab {
  const lab = temporaryLab();
  run(lab.db, `INSERT INTO classes (name) VALUES ('plastic')`);
  for (const [index, name] of names.entries())
    insertForeignModel(lab.db, {
      name,
      file: `${index}.onnx`,
      classes: [{ id: 1, name: 'Plastik' }],
      test: null,
      origin: { lab: null, run: null, classes: [] },
      createdAt: author.at,
    });
  return lab;
}

const inUse = ({ db }: Lab) => findModel(db, undefined)?.name;

describe('which model is used where none is named', () => {
  test('the first, until another is put in use; a newer one waits for a decision and pushes nothing out', () => {
    const lab = labOf('a', 'b', 'c');
    const states = (): unknown[] =>
      listModels(lab.db).map(({ name, inUse: used, offered }) => [
        name,
        used ? 'in use' : offered ? 'offered' : '',
      ]);
    const atFirst = [
      ['c', 'offered'],
      ['b', 'offered'],
      ['a', 'in use'],
    ];
    expect(inUse(lab)).toBe('a');
    expect(states()).toEqual(atFirst);
    putInUse(lab.db, author, 2);
    // The one that it took the place of is decided about; the other still waits.
    const afterwards = [
      ['c', 'offered'],
      ['b', 'in use'],
      ['a', ''],
    ];
    expect(states()).toEqual(afterwards);
    undo(lab.db);
    expect(states()).toEqual(atFirst);
    redo(lab.db);
    expect(states()).toEqual(afterwards);
    declineModel(lab.db, author, 3);
    expect(states()[0]).toEqual(['c', '']);
    expect(undo(lab.db)).toEqual({ kind: 'decline-model', things: 1 });
    expect(states()).toEqual(afterwards);
  });

  test('a first run is in use where it is sound, and no later one', () => {
    const doubtful = temporaryLab();
    modelRows(doubtful, { classes: [], sound: false });
    expect(inUse(doubtful)).toBeUndefined();
    modelRows(doubtful, { classes: [], file: 'second.onnx' });
    expect(inUse(doubtful)).toBeUndefined();
    expect(listModels(doubtful.db).map(({ offered }) => offered)).toEqual([true, true]);

    const lab = temporaryLab();
    const { model } = modelRows(lab, { classes: [] });
    modelRows(lab, { classes: [], file: 'second.onnx' });
    expect(findModel(lab.db, undefined)?.id).toBe(model);
  });

  test('retiring takes it out of use in one step; it stays at the end of the list and can be named', async () => {
    const lab = labOf('a', 'b', 'c');
    putInUse(lab.db, author, 3);
    retireModel(lab.db, author, { model: 3, retired: true });
    expect(listModels(lab.db).map(({ name }) => name)).toEqual(['b', 'a', 'c']);
    // No other one steps in: which one that would be is for a person to say.
    expect(inUse(lab)).toBeUndefined();
    expect(findModel(lab.db, 'c')?.id).toBe(3);
    undo(lab.db);
    expect(inUse(lab)).toBe('c');
    expect(listModels(lab.db)[0]).toMatchObject({ name: 'c', inUse: true, retiredAt: null });

    for (const model of [1, 2, 3]) retireModel(lab.db, author, { model, retired: true });
    const none = await refusal('not-found', () => foundModel(lab.db, undefined));
    expect(none.message).toContain('No model of this lab is in use');
    putInUse(lab.db, author, 2);
    expect(listModels(lab.db)[0]).toMatchObject({ id: 2, retiredAt: null });
  });
});

test('of two models of one name the one in use is meant, then the newest', () => {
  const lab = labOf('a', 'a', 'a');
  retireModel(lab.db, author, { model: 3, retired: true });
  expect(findModel(lab.db, 'a')?.id).toBe(2);
});

test('name and notes are edits; classes are called as the lab calls them', async () => {
  const lab = labOf('a');
  editModel(lab.db, author, { model: 1, set: { name: 'Summer', notes: 'With the new lamp.' } });
  expect(listModels(lab.db)).toMatchObject([
    { name: 'Summer', notes: 'With the new lamp.', classes: [{ id: 1, name: 'plastic' }] },
  ]);
  expect(undo(lab.db)).toEqual({ kind: 'edit-model', things: 1 });
  expect(listModels(lab.db)).toMatchObject([{ name: 'a', notes: '' }]);
  await refusal('not-found', () => editModel(lab.db, author, { model: 9, set: { name: 'x' } }));
});
