import { untrack } from 'svelte';

/**
 * Brings something into view when it becomes another, and not whenever the list around it is made anew: a person who has
 * scrolled away from it meanwhile stays where they are. Called while a component is set up.
 *
 * @param current what shall be in view; undefined while there is nothing.
 */
export function keepInView<T>(current: () => T | undefined, bring: (current: T) => void): void {
  const wanted = $derived(current());
  $effect(() => {
    const one = wanted;
    if (one !== undefined) untrack(() => bring(one));
  });
}
