import type { Recipe } from '../recipe.ts';

export interface RecipeDifference {
  readonly field: keyof Recipe;
  /** One per recipe, in their order. */
  readonly values: readonly Recipe[keyof Recipe][];
}

/** The fields in which recipes differ, in the recipe's own order. */
export function recipeDifferences(recipes: readonly Recipe[]): RecipeDifference[] {
  const [first] = recipes;
  if (first === undefined) return [];
  return (Object.keys(first) as (keyof Recipe)[]).flatMap((field) => {
    const values = recipes.map((recipe) => recipe[field]);
    return new Set(values.map((value) => JSON.stringify(value))).size > 1 ? [{ field, values }] : [];
  });
}
