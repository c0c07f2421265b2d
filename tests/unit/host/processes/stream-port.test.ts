import { spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { serialize } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FrameReader, frameHead } from '#host/processes/frames.ts';
import { readPlainValue } from '#host/processes/plain-value.ts';
import { streamPort } from '#host/processes/stream-port.ts';
import { refusal } from '../../../support/errors.ts';

const framed = (bytes: Uint8Array): Buffer => Buffer.concat([frameHead(bytes.length), bytes]);

/** A port whose other end is what the test writes. */
function portAt({ most = 1000 } = {}) {
  const input = new PassThrough();
  const output = new PassThrough();
  const port = streamPort(input, output, { most });
  const heard: unknown[] = [];
  port.onMessage((message) => heard.push(message));
  const closed = new Promise<string>((resolve) => port.onClose(resolve));
  return { input, output, port, heard, closed };
}

test('what is sent through a pipe comes back as it was', async () => {
  const cat = spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void cat.kill());
  const port = streamPort(cat.stdout, cat.stdin);
  const sent = [
    { kind: 'ready' },
    { id: 7, args: undefined, list: [1, -0, NaN, 'Über 5 µm', null, true], deep: { er: [[]] } },
    { bytes: new Uint8Array([1, 2, 3]), ids: new Uint32Array([5, 4e9]), heat: new Float32Array([0.5]) },
    { frame: new Uint8Array(200_000).map((_, at) => at) },
  ];
  const back = new Promise<unknown[]>((resolve) => {
    const heard: unknown[] = [];
    port.onMessage((message) => {
      if (heard.push(message) === sent.length) resolve(heard);
    });
  });
  for (const message of sent) port.post(message);
  expect(await back).toEqual(sent);
  const closed = new Promise((resolve) => port.onClose(resolve));
  cat.kill();
  expect(await closed).toBe('the link was closed');
});

test('frames are found however the stream is cut', () => {
  const cut = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 });
  fc.assert(
    fc.property(cut, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (messages, lengths) => {
      const stream = Buffer.concat(messages.map(framed));
      const reader = new FrameReader(40);
      const found: Buffer[] = [];
      for (let at = 0, turn = 0; at < stream.length; turn += 1) {
        const length = lengths[turn % lengths.length] ?? 1;
        found.push(...reader.push(stream.subarray(at, at + length)));
        at += length;
      }
      expect(found.map((frame) => [...frame])).toEqual(messages.map((message) => [...message]));
      expect(reader.isInside).toBe(false);
    }),
  );
});

describe('the other end is not trusted', () => {
  test('a frame longer than is taken ends the port at its head', async () => {
    const { input, heard, closed } = portAt();
    input.write(framed(serialize({ first: true })));
    input.write(frameHead(4_000_000_000));
    expect(await closed).toMatch(/4000000000 bytes is longer/);
    expect(heard).toEqual([{ first: true }]);
  });

  test('a link that breaks in a message says so', async () => {
    const { input, closed } = portAt();
    input.end(framed(serialize({ first: true })).subarray(0, 9));
    expect(await closed).toBe('the link broke in the middle of a message');
  });

  test('a listener that refuses a message ends the port, and nothing is heard or sent after it', async () => {
    const { input, output, port, heard, closed } = portAt();
    port.onMessage((message) => {
      if (message === 'no') throw new Error('That is no request.');
    });
    input.write(Buffer.concat(['yes', 'no', 'late'].map((word) => framed(serialize(word)))));
    expect(await closed).toBe('That is no request.');
    port.post('later');
    expect(heard).toEqual(['yes', 'no']);
    expect(output.read()).toBeNull();
  });

  test('what is too long is not sent, and the port goes on', async () => {
    const { port, output } = portAt();
    await refusal('too-large', () => port.post(new Uint8Array(2000)));
    port.post('short');
    expect(output.read()).toEqual(framed(serialize('short')));
  });

  test('bytes that are no message are refused, whatever they are', () => {
    const garbage = fc.uint8Array({ maxLength: 60 });
    const begun = garbage.map((rest) => Uint8Array.from([0xff, 0x0f, ...rest]));
    fc.assert(
      fc.property(fc.oneof(garbage, begun), (bytes) => {
        try {
          readPlainValue(Buffer.from(bytes));
        } catch (error) {
          expect(error).toMatchObject({ code: 'bad-argument' });
        }
      }),
      { numRuns: 500 },
    );
  });

  const circle: unknown[] = [];
  circle.push(circle);
  const doubled = Array.from({ length: 40 }).reduce<unknown>((inner) => [inner, inner], 'a');
  const nested = Array.from({ length: 500 }).reduce<unknown>((inner) => [inner], 'a');
  const sparse: number[] = [];
  sparse[4_000_000_000] = 1;
  const big = new Uint8Array(5000);
  test.each([
    ['a circle', circle, 'nested too deeply'],
    ['a list that doubles forty times', doubled, 'holds too much'],
    ['deep nesting', nested, 'nested too deeply'],
    ['a long list with nothing in it', sparse, 'holds too much'],
    ['an array that is meant again and again', Array.from({ length: 50 }, () => big), 'holds too much'],
    ['a date', { at: new Date() }, 'kind of value'],
    ['a map', new Map([[1, 2]]), 'kind of value'],
    ['a pattern', [/(a+)+$/], 'kind of value'],
    ['an error', new Error('x'), 'kind of value'],
    ['a large number', 1n, 'kind of value'],
    ['other numbers', new Float64Array(2), 'kind of value'],
    ['memory', new ArrayBuffer(8), 'kind of value'],
  ])('%s is refused', async (_title, value, why) => {
    const error = await refusal('bad-argument', () => readPlainValue(serialize(value)));
    expect(error.message).toContain(why);
  });

  test('an object keeps what it calls its prototype to itself', () => {
    const hostile = Object.defineProperty({}, '__proto__', { value: { admin: true }, enumerable: true });
    const read = readPlainValue(serialize(hostile)) as { admin?: boolean };
    expect(read.admin).toBeUndefined();
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  test('an array brings nothing of its frame along', () => {
    const read = readPlainValue(serialize({ secret: 'x'.repeat(500), few: new Uint8Array(3) })) as {
      few: Uint8Array;
    };
    expect(read.few.buffer.byteLength).toBe(3);
  });
});
