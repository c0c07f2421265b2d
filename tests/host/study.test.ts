import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runSchema } from '#shared/contract/topics/learning.ts';
import { mergeResultSchema } from '#shared/domain/merge.ts';
import { labArms, studySchema } from '#shared/studies/study.ts';
import { startNode } from '../support/children.ts';
import { program, strandlineJson, strandlines } from '../support/strandline.ts';
import { twoClassLab } from '../support/two-class-lab.ts';

const quick = ['--image-size', '64', '--views', '1', '--seeds', '1,2'];

test('a study of angles: planned, made, told; its runs are not among the others and leave no models', async () => {
  const lab = await twoClassLab(10, 3);
  const study = studySchema.parse(await strandlineJson('study', lab, '--vary', 'angles', ...quick));
  expect(study).toMatchObject({ study: 1, vary: 'angles', state: 'done', runs: 6 });
  expect(study.points.map(({ x, seed, trained }) => [x, seed, trained.photos])).toEqual([
    [1, 1, 14],
    [2, 1, 28],
    [3, 1, 42],
    [1, 2, 14],
    [2, 2, 28],
    [3, 2, 42],
  ]);
  for (const { photo, sample, baseline } of study.points) {
    for (const { accuracy, ci95 } of [photo, sample, baseline?.photo ?? photo, baseline?.sample ?? sample]) {
      expect(ci95[0]).toBeLessThanOrEqual(accuracy);
      expect(ci95[1]).toBeGreaterThanOrEqual(accuracy);
    }
  }
  expect(study.summary.map(({ repeats }) => repeats)).toEqual([2, 2, 2]);
  expect(study.points.every(({ baseline }) => baseline !== null)).toBe(true);
  expect(study.projection?.sample.gains.map(({ x }) => x)).toEqual([6, 12]);
  expect(study.sentence).toMatch(
    /^From 1 to 3 angles of each of 14 training samples: .* by sample .* by photo/,
  );
  expect(await strandlineJson('runs', lab)).toEqual([]);
  expect(await strandlineJson('models', lab)).toEqual([]);

  const refused = await startNode([program, 'resume', lab, '1', '--json']).ended;
  expect(refused.code).toBe(2);
  expect(refused.stdout).toContain('is part of study 1');
});

test('how many photos at the bench: told from what runs predicted, nothing is trained', async () => {
  const lab = await twoClassLab(10, 3);
  const nothing = await startNode([program, 'study', lab, '--vary', 'bench-angles', '--json']).ended;
  expect(JSON.parse(nothing.stdout)).toMatchObject({ error: { code: 'not-enough-data' } });

  await strandlineJson('train', lab, ...quick.slice(0, 4));
  const ofRun = studySchema.parse(await strandlineJson('study', lab, '--vary', 'bench-angles'));
  expect(ofRun).toMatchObject({ study: 1, state: 'done', runs: 3, projection: null });
  expect(ofRun.points.map(({ x, run, baseline }) => [x, run, baseline])).toEqual([
    [1, 1, null],
    [2, 1, null],
    [3, 1, null],
  ]);
  expect(ofRun.sentence).toMatch(/^One photo of each new fragment: .*; two: .*; three: .*\.$/);
  // All three photos together are what the run itself was tested by.
  const { result } = runSchema.parse(await strandlineJson('show', lab, '1'));
  expect(ofRun.points[2]?.sample.accuracy).toBeCloseTo(result?.test?.sample.accuracy ?? NaN, 12);
  expect(ofRun.points[0]?.photo.accuracy).toBeCloseTo(result?.test?.photo.accuracy ?? NaN, 12);
  // The run goes on standing for itself.
  expect(await strandlineJson('runs', lab)).toHaveLength(1);
  const page = join(lab, 'page.html');
  await strandlineJson('report', lab, '--study', '1', '--out', page);
  expect(readFileSync(page, 'utf8')).toContain('Photos of each new fragment');

  await strandlineJson('study', lab, '--vary', 'photos', '--at', '20,40', ...quick);
  const ofStudy = studySchema.parse(
    await strandlineJson('study', lab, '--vary', 'bench-angles', '--of', '2', '--at', '1,3'),
  );
  expect(ofStudy.points.map(({ x, seed, trained }) => [x, seed, trained.photos])).toEqual([
    [1, 1, 40],
    [3, 1, 40],
    [1, 2, 40],
    [3, 2, 40],
  ]);
});

test('a study that is killed loses the run under way at most, and ends as it would have', async () => {
  const lab = await twoClassLab(10, 3);
  const asked = ['--vary', 'photos', '--at', '10,20', ...quick];
  const whole = studySchema.parse(await strandlineJson('study', lab, ...asked));

  const { child, ended } = startNode([program, 'study', lab, ...asked]);
  child.stderr?.on('data', (text: Buffer) => {
    if (text.toString().includes('Run 2 of 4')) child.kill('SIGKILL');
  });
  expect((await ended).signal).toBe('SIGKILL');
  const [broken] = studySchema.array().parse(await strandlineJson('studies', lab));
  expect(broken).toMatchObject({ study: 2, state: 'interrupted' });
  const before = broken?.points ?? [];
  expect(before.length).toBeGreaterThanOrEqual(1);
  expect(before.length).toBeLessThan(4);

  const resumed = studySchema.parse(await strandlineJson('resume-study', lab));
  expect(resumed.state).toBe('done');
  expect(resumed.points.slice(0, before.length)).toEqual(before);
  const figures = ({ points }: typeof whole) =>
    points.map(({ x, seed, photo, baseline }) => ({ x, seed, photo, baseline }));
  expect(figures(resumed)).toEqual(figures(whole));
});

test('the leakage study counts photos; a position that the photos do not reach is refused in words', async () => {
  const lab = await twoClassLab(10, 3);
  const leak = studySchema.parse(
    await strandlineJson('study', lab, '--vary', 'leakage', '--seeds', '1', ...quick.slice(0, 4)),
  );
  expect(leak.measure).toBe('photo');
  expect(leak.points.map(({ x }) => x)).toEqual(['by-sample', 'by-photo']);

  const refused = await startNode([program, 'study', lab, '--vary', 'angles', '--at', '9', '--json']).ended;
  expect(refused.code).toBe(2);
  expect(JSON.parse(refused.stdout)).toMatchObject({
    error: { code: 'bad-argument', message: '9 angles per sample cannot be had: this split allows 1 to 3.' },
  });
});

test('whether a model holds on the samples of a lab that was merged: they are tested alike in all arms', async () => {
  const [lab, theirs] = [await twoClassLab(10, 1), await twoClassLab(10, 1, 50_000)];
  const { mark } = mergeResultSchema.parse(await strandlineJson('merge', lab, theirs)).other;
  const study = studySchema.parse(
    await strandlineJson('study', lab, '--vary', 'labs', '--lab', mark, '--seeds', '1', ...quick.slice(0, 4)),
  );
  expect(study).toMatchObject({ state: 'done', name: `Samples of lab ${mark}, frozen`, measure: 'sample' });
  expect(study.points.map(({ x }) => x)).toEqual(labArms);
  const [home, away, both, alone] = study.points.map(({ trained }) => trained.samples);
  expect(home).toBe(away);
  expect(both).toBe((home ?? 0) + (alone ?? 0));
  const [, ofTheirs, ...others] = study.summary.map(({ tested }) => tested.samples);
  expect(others).toEqual([ofTheirs, ofTheirs]);
  expect(study.sentence).toContain('trained on our samples, theirs reach');

  const refused = await strandlines(['study', lab, '--vary', 'labs', '--lab', 'ffff', '--json']);
  expect(refused[0]?.stdout).toContain(`There are samples from: ${mark}.`);
});

test('a study of whole networks that is killed within a run goes on from that run’s checkpoint', async () => {
  const lab = await twoClassLab(10, 2);
  const whole = ['--strategy', 'fine-tune', '--device', 'cpu', '--image-size', '64', '--epochs', '2'];
  const asked = ['--vary', 'photos', '--at', '14,28', '--seeds', '1', ...whole];
  const undisturbed = studySchema.parse(await strandlineJson('study', lab, ...asked));

  // Runs 1 and 2 were those of the first study; 3 and 4 are of this one. It is killed once run 4 has kept an epoch.
  const { child, ended } = startNode([program, 'study', lab, ...asked]);
  const checkpoint = join(lab, 'runs/4/checkpoint.safetensors');
  const watch = setInterval(() => {
    if (existsSync(checkpoint)) child.kill('SIGKILL');
  }, 20);
  expect((await ended).signal).toBe('SIGKILL');
  clearInterval(watch);
  expect(existsSync(checkpoint)).toBe(true);
  const [broken] = studySchema.array().parse(await strandlineJson('studies', lab));
  expect(broken).toMatchObject({ study: 2, state: 'interrupted', points: [{ run: 3 }] });
  const before = runSchema.parse(await strandlineJson('show', lab, '4'));
  expect(before.state).toBe('interrupted');

  const resumed = studySchema.parse(await strandlineJson('resume-study', lab));
  expect(resumed.points.map(({ run }) => run)).toEqual([3, 4]);
  const figures = ({ points }: typeof resumed) =>
    points.map(({ x, seed, photo, sample, baseline }) => ({ x, seed, photo, sample, baseline }));
  expect(figures(resumed)).toEqual(figures(undisturbed));
  const epochs = async (run: string) => runSchema.parse(await strandlineJson('show', lab, run)).epochs;
  expect(await epochs('4')).toEqual(await epochs('2'));
});
