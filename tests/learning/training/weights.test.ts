import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { downloadWeights, publishedWeights } from '#host/training/backbones/published.ts';
import { addBackbone, fetchBackbone } from '#host/training/backbones/add-backbone.ts';
import { findBackbone, listBackbones, userBackbonesFolder } from '#host/training/backbones/registry.ts';
import { backboneFor } from '#host/training/backbones/backbone-for.ts';
import { buildResNet } from '#host/training/backbones/resnet.ts';
import { graphOf, readModel } from '#host/onnx/model-io.ts';
import { type FloatTensor, readFloats } from '#host/onnx/tensor.ts';
import { readPth } from '#host/training/weights/pth.ts';
import { readSafetensors, writeSafetensors } from '#host/training/weights/safetensors.ts';
import { noiseResNet18 } from './autodiff/support/noise-resnet.ts';
import { refusal } from '../../support/errors.ts';
import { temporaryFolder } from '../../support/labs.ts';

const folder = fileURLToPath(new URL('../../oracle/fixtures/weights/', import.meta.url));
const bytesOf = (name: string): Uint8Array => readFileSync(join(folder, name));
const tensorsSchema = z.record(z.string(), z.object({ dims: z.array(z.int()), data: z.array(z.number()) }));
const expected = tensorsSchema.parse(JSON.parse(readFileSync(join(folder, 'values.json'), 'utf8')));

const plain = (tensors: ReadonlyMap<string, FloatTensor>): Record<string, unknown> =>
  Object.fromEntries([...tensors].map(([name, { dims, data }]) => [name, { dims, data: [...data] }]));
const rounded = Object.fromEntries(
  Object.entries(expected).map(([name, { dims, data }]) => [
    name,
    { dims, data: [...Float32Array.from(data)] },
  ]),
);

describe('weights as PyTorch has them', () => {
  test('from a .pth: halves, doubles, turned and cut tensors, shared numbers', () => {
    expect(plain(readPth(bytesOf('state.pth')))).toEqual(rounded);
  });

  test('from a .pth of PyTorch before 1.6: the same', () => {
    expect(plain(readPth(bytesOf('legacy.pth')))).toEqual(rounded);
  });

  test('from safetensors: the same', () => {
    expect(plain(readSafetensors(bytesOf('state.safetensors')).tensors)).toEqual(rounded);
  });

  test('from safetensors that were written here: the same, with the text beside them', () => {
    const written = readSafetensors(bytesOf('state.safetensors'));
    const again = readSafetensors(writeSafetensors({ ...written, metadata: { epoch: '3' } }));
    expect(plain(again.tensors)).toEqual(rounded);
    expect(again.metadata).toEqual({ epoch: '3' });
  });

  test('from a checkpoint that holds other things too', () => {
    expect(plain(readPth(bytesOf('checkpoint.pth')))).toEqual({ 'module.w': { dims: [2], data: [1, 1] } });
  });
});

describe('files that are no weights', () => {
  test('a pickle that would run a command is refused by its name, and runs nothing', () => {
    expect(() => readPth(bytesOf('malicious.pth'))).toThrow(/posix\.system.*nothing was executed/);
    expect(existsSync('/tmp/strandline-was-here')).toBe(false);
  });

  test('a small file cannot ask for any amount of memory', () => {
    expect(() => readPth(bytesOf('repeated.pth'))).toThrow('w repeats its numbers');
  });

  test('a pickle that names a class by what is no text is damaged', () => {
    // Protocol 2; two empty lists; STACK_GLOBAL.
    const pickle = new Uint8Array([0x80, 2, 0x5d, 0x5d, 0x93, 0x2e]);
    const archive = zipSync({ 'archive/data.pkl': pickle }, { level: 0 });
    expect(() => readPth(archive)).toThrow('its pickle is damaged');
  });

  test('an archive that was packed again is refused', () => {
    const packed = zipSync({ 'archive/data.pkl': new Uint8Array(1_000_000) }, { level: 9 });
    expect(packed.length).toBeLessThan(10_000);
    expect(() => readPth(packed)).toThrow('archive/data.pkl in it is compressed');
  });

  test('every truncation is an error, never numbers', () => {
    for (const [name, read] of [
      ['state.pth', readPth],
      ['legacy.pth', readPth],
      ['state.safetensors', readSafetensors],
    ] as const) {
      const bytes = bytesOf(name);
      for (let length = 0; length < bytes.length; length += 37) {
        expect(() => read(bytes.slice(0, length)), `${name} cut to ${length}`).toThrow();
      }
    }
  });
});

/** A ResNet18's state dict as a safetensors file. */
function writeResNet(file: string, leaveOut: (name: string) => boolean = () => false): void {
  const tensors = graphOf(noiseResNet18(2))
    .initializer.filter(({ name }) => !leaveOut(name))
    .map((tensor) => [`module.backbone.${tensor.name}`, readFloats(tensor)] as const);
  writeFileSync(file, writeSafetensors({ tensors: new Map(tensors), metadata: {} }));
}

describe('a ResNet from weights', () => {
  beforeEach(() => void vi.stubEnv('STRANDLINE_HOME', temporaryFolder()));
  afterEach(() => void vi.unstubAllEnvs());

  test('is recognised, built, tried out and kept', { timeout: 30_000 }, async () => {
    const file = join(temporaryFolder(), 'beach.safetensors');
    writeResNet(file);
    expect(await addBackbone(file)).toMatchObject({ name: 'beach', featureSize: 512, imageSize: 256 });
    const names = new Set(graphOf(readModel(findBackbone('beach').file)).initializer.map(({ name }) => name));
    expect(names.has('layer4.1.bn2.running_var')).toBe(true);
    expect(names.has('fc.weight')).toBe(false);
  });

  test('that lacks a tensor, or is of another kind, is refused by name', async () => {
    const file = join(temporaryFolder(), 'beach.safetensors');
    writeResNet(file, (name) => name === 'layer2.1.bn1.bias');
    expect((await refusal('not-a-model', () => addBackbone(file))).message).toContain('layer2.1.bn1.bias');
    const other = await refusal('not-a-model', () => addBackbone(join(folder, 'state.pth')));
    expect(other.message).toMatch(/8 tensors.*not those of a ResNet18, 34 or 50 or of an EfficientNet-Lite/);
    await refusal('not-found', () => addBackbone('/nowhere/resnet18.pth'));
  });

  test('scratch needs no weights, the other strategies do', async () => {
    expect(backboneFor('scratch', 'resnet18')).toMatchObject({ name: 'resnet18', featureSize: 512 });
    await refusal('backbone-unknown', () => backboneFor('fine-tune', 'resnet18'));
    await refusal('backbone-unknown', () => backboneFor('scratch', 'resnet19'));
    expect(backboneFor('scratch', 'efficientnet-lite0').builtIn).toBe(true);
  });

  test('ResNet34 and 50 ask for the tensors of their depth', () => {
    const tensors = new Map(graphOf(noiseResNet18(2)).initializer.map((one) => [one.name, readFloats(one)]));
    expect(() => buildResNet(34, tensors)).toThrow('layer1.2.conv1.weight');
    expect(() => buildResNet(50, tensors)).toThrow(
      /layer1\.0\.conv1\.weight is of the shape \[64, 64, 3, 3\]/,
    );
  });
});

describe('published weights', () => {
  let content: Buffer;
  let breaksOff = false;
  let isThere = true;
  let asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers.range);
    if (!isThere) return void response.writeHead(404).end();
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': content.length - from });
    if (!breaksOff) return void response.end(content.subarray(from));
    response.write(content.subarray(from, from + 3000), () => setTimeout(() => response.destroy(), 400));
  });
  let base: string;

  beforeEach(async () => {
    content = Buffer.from('numbers '.repeat(1000));
    asked = [];
    breaksOff = false;
    isThere = true;
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const sha256 = (): string => createHash('sha256').update(content).digest('hex');
    vi.spyOn(publishedWeights.resnet18 ?? { sha256: '' }, 'sha256', 'get').mockImplementation(sha256);
    vi.stubEnv('STRANDLINE_HOME', temporaryFolder());
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    await new Promise((resolve) => server.close(resolve));
  });

  test('a download that broke off goes on where it stopped', async () => {
    const into = temporaryFolder();
    breaksOff = true;
    const { message } = await refusal('download-failed', () => downloadWeights('resnet18', into, { base }));
    expect(message).toMatch(/what has arrived is kept.*backbone add FILE/);
    breaksOff = false;
    const values: number[] = [];
    const onProgress = ({ value }: { value?: number }): void => void values.push(value ?? NaN);
    const file = await downloadWeights('resnet18', into, { base, onProgress });
    expect(readFileSync(file).equals(content)).toBe(true);
    expect(values[0]).toBeGreaterThan(3000 / content.length);
    expect(values.at(-1)).toBe(1);
    expect(asked).toEqual([undefined, 'bytes=3000-']);
  });

  test('become a backbone that says where it is from', { timeout: 30_000 }, async () => {
    const file = join(temporaryFolder(), 'resnet18.safetensors');
    writeResNet(file);
    content = readFileSync(file);
    vi.spyOn(publishedWeights.resnet18 ?? { file: '' }, 'file', 'get').mockReturnValue(
      'resnet18.safetensors',
    );
    expect(await fetchBackbone('resnet18', { base })).toMatchObject({
      name: 'resnet18',
      source: "torchvision's resnet18, IMAGENET1K_V1 (resnet18.safetensors)",
      licence: 'BSD-3-Clause',
      imageSize: 256,
    });
    expect(findBackbone('resnet18').featureSize).toBe(512);
    expect(readdirSync(join(userBackbonesFolder(), 'downloads'))).toEqual([]);
  });

  test('that are not what torchvision named them become none', async () => {
    await refusal('not-a-model', () => fetchBackbone('resnet18', { base }));
    expect(listBackbones().map(({ name }) => name)).toEqual(['efficientnet-lite0']);
  });

  test('other content is thrown away', async () => {
    const into = temporaryFolder();
    mkdirSync(into, { recursive: true });
    const part = join(into, 'resnet34-b627a593.pth.part');
    const { message } = await refusal('download-failed', () => downloadWeights('resnet34', into, { base }));
    expect(message).toMatch(/its SHA-256 is [0-9a-f]{64}, not b627a593[0-9a-f]{56}; it was thrown away/);
    expect(existsSync(part)).toBe(false);
  });

  test('no such file, no network, no such name', async () => {
    const into = temporaryFolder();
    isThere = false;
    const missing = await refusal('download-failed', () => downloadWeights('resnet50', into, { base }));
    expect(missing.message).toContain('404');
    const dead = await refusal('download-failed', () =>
      downloadWeights('resnet50', into, { base: 'http://127.0.0.1:9/' }),
    );
    expect(dead.message).toContain('connection failed');
    await refusal('backbone-unknown', () => downloadWeights('vgg', into, { base }));
    await refusal('backbone-unknown', () => fetchBackbone('constructor', { base }));
  });
});
