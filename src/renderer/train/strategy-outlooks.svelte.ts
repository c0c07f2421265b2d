import { isGraphicsCard } from '#shared/learning/place.ts';
import { type Strategy, defaultRecipe, strategies } from '#shared/learning/recipe.ts';
import {
  type Outlook,
  type PastRun,
  type Processor,
  type StrategyOutlook,
  outlookOf,
  recommendedStrategy,
} from '#shared/learning/strategy-outlook.ts';
import type { RunRow } from '#shared/contract/topics/learning.ts';
import { Controller, type Upon, type WindowCore } from '../lib/controller.ts';
import type { DataChoice } from './data/data-choice.svelte.ts';
import type { RecipeForm } from './recipe/recipe-form.svelte.ts';
import type { Question, RunEstimate } from './run-estimate.svelte.ts';

/** What the form of the next run is made of. */
interface Form {
  readonly runs: readonly RunRow[];
  readonly form: RecipeForm;
  readonly data: DataChoice;
  readonly question: Question | undefined;
  readonly estimate: RunEstimate;
  readonly devices: readonly { readonly device: string; readonly usable: boolean }[] | undefined;
}

/** What each strategy may be expected to take and to reach here, and which one is recommended. */
export class StrategyOutlooks extends Controller {
  override readonly upon: Upon = { enter: () => this.#look() };
  readonly #of: () => Form;
  #computer = $state.raw<Processor>();

  readonly all: readonly StrategyOutlook[];
  /** Undefined while nothing can be trained. */
  readonly recommended: ReturnType<typeof recommendedStrategy> | undefined;

  constructor(core: WindowCore, of: () => Form) {
    super(core);
    this.#of = of;
    this.all = $derived(strategies.map((strategy) => ({ strategy, ...this.#outlook(strategy) })));
    this.recommended = $derived(this.#recommend());
  }

  async #look(): Promise<void> {
    try {
      this.#computer = await this.api.training.computer();
    } catch {
      // Without it no earlier run's time is told: it is measured, as before the first run.
    }
  }

  /** What has just been measured for the recipe as it is written goes before what was. */
  #outlook(strategy: Strategy): Outlook {
    const { runs, form, question, estimate } = this.#of();
    if (question === undefined) return { seconds: undefined, test: undefined };
    const { strategy: chosen, backbone } = form.values;
    const recipe = strategy === chosen ? form.recipe : defaultRecipe(strategy, backbone);
    const past: readonly PastRun[] = runs;
    const known = outlookOf(past, { ...question, recipe, computer: this.#computer });
    return { ...known, seconds: estimate.secondsOf(strategy) ?? known.seconds };
  }

  #recommend(): ReturnType<typeof recommendedStrategy> | undefined {
    const { runs, data, devices, question } = this.#of();
    if (question === undefined) return undefined;
    const computer = this.#computer;
    const cards = [
      ...(devices ?? []).filter(({ usable }) => usable).map(({ device }) => device),
      ...runs.flatMap(({ result }) =>
        result?.environment.processor === computer?.processor ? [result?.device ?? ''] : [],
      ),
    ];
    return recommendedStrategy(
      { samples: data.chosen.samples, fewest: data.fewest, hasCard: cards.some(isGraphicsCard) },
      this.all,
    );
  }
}
