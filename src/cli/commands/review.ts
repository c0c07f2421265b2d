import type { Command } from 'commander';
import type { Agreement } from '#shared/review/agreement.ts';
import {
  type AgreementResult,
  type AskedSamples,
  type ReviewList,
  labelReader,
  modelReader,
} from '#shared/review/review.ts';
import { type Run, labCommand, onLab } from '../command.ts';
import { modelCalled, modelNamed } from '../model-called.ts';
import { confusionLines } from '../run-text.ts';
import { shareOfThings } from '#shared/learning/figures/figure-text.ts';

interface Flags {
  model?: string;
}

/** The commands about what models and people say of the samples: ask, agreement. */
export function addReviewCommands(program: Command, run: Run): void {
  labCommand(program, 'ask', 'ask a model about all samples, for the review queue')
    .option('--model <model>', 'id or name of the model (default: the one in use)')
    .action(
      onLab(run, async ({ api, follow }, flags: Flags) => {
        const { id: model } = await modelNamed(api, flags.model);
        const { job } = await api.review.ask({ model });
        const report = await follow(job, 'ask');
        const { total } = await api.review.list({ model });
        const lines = report.skipped.map((reason) => `  left out: ${reason}`);
        const head = `${report.asked} samples asked about, ${report.known} known already. ${total} need a look.`;
        return [{ ...report, toReview: total }, [head, ...lines].join('\n')];
      }),
    );

  labCommand(program, 'review', 'list the samples that need a look, the most urgent first')
    .option('--model <model>', 'id or name of the model (default: the one in use)')
    .action(
      onLab(run, async ({ api }, flags: Flags) => {
        const model = (await modelCalled(api, flags.model))?.id;
        const list = await api.review.list(model === undefined ? {} : { model });
        const samples = await api.catalogue.samples({ ids: list.items.map(({ sample }) => sample) });
        const classes = new Map((await api.catalogue.classes()).map(({ id, name }) => [id, name]));
        const numbers = new Map(samples.map(({ id, number }) => [id, number]));
        return [list, reviewText(list, numbers, classes)];
      }),
    );

  labCommand(program, 'agreement', 'say how blind readers, the labels and a model agree (Cohen’s kappa)')
    .option('--model <model>', 'id or name of the model (default: the one in use)')
    .action(
      onLab(run, async ({ api }, flags: Flags) => {
        const model = (await modelCalled(api, flags.model))?.id;
        const report = await api.review.agreement(model === undefined ? {} : { model });
        return [report, agreementsText(report)];
      }),
    );
}

function reviewText(
  { items, total }: ReviewList,
  numbers: ReadonlyMap<number, string>,
  classes: ReadonlyMap<number, string>,
): string {
  if (total === 0) return 'Nothing is left to review.';
  const nameOf = (id: number | null): string => (id === null ? 'no class' : (classes.get(id) ?? 'no class'));
  const lines = items.flatMap(({ sample, reason, label, claims }) => [
    `  ${numbers.get(sample) ?? ''} (${nameOf(label)}): ${reason}`,
    ...claims.map(({ file, classId }) => `    ${file} says ${nameOf(classId)}`),
  ]);
  const more = total > items.length ? [`  and ${total - items.length} more`] : [];
  return [`${total} ${total === 1 ? 'sample needs' : 'samples need'} a look:`, ...lines, ...more].join('\n');
}

function agreementsText({ model, readers, modelAndLabel }: AgreementResult): string {
  const texts = [
    ...readers.map((agreement) => agreementText(agreement, '')),
    ...modelAndLabel.map((agreement) =>
      agreementText(agreement, `model "${model?.name ?? ''}" ${onSamples[agreement.on]}`),
    ),
  ];
  if (texts.length > 0) return texts.join('\n\n');
  return model === null
    ? 'Nobody has read blind yet, and no model is in use.'
    : `Nobody has read blind yet, and the model "${model.name}" was asked about no labelled sample that it has not learnt from (strandline ask).`;
}

const onSamples: Readonly<Record<AskedSamples, string>> = {
  test: 'on its test samples',
  outside: 'on samples outside its split, which it never saw',
  val: 'on its validation samples, by which it was chosen, so that it looks better than it is',
  unknown: 'on all labelled samples (it was trained elsewhere: whether it has seen them is not known)',
};

/** @param model what the model is called, and on which samples. */
function agreementText(agreement: Agreement, model: string): string {
  const { a, b, n, agreed, kappa, ci95, classes, confusion } = agreement;
  const who: Readonly<Record<string, string>> = {
    [labelReader]: 'labels',
    [modelReader]: model,
  };
  const head = `${who[a] ?? a} and ${who[b] ?? b}:`;
  if (agreed === null) return `${head} no sample in common.`;
  const share = `${shareOfThings(agreed, n, 'samples')} alike`;
  if (kappa === null || ci95 === null)
    return `${head} ${share}; kappa is not defined, since both say "${classes[0] ?? ''}" throughout.`;
  const figures = `kappa ${kappa.toFixed(2)} (${ci95[0].toFixed(2)} to ${ci95[1].toFixed(2)})`;
  return [`${head} ${figures}, ${share}. Rows: ${who[a] ?? a}.`, ...confusionLines(confusion, classes)].join(
    '\n',
  );
}
