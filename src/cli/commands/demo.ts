import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { type Run, folderHere } from '../command.ts';
import { runText, verdictText, worded } from '../run-text.ts';
import { trainDocument } from './train.ts';

/** `demo`: the whole main job on rendered fragments, as a newcomer's first look. */
export function addDemoCommand(program: Command, run: Run): void {
  program
    .command('demo')
    .description('make a demo lab, train on it, test, and classify fragments it has not seen')
    .argument('[lab]', 'folder of the demo lab', 'demo-lab')
    .action(
      run(async ({ api, follow }, lab: string) => {
        const started = performance.now();
        const directory = folderHere(lab);

        const { job } = await api.demo.create({ directory });
        const imported = await follow(job, 'demo');
        const split = await api.splits.create({});
        const training = await api.runs.start({ strategy: 'frozen' });
        await follow(training.job, 'train');
        const finished = await api.runs.get({ run: training.run });

        const strangers = await api.demo.renderStrangers();
        const verdicts = await Promise.all(
          (await samplesIn(strangers.directory)).map(async ({ truth, files }) => {
            const {
              verdicts: [verdict],
            } = await api.bench.classify({ files, together: true });
            return { truth, verdict: verdict && worded(verdict) };
          }),
        );
        await rm(strangers.directory, { recursive: true });

        const seconds = (performance.now() - started) / 1000;
        const text = [
          '',
          `Demo lab: ${directory}`,
          `${imported.photos + imported.duplicates} photos; split by sample: ${split.train.samples} for training, ${split.val.samples} for validation, ${split.test.samples} for the test.`,
          '',
          runText(finished),
          '',
          'Fragments that the model has never seen, several angles each:',
          ...verdicts.flatMap(({ truth, verdict }) =>
            verdict === undefined
              ? []
              : [
                  `  is ${truth.padEnd(12)} -> ${verdictText({ ...verdict, files: [`${verdict.files.length} photos`] })}`,
                ],
          ),
          '',
          `Done in ${seconds.toFixed(0)} s. Open the lab in the window: npm start -- ${lab}`,
        ];
        const document = {
          lab: directory,
          import: imported,
          split,
          train: trainDocument(finished),
          verdicts,
          seconds,
        };
        return [document, text.join('\n')];
      }),
    );
}

/** The samples of a class/sample/photo tree. */
async function samplesIn(directory: string): Promise<{ truth: string; files: string[] }[]> {
  const classes = (await readdir(directory, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const perClass = classes.map(async ({ name: truth }) => {
    const samples = (await readdir(join(directory, truth))).sort();
    return Promise.all(
      samples.map(async (sample) => {
        const files = (await readdir(join(directory, truth, sample))).sort();
        return { truth, files: files.map((file) => join(directory, truth, sample, file)) };
      }),
    );
  });
  return (await Promise.all(perClass)).flat();
}
