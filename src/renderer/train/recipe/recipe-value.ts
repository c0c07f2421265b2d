import type { Recipe } from '#shared/learning/recipe.ts';
import { runsStrings } from '../runs/strings.ts';

/** A recipe's value as a person reads it. */
export function recipeValue(value: Recipe[keyof Recipe]): string {
  if (typeof value === 'boolean') return value ? runsStrings.yes : runsStrings.no;
  return Array.isArray(value) ? value.join(', ') : String(value);
}
