/** Of every power of ten. */
const steps = [1, 2, 5];

/**
 * Whole numbers for an axis: its first one, and round ones up to its last. There is no epoch 1.5.
 *
 * @param most how many there may be at most.
 */
export function wholeTicks(first: number, last: number, most = 8): number[] {
  const step = wholeStep((last - first + 1) / most);
  const round = Math.ceil((first + 1) / step) * step;
  const rest = Array.from(
    { length: Math.max(0, Math.floor((last - round) / step) + 1) },
    (_, i) => round + i * step,
  );
  return [first, ...rest.filter((tick) => tick - first >= step / 2)];
}

/** The least of 1, 2, 5, 10, 20 and so on that is not below. */
function wholeStep(atLeast: number): number {
  for (let ten = 1; ; ten *= 10) {
    const step = steps.find((one) => one * ten >= atLeast);
    if (step !== undefined) return step * ten;
  }
}
