import { type Place, placeText } from '#shared/learning/place.ts';
import { type HeadSetting, settled } from '#shared/learning/head-setting.ts';
import {
  type Recipe,
  type Strategy,
  byValidation,
  defaultRecipe,
  embeddedBackbone,
} from '#shared/learning/recipe.ts';
import { trainStrings } from '../strings.ts';
import { type NumberField, fits, parseRates, recipeFields } from './recipe-fields.ts';

const fields = Object.values(recipeFields).flat();

/** The recipe of the next run as it is being written, with a sentence for what is wrong with it. */
export class RecipeForm {
  values = $state<Recipe>(defaultRecipe('frozen', embeddedBackbone));
  /** As it is typed; a list of numbers. */
  layerRates = $state('1');

  /** The defaults that the values are compared with. */
  readonly defaults: Recipe = $derived(defaultRecipe(this.values.strategy, this.values.backbone));
  readonly problems: Partial<Record<keyof Recipe, string>> = $derived(this.#problems());
  readonly ok: boolean = $derived(Object.keys(this.problems).length === 0);
  /** Names of the fields that differ from the defaults. */
  readonly changed: readonly (keyof Recipe)[];

  constructor() {
    this.changed = $derived(
      fields
        .map(({ key }) => key)
        .filter((key) =>
          key === 'layerRates'
            ? this.layerRates.trim() !== this.defaults.layerRates.join(', ')
            : this.values[key] !== this.defaults[key],
        ),
    );
  }

  /** The recipe to train by. Call it where there are no problems. */
  get recipe(): Recipe {
    return { ...$state.snapshot(this.values), layerRates: parseRates(this.layerRates) ?? [1] };
  }

  /** Takes a strategy's defaults; backbone and seed stay. */
  choose(strategy: Strategy): void {
    const { backbone, seed } = this.values;
    this.values = { ...defaultRecipe(strategy, backbone), seed };
    this.layerRates = this.values.layerRates.join(', ');
  }

  /** Leaves a number to the validation samples, or takes the plainest of those that they would be asked about. */
  leave(key: keyof HeadSetting, toValidation: boolean): void {
    const left = { ...this.values, [key]: byValidation };
    this.values = toValidation ? left : { ...left, [key]: settled(left)[key] };
  }

  /** Where it trains, as `placeText` says it; `auto` where the run finds out by itself. */
  get place(): string {
    const { engine, device } = this.values;
    return device === 'auto' ? device : placeText({ engine: engine === 'auto' ? 'ort' : engine, device });
  }

  /** @param place undefined: whatever proves itself fastest. */
  train(place: Place | undefined): void {
    const { engine, device } = place ?? { engine: 'auto', device: 'auto' };
    this.values = { ...this.values, engine, device };
  }

  /** Back to the defaults of the strategy. */
  reset(strategy: Strategy = this.values.strategy, backbone = this.values.backbone): void {
    this.values = defaultRecipe(strategy, backbone);
    this.layerRates = this.values.layerRates.join(', ');
  }

  #problems(): Partial<Record<keyof Recipe, string>> {
    const { recipe: words } = trainStrings;
    const wrong = fields.flatMap((field): [keyof Recipe, string][] => {
      if (field.shown?.(this.values) === false) return [];
      const value = this.values[field.key];
      if (field.kind === 'number' && value !== byValidation && !fits(field, value))
        return [[field.key, words.outside(rangeOf(field))]];
      if (field.kind === 'list' && parseRates(this.layerRates) === undefined)
        return [[field.key, words.badRates]];
      return [];
    });
    return Object.fromEntries(wrong);
  }
}

function rangeOf({ whole, from, above, to }: NumberField): string {
  const { recipe: words } = trainStrings;
  return words.range(whole, above === true, from, to);
}
