import type { Recipe } from '#shared/learning/recipe.ts';
import { strings } from '../../lib/strings.ts';

/** A recipe's value as a person reads it. */
export function recipeValue(value: Recipe[keyof Recipe]): string {
  if (typeof value === 'boolean') return value ? strings.runs.yes : strings.runs.no;
  return Array.isArray(value) ? value.join(', ') : String(value);
}
