import { resolve } from 'node:path';
import type { Command } from 'commander';
import { StrandlineError } from '#shared/errors.ts';
import type { Agreement } from '#shared/review/agreement.ts';
import { type AgreementReport, askReportSchema, labelReader, modelReader } from '#shared/review/review.ts';
import type { Run } from '../command.ts';
import { modelCalled } from '../model-called.ts';
import { confusionLines } from '../run-text.ts';
import { percentText } from '#shared/learning/figures/figure-text.ts';
import type { Api } from '../in-process-host.ts';

interface Flags {
  model?: string;
}

/** The commands about what models and people say of the samples: ask, agreement. */
export function addReviewCommands(program: Command, run: Run): void {
  program
    .command('ask')
    .description('ask a model about all samples, for the review queue')
    .argument('<lab>', 'folder of the lab')
    .option('--model <model>', 'id or name of the model (default: the one in use)')
    .action((lab: string, flags: Flags) =>
      run(async ({ session, terminal }) => {
        await session.api.lab.open({ directory: resolve(lab) });
        const model = await modelNamed(session.api, flags.model);
        if (model === undefined)
          throw new StrandlineError('not-found', 'This lab has no model yet: train one first.');
        const { job } = await session.api.review.ask({ model });
        const report = askReportSchema.parse(await session.follow(job));
        const { total } = await session.api.review.list({ model });
        const lines = report.skipped.map((reason) => `  left out: ${reason}`);
        const head = `${report.asked} samples asked about, ${report.known} known already. ${total} need a look.`;
        terminal.answer({ ...report, toReview: total }, [head, ...lines].join('\n'));
      }),
    );

  program
    .command('agreement')
    .description('say how blind readers, the labels and a model agree (Cohen’s kappa)')
    .argument('<lab>', 'folder of the lab')
    .option('--model <model>', 'id or name of the model (default: the one in use)')
    .action((lab: string, flags: Flags) =>
      run(async ({ session, terminal }) => {
        await session.api.lab.open({ directory: resolve(lab) });
        const model = await modelNamed(session.api, flags.model);
        const report = await session.api.review.agreement(model === undefined ? {} : { model });
        terminal.answer(report, reportText(report));
      }),
    );
}

/** The id of a model that goes by its id or its name; of the one in use where none is named, undefined where there is none. */
async function modelNamed(api: Api, text: string | undefined): Promise<number | undefined> {
  const models = await api.models.list();
  return text === undefined ? models.find(({ inUse }) => inUse)?.id : modelCalled(models, text).id;
}

function reportText({ model, readers, modelAndLabel }: AgreementReport): string {
  const all = [...readers, ...(modelAndLabel === null ? [] : [modelAndLabel])];
  if (all.length === 0) return 'Nobody has read blind yet, and there is no model.';
  return all.map((agreement) => agreementText(agreement, model?.name ?? '')).join('\n\n');
}

function agreementText(agreement: Agreement, model: string): string {
  const { a, b, n, agreed, kappa, ci95, classes, confusion } = agreement;
  const who: Readonly<Record<string, string>> = {
    [labelReader]: 'labels',
    [modelReader]: `model "${model}", on samples that it was not trained on`,
  };
  const head = `${who[a] ?? a} and ${who[b] ?? b}:`;
  if (agreed === null) return `${head} no sample in common.`;
  const share = `${percentText(agreed)} % of ${n} samples alike`;
  if (kappa === null || ci95 === null)
    return `${head} ${share}; kappa is not defined, since both say "${classes[0] ?? ''}" throughout.`;
  const figures = `kappa ${kappa.toFixed(2)} (${ci95[0].toFixed(2)} to ${ci95[1].toFixed(2)})`;
  return [`${head} ${figures}, ${share}. Rows: ${who[a] ?? a}.`, ...confusionLines(confusion, classes)].join(
    '\n',
  );
}
