import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { beforeAll, describe, expect, it, test, vi } from 'vitest';
import type { Feed, GraphSession, TensorFlow } from '#host/training/tensorflow/graph-session.ts';
import { openTensorFlow } from '#host/training/tensorflow/open-tensorflow.ts';
import { refusal } from '../../../support/errors.ts';
import { tensorFlowIsMissing, testTensorFlow } from '../../../support/tensorflow-library.ts';
import { tinySavedModel } from '../../../support/tiny-saved-model.ts';

const floats = (...data: number[]): Feed => ({ dims: [data.length], data: Float32Array.from(data) });
const whole = (...data: number[]): Feed => ({ dims: [data.length], data: Int32Array.from(data) });
const feeds = (named: Record<string, Feed>): Map<string, Feed> => new Map(Object.entries(named));

let tensorFlow: TensorFlow;
const said: unknown[] = [];

beforeAll(() => {
  for (const how of ['log', 'info', 'warn', 'error'] as const)
    vi.spyOn(console, how).mockImplementation((...words: unknown[]) => void said.push(words));
  tensorFlow = openTensorFlow(testTensorFlow, { device: 'cpu', threads: 2 });
});

const fresh = async (...start: number[]): Promise<GraphSession> => {
  const session = await tensorFlow.load(tinySavedModel());
  session.run('init', feeds({ start: floats(...start) }));
  return session;
};

test.skipIf(tensorFlowIsMissing)('TensorFlow opens through its package, and says nothing to a person', () => {
  expect(tensorFlow).toMatchObject({ version: '2.21.0', binding: 'ours', gpu: false });
  expect(said).toEqual([]);
});

test.skipIf(tensorFlowIsMissing)('one process opens it in one way', async () => {
  expect(openTensorFlow(testTensorFlow, { device: 'cpu', threads: 2 })).toBe(tensorFlow);
  await refusal('internal', () => openTensorFlow(testTensorFlow, { device: 'cpu', threads: 1 }));
});

describe.skipIf(tensorFlowIsMissing)('a loaded graph', () => {
  it('keeps its variables between calls of any signature', async () => {
    const session = await fresh(1, 2, 3);
    const step = feeds({ x: floats(0.5, 0.5, 0.5), k: whole(1, -1, 0) });
    expect(session.run('step', step).get('sum')).toEqual({
      dims: [3],
      data: Float32Array.of(2.5, 1.5, 3.5),
    });
    const outputs = session.run('step', step);
    expect([...outputs.keys()].toSorted()).toEqual(['added', 'sum']);
    expect(outputs.get('added')?.data).toEqual(Float32Array.of(1.5, -0.5, 0.5));
    expect(session.run('state', new Map()).get('sum')?.data).toEqual(Float32Array.of(4, 1, 4));
    session.release();
  });

  it('shares none with another, and none of its memory with what it was fed', async () => {
    const start = floats(1, 1);
    const [one, other] = [await tensorFlow.load(tinySavedModel()), await fresh(7)];
    one.run('init', feeds({ start }));
    start.data.fill(9);
    expect(one.run('state', new Map()).get('sum')?.data).toEqual(Float32Array.of(1, 1));
    expect(other.run('state', new Map()).get('sum')?.data).toEqual(Float32Array.of(7));
    one.release();
    other.release();
  });

  it('leaves no file behind', async () => {
    const graphs = (): string[] =>
      readdirSync(tmpdir()).filter((name) => name.startsWith('strandline-graph'));
    const before = graphs();
    (await fresh(1)).release();
    expect(graphs()).toEqual(before);
  });

  it('says that memory is used up by a code, and goes on', async () => {
    const session = await fresh(1);
    const error = await refusal('out-of-memory', () =>
      session.run('fill', feeds({ size: whole(2 ** 21, 2 ** 21) })),
    );
    expect(error.message).toBe('The memory is too small for this batch size.');
    expect(session.run('fill', feeds({ size: whole(2, 2) })).get('filled')?.data).toEqual(
      new Float32Array(4).fill(1),
    );
    session.release();
  });

  it('refuses what its graph cannot compute in one sentence', async () => {
    const session = await fresh(1, 2, 3);
    const error = await refusal('internal', () =>
      session.run('step', feeds({ x: floats(1, 2), k: whole(1, 2) })),
    );
    expect(error.message).toMatch(/^TensorFlow could not compute this: [^\n]+$/);
    await refusal('internal', () => session.run('step', feeds({ x: floats(1, 2, 3) })));
    expect(() => session.run('other', new Map())).toThrow('no signature other');
    session.release();
  });

  it('keeps its memory flat over 1,000 runs', async () => {
    const size = 250_000;
    const zeros = { dims: [size], data: new Float32Array(size) };
    const step = feeds({ x: zeros, k: { dims: [size], data: new Int32Array(size) } });
    const session = await tensorFlow.load(tinySavedModel());
    session.run('init', feeds({ start: zeros }));
    const runs = (count: number): number => {
      for (let run = 0; run < count; run += 1) session.run('step', step);
      return process.memoryUsage().rss;
    };
    const before = runs(100);
    // One tensor that is left behind by every run would be a gigabyte.
    expect(runs(1000) - before).toBeLessThan(100 * 1024 ** 2);
    session.release();
  });
});

test.skipIf(tensorFlowIsMissing)('what is no SavedModel is refused', async () => {
  await refusal('internal', () => tensorFlow.load(Uint8Array.of(1, 2, 3)));
});
