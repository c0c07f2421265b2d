import type { Command } from 'commander';
import type {
  InspectedModel,
  ModelRow,
  StoredEvaluation,
  UnlistedModel,
} from '#shared/contract/topics/models.ts';
import { valueNamed } from '#shared/domain/named-record.ts';
import { StrandlineError } from '#shared/errors.ts';
import { accuracyText } from '#shared/learning/figures/figure-text.ts';
import { evaluationNotes } from '#shared/learning/figures/model-evaluation.ts';
import { type Answer, type Run, damagedText, labCommand, listed, onLab } from '../command.ts';
import { modelNamed } from '../model-called.ts';
import { mappingOption, reference } from '../options.ts';
import { figureLines } from '../run-text.ts';
import type { Api } from '../in-process-host.ts';
import { pathNamed } from '../path-named.ts';

/** The commands that list models, choose among them, hand them on, take others' in, and try them on surveys. */
export function addModelCommands(program: Command, run: Run): void {
  labCommand(program, 'models', 'list the models').action(
    onLab(run, async ({ api }) => {
      const models = await api.models.list();
      const [, text] = listed(models, modelLine, 'No models yet.');
      return [models, [text, ...unlistedLines(await api.models.unlisted())].join('\n')];
    }),
  );

  labCommand(program, 'take-in', 'list finished models that lie in the lab unlisted, or take one in')
    .argument('[file]', 'name of its file, as listed')
    .action(
      onLab(run, async ({ api }, file?: string) => {
        if (file === undefined)
          return listed(
            await api.models.unlisted(),
            unlistedLine,
            'Every model that lies in the lab is listed.',
          );
        const { model } = await api.models.takeIn({ unlisted: file });
        const taken = await modelNamed(api, String(model));
        return [taken, modelLine(taken)];
      }),
    );

  labCommand(program, 'use', 'make a model the one that bench and command line use')
    .alias('promote')
    .argument('<model>', 'id or name of the model')
    .action(
      onLab(run, async ({ api }, model: string) =>
        change(api, model, ({ id }) => api.edits.useModel({ model: id })),
      ),
    );

  labCommand(program, 'offer', 'say how a model does beside the one in use, on what neither has learnt from')
    .argument('<model>', 'id or name of the model')
    .action(
      onLab(run, async ({ api }, named: string) => {
        const offer = await api.models.offer({ model: (await modelNamed(api, named)).id });
        return [offer, [offer.sentence, ...offer.notes].join('\n')];
      }),
    );

  labCommand(program, 'decline', 'keep the model in use instead of this one, which is offered no longer')
    .argument('<model>', 'id or name of the model')
    .action(
      onLab(run, async ({ api }, model: string) =>
        change(api, model, ({ id }) => api.edits.declineModel({ model: id })),
      ),
    );

  labCommand(program, 'retire', 'take a model out of use; it stays listed and readable')
    .argument('<model>', 'id or name of the model')
    .option('--undo', 'take it back into use')
    .action(
      onLab(run, async ({ api }, model: string, { undo }: { undo?: true }) =>
        change(api, model, ({ id }) => api.edits.retireModel({ model: id, retired: undo !== true })),
      ),
    );

  labCommand(
    program,
    'export-model',
    'write a model as one ONNX file that describes itself (docs/model-file.md)',
  )
    .argument('<folder>', 'folder to write into')
    .option('--model <model>', 'id or name of the model (default: the one in use)')
    .action(
      onLab(run, async ({ api }, folder: string, flags: { model?: string }) => {
        const { id } = await modelNamed(api, flags.model);
        const written = await api.models.export({ model: id, directory: pathNamed(folder) });
        return [written, `Written to ${written.file}.`];
      }),
    );

  labCommand(program, 'import-model', 'add a model from a file that another lab exported')
    .argument('<file>', 'ONNX file')
    .option('--name <name>', 'name of the model here (default: as its file says)')
    .option(
      '--class <theirs=ours>',
      'which class of this lab one of its classes is; repeatable',
      mappingOption,
      {},
    )
    .action(
      onLab(run, async ({ api }, file: string, flags: { name?: string; class: Record<string, string> }) => {
        const inspected = await api.models.inspectFile({ file: pathNamed(file) });
        const classes = await mapped(api, inspected, flags.class);
        const { model } = await api.models.import({ file: inspected.file, name: flags.name, classes });
        const added = await modelNamed(api, String(model));
        const lines = inspected.classes.map(
          ({ name }, index) => `  ${name} -> ${added.classes[index]?.name ?? ''}`,
        );
        return [added, [`Model ${added.id} "${added.name}":`, ...lines].join('\n')];
      }),
    );

  labCommand(program, 'evaluate', 'judge the labelled samples of a survey, or of the whole lab, with a model')
    .option('--model <model>', 'id or name of the model (default: the one in use)')
    .option('--survey <survey>', 'id or name of the survey (default: the whole lab)')
    .action(
      onLab(run, async ({ api, follow }, flags: { model?: string; survey?: string }) => {
        const { job } = await api.models.evaluate({
          ...(flags.model !== undefined && { model: reference(flags.model) }),
          ...(flags.survey !== undefined && { survey: reference(flags.survey) }),
        });
        const { model, evaluation } = await follow(job, 'evaluate');
        const stored = (await api.models.evaluations({ model })).find(({ id }) => id === evaluation);
        if (stored === undefined || 'damaged' in stored)
          throw new StrandlineError('internal', 'The evaluation was not stored.');
        const { name } = await modelNamed(api, String(model));
        return [stored, evaluationText(name, stored)];
      }),
    );
}

/** Changes one model, and answers with what it is then. */
async function change(api: Api, named: string, edit: (model: ModelRow) => Promise<void>): Promise<Answer> {
  const model = await modelNamed(api, named);
  await edit(model);
  const changed = await modelNamed(api, String(model.id));
  return [changed, modelLine(changed)];
}

/** The classes of this lab that a file's classes become: as asked for, else as matched. */
async function mapped(
  api: Api,
  { classes }: InspectedModel,
  asked: Readonly<Record<string, string>>,
): Promise<(number | null)[]> {
  const own = new Map((await api.catalogue.classes()).map(({ id, name }) => [name, id]));
  const unknown = Object.keys(asked).find((theirs) => !classes.some(({ name }) => name === theirs));
  if (unknown !== undefined)
    throw new StrandlineError('bad-argument', `The model has no class "${unknown}".`);
  return classes.map(({ name, match }) => {
    const ours = valueNamed(asked, name);
    if (ours === undefined) return match?.id ?? null;
    const id = own.get(ours);
    if (id === undefined) throw new StrandlineError('not-found', `This lab has no class "${ours}".`);
    return id;
  });
}

function modelLine(model: ModelRow): string {
  const test = model.test === null ? 'not tested' : accuracyText(model.test, 'samples');
  const state = model.inUse ? '*' : model.offered ? '?' : model.retiredAt === null ? ' ' : '-';
  const notes = model.notes === '' ? '' : `  ${model.notes.split('\n')[0] ?? ''}`;
  return `${state}${String(model.id).padStart(4)}  ${model.createdAt}  ${model.name}  ${test}${notes}${damagedText(model)}`;
}

function unlistedLine({ file, createdAt, name, test }: UnlistedModel): string {
  return `${file}  ${createdAt}  ${name}  ${test === null ? 'not tested' : accuracyText(test, 'samples')}`;
}

function unlistedLines(models: readonly UnlistedModel[]): string[] {
  if (models.length === 0) return [];
  return [
    'Finished, but not listed, since the program ended first (strandline take-in LAB FILE takes one in):',
    ...models.map((model) => `  ${unlistedLine(model)}`),
  ];
}

function evaluationText(name: string, evaluation: StoredEvaluation): string {
  const { survey, classes, unseen, all } = evaluation;
  const names = classes.map((one) => one.name);
  const what = unseen === undefined ? '' : 'never seen, ';
  return [
    `${name} on ${survey?.name ?? 'the whole lab'}`,
    ...figureLines([`Accuracy (${what}by sample): `, `Accuracy (${what}by photo):  `], unseen ?? all, names),
    ...(unseen === undefined || unseen.sample.n === all.sample.n
      ? []
      : [`All, by sample: ${accuracyText(all.sample, 'samples')}`]),
    ...evaluationNotes(evaluation),
  ].join('\n');
}
