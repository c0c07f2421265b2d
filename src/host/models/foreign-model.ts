import type { FoundModel } from '#host/catalogue/merge/copy-models.ts';
import { tryModel } from './try-model.ts';

/** What the file of a model says that a lab from elsewhere brings. @throws StrandlineError as {@link tryModel}. */
export async function readForeignModel(file: string): Promise<FoundModel> {
  const { info } = await tryModel({ file, run: true });
  return { classes: info.classes, test: info.test?.sample ?? null };
}
