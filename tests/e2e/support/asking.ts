import type { Page } from '@playwright/test';

/** Asks a page's bridge for calls by their names, whether the contract has them or not, and gives what it answers. */
export function asking(page: Page): (name: string, args?: unknown) => Promise<unknown> {
  return (name, args) =>
    page.evaluate(([call, value]) => window.strandline.request(call, value), [name, args] as const);
}
