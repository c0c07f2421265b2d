import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closingText, epochText } from '#shared/learning/epoch-log.ts';
import type { EpochRecord, TrainingPlan } from '#shared/learning/plan.ts';

/** Names of a run's logs in its folder. */
export const logFiles = ['log.txt', 'log.jsonl'] as const;

/** A run's two logs in its folder: `log.txt` in the essay's shape, and `log.jsonl`, one JSON object per line. */
export class RunLog {
  readonly #text: string;
  readonly #lines: string;
  readonly #epochs: number;

  /** @param epochs of a run that goes on; what was logged after its checkpoint comes again. */
  constructor({ runDir, recipe, classes, items, split }: TrainingPlan, epochs: readonly EpochRecord[] = []) {
    mkdirSync(runDir, { recursive: true });
    this.#text = join(runDir, logFiles[0]);
    this.#lines = join(runDir, logFiles[1]);
    this.#epochs = recipe.epochs;
    writeFileSync(this.#text, '');
    writeFileSync(this.#lines, `${JSON.stringify({ recipe, classes, split, photos: items.length })}\n`);
    for (const record of epochs) this.epoch(record);
  }

  epoch(record: EpochRecord): void {
    appendFileSync(this.#text, `${epochText(record, this.#epochs)}\n`);
    appendFileSync(this.#lines, `${JSON.stringify(record)}\n`);
  }

  close(seconds: number, best: { epoch: number; valAcc: number | null }): void {
    appendFileSync(this.#text, `${closingText(seconds, best.valAcc)}\n`);
    appendFileSync(this.#lines, `${JSON.stringify({ best, seconds })}\n`);
  }
}
