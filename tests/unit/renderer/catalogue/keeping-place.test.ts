import { expect, it } from 'vitest';
import { sampleRow } from '../../../support/rows.ts';
import { emptyLab, openWindow, settle } from '../../../support/lab-window.ts';

/** The window over five samples, of which new ones may have come in front by its next look. */
async function openCatalogue() {
  const lab = { ids: [1, 2, 3, 4, 5], answers: true };
  const labelled: number[][] = [];
  const { window, transport } = await openWindow(
    emptyLab({
      catalogue: {
        classes: () => [{ id: 1, name: 'film', colour: null, key: 1, photos: 0, samples: 0 }],
        list: () => Uint32Array.from(lab.ids),
        samples: ({ ids }) => (lab.answers ? ids.map((id) => sampleRow(id)) : new Promise(() => undefined)),
      },
      edits: { editSamples: ({ samples }) => void labelled.push(samples) },
    }),
  );
  const change = async (ids: number[]): Promise<void> => {
    lab.ids = ids;
    transport.emit('lab.changed', { topic: 'catalogue' });
    await settle();
  };
  return { catalogue: window.catalogue.catalogue, lab, labelled, change };
}

it('a label goes to the sample that was chosen, also while rows of a changed list are on their way', async () => {
  const { catalogue, lab, labelled, change } = await openCatalogue();
  catalogue.select(2);
  lab.answers = false;
  await change([8, 9, 1, 2, 3, 4, 5]);
  expect(catalogue.selection.cursor).toBe(4);
  void catalogue.label(1);
  await settle();
  expect(labelled).toEqual([[3]]);
});

it('what is selected one by one stays selected where others come in between', async () => {
  const { catalogue, change } = await openCatalogue();
  catalogue.select(0);
  catalogue.selection.flip(3);
  await change([1, 8, 2, 3, 4, 5]);
  expect(catalogue.selectedIds()).toEqual([1, 4]);
  await change([1, 8, 2, 3, 4, 5]);
  expect(catalogue.selectedIds()).toEqual([1, 4]);
  await change([8, 2, 3, 5]);
  expect(catalogue.selectedIds()).toEqual([8]);
});
