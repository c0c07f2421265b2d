/** How a process ended, for a person. */
export function exitReason(code: number | null, signal: NodeJS.Signals | null = null): string {
  return signal === null ? `exit status ${code ?? 'unknown'}` : `stopped by ${signal}`;
}
