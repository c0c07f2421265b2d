import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { closingText, epochText } from '#shared/learning/epoch-log.ts';
import { placeText, triedText } from '#shared/learning/place.ts';
import type { EpochRecord, TrainingPlan } from '#shared/learning/plan.ts';
import { appendOwn, writeOwn } from '#host/lib/own-files.ts';
import type { Choice } from './devices/try-devices.ts';

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
    writeOwn(this.#text, '');
    writeOwn(this.#lines, `${JSON.stringify({ recipe, classes, split, photos: items.length })}\n`);
    for (const record of epochs) this.epoch(record);
  }

  /** That the memory had no room for more. */
  halved(batchSize: number): void {
    appendOwn(this.#text, `The memory is too small: ${batchSize} photos in a step from here on\n`);
    appendOwn(this.#lines, `${JSON.stringify({ batchSize })}\n`);
  }

  /** Where it trains, and what came of the other places; nothing where there was nothing to choose. */
  choice({ batchSize, tried, ...place }: Choice, asked: number): void {
    if (tried.length === 0 && batchSize === asked) return;
    const fewer = batchSize === asked ? '' : `, ${batchSize} photos in a step where the recipe has ${asked}`;
    const lines = [...tried.map(triedText), `Training on ${placeText(place)}${fewer}`];
    appendOwn(this.#text, `${lines.join('\n')}\n\n`);
    appendOwn(this.#lines, `${JSON.stringify({ ...place, batchSize, tried })}\n`);
  }

  epoch(record: EpochRecord): void {
    appendOwn(this.#text, `${epochText(record, this.#epochs)}\n`);
    appendOwn(this.#lines, `${JSON.stringify(record)}\n`);
  }

  close(seconds: number, best: { epoch: number; valAcc: number | null }): void {
    appendOwn(this.#text, `${closingText(seconds, best.valAcc)}\n`);
    appendOwn(this.#lines, `${JSON.stringify({ best, seconds })}\n`);
  }
}
