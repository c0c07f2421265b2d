import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closingText, epochText } from '#shared/learning/epoch-log.ts';
import type { EpochRecord, TrainingPlan } from '#shared/learning/plan.ts';

/** A run's two logs in its folder: `log.txt` in the essay's shape, and `log.jsonl`, one JSON object per line. */
export class RunLog {
  readonly #text: string;
  readonly #lines: string;
  readonly #epochs: number;

  constructor({ runDir, recipe, classes, items, split }: TrainingPlan) {
    mkdirSync(runDir, { recursive: true });
    this.#text = join(runDir, 'log.txt');
    this.#lines = join(runDir, 'log.jsonl');
    this.#epochs = recipe.epochs;
    writeFileSync(this.#text, '');
    writeFileSync(this.#lines, `${JSON.stringify({ recipe, classes, split, photos: items.length })}\n`);
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
