import { describe, expect, it } from 'vitest';
import { StrandlineError } from '#shared/errors.ts';
import { bridgeTransport } from '../../../../src/renderer/lib/bridge-transport.ts';

const unsubscribe = (): void => undefined;

describe('the transport over the bridge', () => {
  it('gives values and throws errors that kept their code', async () => {
    const transport = bridgeTransport({
      request: (name) =>
        Promise.resolve(
          name === 'lab.current'
            ? { ok: true, value: null }
            : {
                ok: false,
                error: { code: 'lab-locked', message: 'The lab is open elsewhere.', data: { pid: 7 } },
              },
        ),
      subscribe: () => unsubscribe,
      pathsOf: () => Promise.resolve([]),
    });
    await expect(transport.request('lab.current', undefined)).resolves.toBeNull();
    const thrown: unknown = await transport.request('lab.open', {}).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(StrandlineError);
    expect(thrown).toMatchObject({
      code: 'lab-locked',
      data: { pid: 7 },
      action: 'Close the lab in the other program first.',
    });
  });

  it('hands the unsubscribe through', () => {
    const transport = bridgeTransport({
      request: () => Promise.resolve({ ok: true, value: undefined }),
      subscribe: () => unsubscribe,
      pathsOf: () => Promise.resolve([]),
    });
    expect(transport.subscribe('jobs.changed', () => undefined)).toBe(unsubscribe);
  });
});
