import { expect, test } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import type { LabSummary } from '#shared/domain/lab.ts';
import type { SampleRow } from '#shared/domain/sample.ts';
import { StrandlineError } from '#shared/errors.ts';
import { CatalogueController } from '../../../../src/renderer/catalogue/catalogue-controller.svelte.ts';
import { ClassesController } from '../../../../src/renderer/catalogue/classes/classes-controller.svelte.ts';
import { DetailsForm } from '../../../../src/renderer/catalogue/details/details-form.svelte.ts';
import { RegroupController } from '../../../../src/renderer/catalogue/regroup/regroup-controller.svelte.ts';
import { WindowCore } from '../../../../src/renderer/lib/controller.ts';
import { EditsController } from '../../../../src/renderer/shell/edits/edits-controller.svelte.ts';
import { editsStrings } from '../../../../src/renderer/shell/edits/strings.ts';
import { createFakeTransport } from '../../../support/fake-transport.ts';
import { sampleRow } from '../../../support/rows.ts';

const address = 'ssh://labpc/srv/bay';
const counts = { surveys: 1, samples: 2, photos: 0, runs: 0, models: 0 };
const bay: LabSummary = {
  ...{ directory: address, name: 'Bay', schemaVersion: 1, readOnly: null },
  ...{ createdAt: '2026-01-01T00:00:00Z', counts },
};
const classes = ['plastic', 'shell'].map((name, index) => ({
  ...{ id: index + 1, name, samples: 0, photos: 0, colour: null, key: null },
}));

/** A far lab of two samples, the first of which is selected; `cut` loses its link and `mend` brings it back. */
async function farLab() {
  let rows: SampleRow[] = [sampleRow(1), sampleRow(2)];
  const edits: unknown[] = [];
  let away = false;
  /** An answer may be lost with the link, too: then the edit was made all the same. */
  let answerLost = false;
  const there = <T>(answer: () => T): T => {
    if (away) throw new StrandlineError('host-gone', 'The link is lost.');
    const value = answer();
    if (answerLost) throw new StrandlineError('host-gone', 'The link is lost.');
    return value;
  };
  /** What somebody else writes there. */
  const write = (id: number, details: Partial<SampleRow['details']>): void => {
    rows = rows.map((row) => (row.id === id ? { ...row, details: { ...row.details, ...details } } : row));
  };
  const label = (id: number, name: string | null): void => {
    const found = classes.find((one) => one.name === name);
    const given = found === undefined ? null : { id: found.id, name: found.name };
    rows = rows.map((row) => (row.id === id ? { ...row, class: given } : row));
  };
  const transport = createFakeTransport({
    lab: { current: () => bay },
    catalogue: {
      surveys: () => there(() => []),
      classes: () => there(() => classes),
      list: () => there(() => Uint32Array.from(rows, ({ id }) => id)),
      samples: ({ ids }) => there(() => rows.filter(({ id }) => ids.includes(id))),
      findSamples: () => there(() => []),
    },
    edits: {
      state: () => there(() => ({ undo: null, redo: null, person: 'Ines' })),
      editSamples: ({ samples, set }) =>
        there(() => {
          edits.push({ samples, set });
          const { class: given, ...details } = set;
          for (const id of samples) {
            if (given === undefined) write(id, details);
            else label(id, classes.find((one) => one.id === given)?.name ?? null);
          }
          transport.emit('lab.changed', { topic: 'details' });
        }),
      renameClass: (args) => there(() => void edits.push(args)),
      mergeSamples: (args) => there(() => void edits.push(args)),
      signIn: (args) => there(() => void edits.push(args)),
    },
  });
  const storage = { getItem: () => null, setItem: () => undefined };
  const core = new WindowCore(createClient(contract, transport), { storage, media: {} as MediaDevices });
  const edit = new EditsController(core);
  const catalogue = new CatalogueController(core, edit);
  const form = new DetailsForm(core, catalogue, edit.unsaved);
  const naming = new ClassesController(core, edit, catalogue);
  const regroup = new RegroupController(core, edit, catalogue);
  await core.enter(true);
  const told = (): string[] => core.notices.list.map(({ message }) => message);
  const mend = async (): Promise<void> => {
    [away, answerLost] = [false, false];
    transport.emit('shell.linkChanged', { lab: address, lost: null });
    transport.emit('lab.changed', { topic: 'details' });
    await new Promise((done) => setTimeout(done, 20));
  };
  return {
    ...{ catalogue, form, naming, regroup, edits, told, write, label, mend, unsaved: edit.unsaved, edit },
    cut: () => void (away = true),
    loseAnswers: () => void (answerLost = true),
  };
}

test('what was typed while the link is lost stays in its field, and is saved when that is there again', async () => {
  const { form, catalogue, edits, told, cut, mend, unsaved } = await farLab();
  cut();
  form.write('notes', 'fringed');
  await form.commit('notes');
  expect(form.textOf('notes')).toBe('fringed');
  expect(form.unsavedOf('notes')?.says).toBe(editsStrings.waits);
  expect([unsaved.count, catalogue.isUnsaved(catalogue.rows.at(0)?.sample.id)]).toEqual([1, true]);

  // Another sample has its own notes, and this one still has what was typed when it is come back to.
  catalogue.select(1);
  form.forget();
  expect(form.textOf('notes')).toBe('');
  catalogue.select(0);
  form.forget();
  expect(form.textOf('notes')).toBe('fringed');

  await mend();
  expect(edits).toEqual([{ samples: [1], set: { notes: 'fringed' } }]);
  expect(form.textOf('notes')).toBe('fringed');
  expect([form.unsavedOf('notes'), unsaved.count]).toEqual([undefined, 0]);
  expect(told()).toContain(editsStrings.savedAfterAll(1));
});

test('of two texts that were typed in a field meanwhile the last one is saved, once', async () => {
  const { form, edits, cut, mend } = await farLab();
  cut();
  for (const text of ['fri', 'fringed']) {
    form.write('notes', text);
    await form.commit('notes');
  }
  await mend();
  expect(edits).toEqual([{ samples: [1], set: { notes: 'fringed' } }]);
});

test('what somebody else has written meanwhile is not written over before the person has said so', async () => {
  const { form, edits, cut, write, mend } = await farLab();
  cut();
  form.write('notes', 'fringed');
  await form.commit('notes');
  write(1, { notes: 'torn' });
  await mend();
  expect(edits).toEqual([]);
  expect(form.textOf('notes')).toBe('fringed');
  const asked = form.unsavedOf('notes');
  expect(asked?.says).toBe(editsStrings.changed('torn'));
  expect(asked?.choices.map(({ label }) => label)).toEqual([editsStrings.saveMine, editsStrings.takeTheirs]);

  asked?.choices[0]?.run();
  await expect.poll(() => edits).toEqual([{ samples: [1], set: { notes: 'fringed' } }]);
  await expect.poll(() => form.unsavedOf('notes')).toBeUndefined();
});

test('theirs is taken where the person says so', async () => {
  const { form, edits, cut, write, mend } = await farLab();
  cut();
  form.write('notes', 'fringed');
  await form.commit('notes');
  write(1, { notes: 'torn' });
  await mend();
  form.unsavedOf('notes')?.choices[1]?.run();
  expect([form.textOf('notes'), edits]).toEqual(['torn', []]);
});

test('an edit whose answer was lost with the link is not made a second time', async () => {
  const { form, edits, loseAnswers, mend } = await farLab();
  loseAnswers();
  form.write('notes', 'fringed');
  await form.commit('notes');
  await mend();
  expect(edits).toHaveLength(1);
  expect(form.unsavedOf('notes')).toBeUndefined();
});

test('labels that were keyed while the link is lost are shown, and given when it is there; others’ stay', async () => {
  const { catalogue, edits, told, cut, label, mend } = await farLab();
  cut();
  await catalogue.label(1);
  await catalogue.label(1);
  expect([0, 1].map((at) => catalogue.rows.at(at)?.sample.class?.name)).toEqual(['plastic', 'plastic']);
  label(2, 'shell');
  await mend();
  expect(edits).toEqual([{ samples: [1], set: { class: 1 } }]);
  expect([0, 1].map((at) => catalogue.rows.at(at)?.sample.class?.name)).toEqual(['plastic', 'shell']);
  expect(told()).toEqual(expect.arrayContaining([expect.stringContaining('1 sample got another class')]));
});

test('a number that was typed is the sample’s that it was typed for, whichever is selected by the answer', async () => {
  const { form, catalogue, edits } = await farLab();
  form.write('number', 'S-0777');
  const saved = form.commit('number');
  catalogue.select(1);
  await saved;
  expect(edits).toEqual([{ samples: [1], set: { number: 'S-0777' } }]);
});

test('names of classes and of who is at the keyboard wait for the link, too', async () => {
  const { naming, edit, unsaved, edits, cut, mend } = await farLab();
  cut();
  const [plastic] = naming.list;
  if (plastic === undefined) throw new Error('no class');
  expect(await naming.rename(plastic, 'polymer')).toBe('waits');
  await edit.signIn('Noor');
  expect([edit.person, unsaved.at('class name', 1)]).toEqual(['Noor', 'polymer']);
  await mend();
  expect(edits).toEqual([{ class: 1, name: 'polymer' }, { person: 'Noor' }]);
});

test('what was chosen for a merge of samples is there still where the link was lost', async () => {
  const { regroup, edits, cut, mend } = await farLab();
  await regroup.mergeOf([sampleRow(1).id, sampleRow(2).id]);
  cut();
  await regroup.merge();
  expect(regroup.kept?.id).toBe(1);
  await mend();
  await regroup.merge();
  expect(edits).toHaveLength(1);
  expect(regroup.kept).toBeUndefined();
});
