import type { HTMLInputAttributes } from 'svelte/elements';

/**
 * What makes a text field one that walks a list below it, as ARIA has it: the field keeps the focus, and the list has a current line.
 *
 * @param list id of the list. @param current id of its current line; undefined where it has none.
 */
export function combobox(list: string, current: string | undefined): HTMLInputAttributes {
  return {
    type: 'text',
    role: 'combobox',
    'aria-expanded': 'true',
    'aria-controls': list,
    'aria-activedescendant': current,
    'aria-autocomplete': 'list',
    autocomplete: 'off',
    spellcheck: false,
  };
}
