import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Run } from '../command.ts';
import { integerOption, numberOption } from '../options.ts';
import { percentText } from '#shared/learning/figures/figure-text.ts';

/** The command that says, or changes, how sure a model has to be. */
export function addTrustCommand(program: Command, run: Run): void {
  program
    .command('trust')
    .description('say how sure a model has to be, or ask another precision of it')
    .argument('<lab>', 'folder of the lab')
    .argument('<model>', 'id of the model', integerOption)
    .option('--target <share>', 'accepted verdicts shall be right this often, 0.5 to 0.999', numberOption)
    .action((lab: string, model: number, { target }: { target?: number }) =>
      run(async ({ session, terminal }) => {
        await session.api.lab.open({ directory: resolve(lab) });
        const trust =
          target === undefined
            ? await session.api.trust.get({ model })
            : await session.api.trust.setTarget({ model, target });
        terminal.answer(
          trust,
          `Below ${percentText(trust.threshold)} % confidence the verdict is "unsure", so that others are right in ${percentText(trust.target)} % of cases.`,
        );
      }),
    );
}
