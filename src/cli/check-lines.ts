import type { ExportCheck } from '#shared/domain/export.ts';

/** What was found when an export was read back, line by line. */
export function checkLines(checks: readonly ExportCheck[]): string[] {
  return checks.flatMap(({ name, ok, detail, notes }) => [
    `${ok ? 'ok' : 'WRONG'}  ${name}: ${detail}`,
    ...notes.map((note) => `    ${note}`),
  ]);
}
