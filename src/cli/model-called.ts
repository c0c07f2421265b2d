import type { ModelRow } from '#shared/contract/topics/models.ts';
import { StrandlineError } from '#shared/errors.ts';
import { reference } from './options.ts';

/** The model of that id, or of that name. @throws StrandlineError `not-found`. */
export function modelCalled(models: readonly ModelRow[], text: string): ModelRow {
  const wanted = reference(text);
  const found = models.find(({ id, name }) => (typeof wanted === 'number' ? id === wanted : name === wanted));
  if (found === undefined) throw new StrandlineError('not-found', `This lab has no model "${text}".`);
  return found;
}
