/** The job that a call's arguments or answer name; undefined where they name none. */
export function jobIn(said: unknown): number | undefined {
  return typeof said === 'object' && said !== null && 'job' in said && typeof said.job === 'number'
    ? said.job
    : undefined;
}
