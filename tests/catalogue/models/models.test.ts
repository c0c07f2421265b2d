import { describe, expect, test } from 'vitest';
import { run } from '#host/catalogue/database.ts';
import { editModel, promoteModel, retireModel } from '#host/catalogue/edits/edit-models.ts';
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
  test('the newest, until one is promoted; a newer one does not push it out', () => {
    const lab = labOf('a', 'b');
    expect(inUse(lab)).toBe('b');
    promoteModel(lab.db, author, 1);
    expect(inUse(lab)).toBe('a');
    expect(listModels(lab.db).map(({ name, promoted, inUse: used }) => [name, promoted, used])).toEqual([
      ['b', false, false],
      ['a', true, true],
    ]);
    undo(lab.db);
    expect(inUse(lab)).toBe('b');
    redo(lab.db);
    expect(inUse(lab)).toBe('a');
    promoteModel(lab.db, author, null);
    expect(inUse(lab)).toBe('b');
  });

  test('retiring takes it out of use in one step; it stays at the end of the list and can be named', async () => {
    const lab = labOf('a', 'b', 'c');
    promoteModel(lab.db, author, 3);
    retireModel(lab.db, author, { model: 3, retired: true });
    expect(listModels(lab.db).map(({ name }) => name)).toEqual(['b', 'a', 'c']);
    expect(inUse(lab)).toBe('b');
    expect(findModel(lab.db, 'c')?.id).toBe(3);
    undo(lab.db);
    expect(inUse(lab)).toBe('c');
    expect(listModels(lab.db)[0]).toMatchObject({ name: 'c', promoted: true, retiredAt: null });

    for (const model of [1, 2, 3]) retireModel(lab.db, author, { model, retired: true });
    const none = await refusal('not-found', () => foundModel(lab.db, undefined));
    expect(none.message).toContain('All models of this lab are retired');
    promoteModel(lab.db, author, 2);
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
