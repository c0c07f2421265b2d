import type { EpochRecord, Score } from './plan.ts';

/** One epoch in the shape of the essay's text log: `train Loss: 0.5825 Acc: 0.7469`. */
export function epochText({ epoch, train, val, test }: EpochRecord, epochs: number): string {
  const line = (side: string, score: Score | undefined): string[] =>
    score === undefined ? [] : [`${side} Loss: ${score.loss.toFixed(4)} Acc: ${score.acc.toFixed(4)}`];
  return [
    `Epoch ${epoch}/${epochs}`,
    '-'.repeat(10),
    ...line('train', train),
    ...line('val', val),
    ...line('test', test),
    '',
  ].join('\n');
}

/** The log's last lines. */
export function closingText(seconds: number, bestValAcc: number | null): string {
  // Rounded first: 119.7 s are 2m 0s, not 1m 60s.
  const whole = Math.round(seconds);
  const complete = `Training complete in ${Math.floor(whole / 60)}m ${whole % 60}s`;
  return bestValAcc === null ? complete : `${complete}\nBest val Acc: ${bestValAcc.toFixed(4)}`;
}
