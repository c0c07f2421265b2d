import { describe, expect, it } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import type { ClusterTree } from '#shared/review/cluster-tree.ts';
import { sampleIdOf } from '../../../support/ids.ts';
import { LabWindow } from '../../../../src/renderer/lab-window.svelte.ts';
import { createFakeTransport } from '../../../support/fake-transport.ts';
import { sampleRow } from '../../../support/rows.ts';

const classes = ['plastic', 'not-plastic'].map((name, index) => ({
  id: index + 1,
  name,
  colour: null,
  key: null,
  photos: 0,
  samples: 0,
}));

/** Twelve samples, 1 to 9 alike and 10 to 12 alike, the two kinds far apart. */
function twoKinds(): ClusterTree {
  const first: number[] = [];
  const second: number[] = [];
  let group = 0;
  for (let sample = 1; sample < 9; sample += 1) {
    first.push(group);
    second.push(sample);
    group = 12 + first.length - 1;
  }
  const large = group;
  first.push(9);
  second.push(10);
  group = 12 + first.length - 1;
  first.push(11);
  second.push(group);
  first.push(large);
  second.push(12 + first.length - 2);
  return {
    samples: Array.from({ length: 12 }, (_, index) => sampleIdOf(index + 1)),
    first,
    second,
    cost: [...Array.from({ length: 10 }, () => 0.1), 100],
  };
}

async function sorting({ tree = twoKinds() }: { tree?: ClusterTree | null } = {}) {
  const steps: { samples: number[]; class: number | null }[] = [];
  let sorted = 0;
  const unlabelled = () => {
    const labelled = new Set(steps.flatMap(({ samples }) => samples));
    return Uint32Array.from({ length: 12 }, (_, index) => index + 1).filter((id) => !labelled.has(id));
  };
  const transport = createFakeTransport({
    catalogue: {
      surveys: () => [],
      classes: () => classes,
      list: () => unlabelled(),
      samples: ({ ids }) => ids.map((id) => sampleRow(id)),
    },
    review: {
      clusters: () => tree,
      cluster: () => {
        sorted += 1;
        return { job: 1 };
      },
    },
    edits: {
      state: () => ({ undo: null, redo: null, person: 'Ines' }),
      editSamples: ({ samples, set }) => void steps.push({ samples, class: set.class ?? null }),
      undo: () => {
        steps.pop();
        return { kind: 'label', things: 1 };
      },
    },
  });
  const media = {
    getUserMedia: () => Promise.reject(new Error()),
    enumerateDevices: () => Promise.resolve([]),
  };
  const lab = new LabWindow(createClient(contract, transport), { media: media as never });
  const { alike, catalogue } = lab.catalogue;
  await catalogue.refresh();
  await alike.start();
  const members = (): number[] => alike.members.toSorted((a, b) => a - b);
  return { lab, alike, steps, members, sorted: () => sorted };
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('clusters', () => {
  it('get a class with one key each, in one step each', async () => {
    const { alike, steps, members } = await sorting();
    expect([alike.clustersLeft, alike.left]).toEqual([2, 12]);
    expect(members()).toEqual(range(1, 9));
    const said = alike.say(1);
    expect(members()).toEqual(range(10, 12));
    await said;
    await alike.say(2);
    expect(steps.map(({ samples, class: of }) => [samples.toSorted((a, b) => a - b), of])).toEqual([
      [range(1, 9), 1],
      [range(10, 12), 2],
    ]);
    expect([alike.clustersLeft, alike.left, alike.done, members()]).toEqual([0, 0, 12, []]);
  });

  it('leave out what was taken out of them, which comes up again at the end', async () => {
    const { alike, steps, members } = await sorting();
    alike.flip(3);
    alike.flip(5);
    alike.flip(5);
    expect(alike.chosen).not.toContain(3);
    await alike.say(1);
    expect(steps[0]?.samples).toHaveLength(8);
    await alike.say(2);
    expect(members()).toEqual([3]);
    expect(alike.isChosen(3)).toBe(true);
    await alike.say(2);
    expect(alike.left).toBe(0);
  });

  it('come back whole with an undo', async () => {
    const { lab, alike, members } = await sorting();
    await alike.say(1);
    await alike.say(2);
    await lab.shell.edits.undo();
    await alike.refresh();
    expect([members(), alike.done]).toEqual([range(10, 12), 9]);
    await lab.shell.edits.undo();
    await alike.refresh();
    expect([members(), alike.done]).toEqual([range(1, 9), 0]);
  });

  it('take back what was taken out of them with an undo', async () => {
    const { lab, alike, members } = await sorting();
    alike.flip(3);
    await alike.say(1);
    expect(alike.clustersLeft).toBe(2);
    await lab.shell.edits.undo();
    await alike.refresh();
    expect([alike.clustersLeft, members()]).toEqual([2, range(1, 9)]);
  });

  it('are split further and joined', async () => {
    const { alike, members } = await sorting();
    alike.move(1);
    expect(members()).toEqual([10, 11, 12]);
    alike.split();
    expect(alike.clustersLeft).toBe(3);
    expect([1, 2]).toContain(members().length);
    alike.move(-1);
    expect(members()).toEqual(range(1, 9));
    alike.join();
    expect(alike.clustersLeft).toBe(2);
    expect(members().length).toBeGreaterThan(9);
    expect(alike.canSplit).toBe(true);
    alike.split();
    expect(alike.clustersLeft).toBe(3);
    expect(members()).toEqual(range(1, 9));
  });

  it('are made as soon as somebody looks for them, and 0 says nothing of what has no class', async () => {
    const none = await sorting({ tree: null });
    expect([none.sorted(), none.alike.isSorted]).toEqual([1, false]);
    const { alike, steps, members, sorted } = await sorting();
    await alike.say(null);
    expect([sorted(), steps, members()]).toEqual([0, [], range(10, 12)]);
  });
});
