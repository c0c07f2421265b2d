import type { ModelRow } from '#shared/contract/topics/models.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Api } from './in-process-host.ts';
import { reference } from './options.ts';

/**
 * The model of that id, or of that name; where none is named, the one in use.
 *
 * @returns undefined where none is named and none is in use.
 * @throws StrandlineError `not-found`: a model of that id or name.
 */
export async function modelCalled(api: Api, text: string | undefined): Promise<ModelRow | undefined> {
  const models = await api.models.list();
  if (text === undefined) return models.find(({ inUse }) => inUse);
  const wanted = reference(text);
  const found = models.find(({ id, name }) => (typeof wanted === 'number' ? id === wanted : name === wanted));
  if (found === undefined) throw new StrandlineError('not-found', `This lab has no model "${text}".`);
  return found;
}

/** As {@link modelCalled}. @throws StrandlineError `not-found`, also where none is named and none is in use. */
export async function modelNamed(api: Api, text: string | undefined): Promise<ModelRow> {
  const found = await modelCalled(api, text);
  if (found !== undefined) return found;
  const { length } = await api.models.list();
  throw new StrandlineError(
    'not-found',
    length === 0
      ? 'This lab has no model yet: train one first.'
      : 'No model of this lab is in use: put one in use (strandline use LAB MODEL), or name one.',
  );
}
