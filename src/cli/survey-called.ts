import { StrandlineError } from '#shared/errors.ts';
import type { Api } from './in-process-host.ts';

/** The id of the survey of that id, or of that name. @throws StrandlineError `not-found`, naming those that there are. */
export async function surveyCalled(api: Api, survey: number | string): Promise<number> {
  const surveys = await api.catalogue.surveys();
  const found = surveys.find(({ id, name }) => id === survey || name === survey);
  if (found !== undefined) return found.id;
  const known = surveys.map(({ name }) => name).join(', ');
  throw new StrandlineError('not-found', `There is no survey ${survey}. The surveys are: ${known}.`);
}
