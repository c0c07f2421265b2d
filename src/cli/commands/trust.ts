import type { Command } from 'commander';
import { type Run, labCommand, onLab } from '../command.ts';
import { integerOption, numberOption } from '../options.ts';
import { percentText } from '#shared/learning/figures/figure-text.ts';

/** The command that says, or changes, how sure a model has to be. */
export function addTrustCommand(program: Command, run: Run): void {
  labCommand(program, 'trust', 'say how sure a model has to be, or ask another precision of it')
    .argument('<model>', 'id of the model', integerOption)
    .option('--target <share>', 'accepted verdicts shall be right this often, 0.5 to 0.999', numberOption)
    .action(
      onLab(run, async ({ api }, model: number, { target }: { target?: number }) => {
        const trust =
          target === undefined
            ? await api.trust.get({ model })
            : await api.trust.setTarget({ model, target });
        return [
          trust,
          `Below a sureness of ${percentText(trust.threshold)} % no class is named, so that those that are named are right in ${percentText(trust.target)} % of cases.`,
        ];
      }),
    );
}
