import type { Recipe, byValidation } from '#shared/learning/recipe.ts';

type NumberKey = {
  [K in keyof Recipe]: Recipe[K] extends number | typeof byValidation ? K : never;
}[keyof Recipe];
type SwitchKey = { [K in keyof Recipe]: Recipe[K] extends boolean ? K : never }[keyof Recipe];

/** A number of the recipe, as a person may give it. */
export interface NumberField {
  readonly kind: 'number';
  readonly key: NumberKey;
  readonly whole: boolean;
  /** The least number; with `above` the number itself is too small. */
  readonly from: number;
  readonly above?: boolean;
  readonly to: number;
  /** Whether the validation samples can choose it. */
  readonly asks?: (recipe: Recipe) => boolean;
  readonly shown?: (recipe: Recipe) => boolean;
}

interface SwitchField {
  readonly kind: 'switch';
  readonly key: SwitchKey;
  readonly shown?: (recipe: Recipe) => boolean;
}

interface ChoiceField {
  readonly kind: 'choice';
  readonly key: 'schedule' | 'optimiser';
  readonly shown?: (recipe: Recipe) => boolean;
}

interface ListField {
  readonly kind: 'list';
  readonly key: 'layerRates';
  readonly shown?: (recipe: Recipe) => boolean;
}

export type RecipeField = NumberField | SwitchField | ChoiceField | ListField;

const isWhole = ({ strategy }: Recipe): boolean => strategy !== 'frozen';
const isHead = (recipe: Recipe): boolean => !isWhole(recipe);
const isSgd = ({ optimiser }: Recipe): boolean => optimiser === 'sgd';

/** Every switch of a recipe beside strategy, backbone and device, by what it is about; fields that do nothing are not shown. */
export const recipeFields: Readonly<Record<'course' | 'weights' | 'photos', readonly RecipeField[]>> = {
  course: [
    { kind: 'number', key: 'epochs', whole: true, from: 1, to: 10_000 },
    { kind: 'number', key: 'patience', whole: true, from: 0, to: 10_000 },
    { kind: 'number', key: 'batchSize', whole: true, from: 1, to: 4096 },
    { kind: 'number', key: 'lr', whole: false, from: 0, above: true, to: 10 },
    { kind: 'choice', key: 'schedule' },
    {
      kind: 'number',
      key: 'stepSize',
      whole: true,
      from: 1,
      to: 10_000,
      shown: ({ schedule }) => schedule === 'step',
    },
    {
      kind: 'number',
      key: 'gamma',
      whole: false,
      from: 0,
      above: true,
      to: 1,
      shown: ({ schedule }) => schedule === 'step',
    },
    { kind: 'number', key: 'warmUp', whole: false, from: 0, to: 10_000 },
    { kind: 'number', key: 'seed', whole: true, from: -1_000_000_000, to: 1_000_000_000 },
  ],
  weights: [
    { kind: 'choice', key: 'optimiser' },
    { kind: 'number', key: 'momentum', whole: false, from: 0, to: 0.999, shown: isSgd },
    { kind: 'switch', key: 'nesterov', shown: isSgd },
    { kind: 'number', key: 'weightDecay', whole: false, from: 0, to: 10, asks: isHead },
    { kind: 'list', key: 'layerRates', shown: isWhole },
    { kind: 'number', key: 'labelSmoothing', whole: false, from: 0, to: 0.99 },
    { kind: 'switch', key: 'freezeBatchNorm', shown: isWhole },
    { kind: 'switch', key: 'classWeights' },
  ],
  photos: [
    { kind: 'number', key: 'imageSize', whole: true, from: 32, to: 1024 },
    { kind: 'number', key: 'views', whole: true, from: 1, to: 64, asks: isHead, shown: isHead },
    { kind: 'switch', key: 'crop' },
    { kind: 'switch', key: 'flip' },
    { kind: 'switch', key: 'rotate' },
    { kind: 'switch', key: 'colourJitter' },
  ],
};

/** Whether a field takes what was typed; an empty input is no number. */
export function fits({ whole, from, above = false, to }: NumberField, value: unknown): boolean {
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  return (above ? value > from : value >= from) && value <= to && (!whole || Number.isInteger(value));
}

/** `1, 0.3, 0.1` as numbers; undefined where it is no such list. */
export function parseRates(text: string): number[] | undefined {
  const parts = text.split(/[;,\s]+/).filter((part) => part !== '');
  const rates = parts.map(Number);
  const good = rates.every((rate) => Number.isFinite(rate) && rate >= 0 && rate <= 100);
  return good && rates.length >= 1 && rates.length <= 10 && rates.some((rate) => rate > 0)
    ? rates
    : undefined;
}
