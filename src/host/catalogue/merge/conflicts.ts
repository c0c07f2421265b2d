import {
  type ConflictKind,
  type MergeChoice,
  type MergeConflict,
  type MergeOptions,
  mergeChoices,
} from '#shared/domain/merge.ts';
import { StrandlineError } from '#shared/errors.ts';

/** Collects what two labs disagree on, and says of each what is done about it. */
export class Conflicts {
  readonly list: MergeConflict[] = [];
  readonly #choices: MergeOptions['choices'];

  constructor(choices: MergeOptions['choices']) {
    this.#choices = choices;
  }

  /** @param what names it: the same at every look. @returns what was chosen, the default where nothing was. */
  settle(
    kind: ConflictKind,
    what: string,
    said: { ours: string; theirs: string; only?: readonly MergeChoice[]; photo?: string | undefined },
  ): MergeChoice {
    const key = `${kind} ${what}`;
    const choices: readonly MergeChoice[] = said.only ?? mergeChoices[kind];
    const [usual = 'ours'] = choices;
    const named = this.#choices[key];
    if (named !== undefined && !choices.includes(named))
      throw new StrandlineError(
        'bad-argument',
        `For “${key}” there is no choice ${named}. There is: ${choices.join(', ')}.`,
      );
    const ofKind = this.#choices[kind];
    const chosen = named ?? (ofKind !== undefined && choices.includes(ofKind) ? ofKind : usual);
    const { ours, theirs, photo = null } = said;
    this.list.push({ key, kind, what, ours, theirs, photo, choices: [...choices], chosen });
    return chosen;
  }

  /** @throws StrandlineError `bad-argument` for a choice about something on which nobody disagrees. */
  refuseUnknown(): void {
    const keys = new Set(this.list.map(({ key }) => key));
    for (const [key, choice] of Object.entries(this.#choices)) {
      if (keys.has(key)) continue;
      const kind = Object.entries(mergeChoices).find(([name]) => name === key);
      if (kind === undefined)
        throw new StrandlineError(
          'bad-argument',
          `There is no conflict “${key}”. A look at what a merge comes to lists all of them.`,
        );
      const choices: readonly string[] = kind[1];
      if (!choices.includes(choice))
        throw new StrandlineError(
          'bad-argument',
          `For “${key}” there is no choice ${choice}. There is: ${choices.join(', ')}.`,
        );
    }
  }
}
