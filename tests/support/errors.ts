import { expect } from 'vitest';
import { type ErrorCode, StrandlineError } from '#shared/errors.ts';

/** Runs something that must fail with a code; returns the error for a look at its words. */
export async function refusal(code: ErrorCode, work: () => unknown): Promise<StrandlineError> {
  try {
    await work();
  } catch (error) {
    expect(error).toBeInstanceOf(StrandlineError);
    if (error instanceof StrandlineError) {
      expect(error.code, error.message).toBe(code);
      return error;
    }
  }
  throw new Error(`nothing was refused; ${code} was expected`);
}
