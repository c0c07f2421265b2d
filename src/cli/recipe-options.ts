import { type Command, Option } from 'commander';
import {
  type Recipe,
  byValidation,
  devices,
  embeddedBackbone,
  engines,
  optimisers,
  schedules,
  strategies,
} from '#shared/learning/recipe.ts';
import { integerOption, numberListOption, numberOption } from './options.ts';

/** What `addRecipeOptions` gives. */
export interface RecipeFlags extends Partial<Omit<Recipe, 'strategy' | 'backbone'>> {
  strategy: Recipe['strategy'];
  backbone: string;
  recipe: 'default' | 'essay';
}

/** A number, or that the validation samples shall choose it. */
function orAuto(number: (text: string) => number): (text: string) => number | typeof byValidation {
  return (text) => (text === byValidation ? text : number(text));
}

/** The options of a recipe, all but its seed: one run has one, a study several. */
export function addRecipeOptions(command: Command): Command {
  return (
    command
      .addOption(new Option('--strategy <strategy>', 'what is trained').choices(strategies).default('frozen'))
      .option('--backbone <name>', 'pre-trained network, see "backbone list"', embeddedBackbone)
      .addOption(
        new Option('--recipe <name>', 'base of the defaults')
          .choices(['default', 'essay'])
          .default('default'),
      )
      .option('--epochs <n>', 'passes over the training photos', integerOption)
      .option('--patience <n>', 'stop after so many epochs without a better one; 0: never', integerOption)
      .option('--batch-size <n>', 'photos per step', integerOption)
      .addOption(new Option('--optimiser <name>', 'how weights move').choices(optimisers))
      .option('--lr <rate>', 'learning rate', numberOption)
      .option('--layer-rates <list>', 'multiples of it: head, last stage, the one before …', numberListOption)
      .option('--momentum <m>', 'momentum of SGD', numberOption)
      .option('--nesterov', 'Nesterov momentum')
      .option('--weight-decay <d>', 'weight decay; auto: as validation says (frozen)', orAuto(numberOption))
      .addOption(new Option('--schedule <name>', 'how the learning rate falls').choices(schedules))
      .option('--step-size <n>', 'StepLR: epochs between two reductions', integerOption)
      .option('--gamma <g>', 'StepLR: factor of a reduction', numberOption)
      .option('--warm-up <n>', 'epochs in which the learning rate rises first', numberOption)
      .option('--image-size <px>', 'side of the network’s square input', integerOption)
      .option('--label-smoothing <s>', 'share of the target spread over all classes', numberOption)
      .option('--freeze-batch-norm', 'keep the backbone’s batch statistics')
      .option(
        '--views <n>',
        'augmented views per training photo; auto: as validation says (frozen)',
        orAuto(integerOption),
      )
      // Both forms of a switch, so that neither is a default over the recipe's own.
      .option('--class-weights', 'weigh rare classes up')
      .option('--no-class-weights')
      .option('--crop', 'random crops')
      .option('--no-crop')
      .option('--flip', 'mirrored views')
      .option('--no-flip')
      .option('--rotate', 'views turned by quarters')
      .option('--no-rotate')
      .option('--colour-jitter', 'other brightness, contrast, saturation')
      .option('--no-colour-jitter')
      .addOption(new Option('--device <device>', 'where to compute').choices(devices))
      .addOption(new Option('--engine <engine>', 'training engine').choices(engines))
  );
}
