import { expect, test, vi } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import type { LabSummary } from '#shared/domain/lab.ts';
import type { RecentLab } from '#shared/domain/shell.ts';
import { StrandlineError } from '#shared/errors.ts';
import { WindowCore } from '../../../../src/renderer/lib/controller.ts';
import { LabController } from '../../../../src/renderer/shell/lab/lab-controller.svelte.ts';
import { createFakeTransport } from '../../../support/fake-transport.ts';

const address = 'ssh://ines@labpc/srv/bay';
const other = '/labs/other';

function summaryOf(directory: string): LabSummary {
  const counts = { surveys: 0, samples: 0, photos: 0, runs: 0, models: 0 };
  const facts = { schemaVersion: 1, readOnly: null, createdAt: '2026-01-01T00:00:00Z', counts };
  return { directory, name: directory, ...facts };
}

/** A window that starts with a far lab as the newest; the test says when its computer answers, and with what. */
function start(recent: readonly RecentLab[] = [{ directory: address, name: 'Bay', there: true }]) {
  let answer = Promise.withResolvers<LabSummary>();
  const stop = vi.fn(() => answer.reject(new StrandlineError('cancelled', 'stopped')));
  const closed = vi.fn();
  const transport = createFakeTransport({
    shell: { recentLabs: () => [...recent], stopReaching: stop },
    lab: {
      current: () => null,
      open: async ({ directory }) => {
        if (directory === other) {
          // As the shell does where another lab is opened.
          stop();
          return summaryOf(other);
        }
        answer = Promise.withResolvers<LabSummary>();
        return answer.promise;
      },
      close: closed,
    },
  });
  const core = new WindowCore(createClient(contract, transport), { media: {} as MediaDevices });
  const lab = new LabController(core);
  return {
    ...{ lab, stop, closed, notices: core.notices, started: lab.start() },
    reach: (): void => answer.resolve(summaryOf(address)),
    fail: (why: string): void => answer.reject(new StrandlineError('host-gone', why)),
  };
}

const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 5));

test('the window is there while the lab of the last time is being reached, and says which', async () => {
  const { lab, started, reach } = start();
  await settle();
  expect([lab.known, lab.busy, lab.current]).toEqual([true, false, null]);
  expect(lab.reaching).toMatchObject({ directory: address, host: 'ines@labpc' });
  reach();
  await started;
  expect([lab.reaching, lab.current?.directory]).toEqual([undefined, address]);
});

test('a computer that is away says why beside its lab, until that is tried again', async () => {
  const { lab, notices, started, fail } = start();
  await settle();
  fail('labpc could not be reached.');
  await started;
  expect(lab.whyUnreached(address)).toBe('labpc could not be reached.');
  expect([lab.reaching, lab.unreachedStrangers, notices.list]).toEqual([undefined, [], []]);
  const again = lab.open(address);
  expect(lab.whyUnreached(address)).toBeUndefined();
  await settle();
  fail('labpc is still away.');
  await again;
  expect(lab.whyUnreached(address)).toBe('labpc is still away.');
});

test('an address that was never opened says why too, and is put away', async () => {
  const { lab, fail } = start([]);
  const opened = lab.open(address);
  await settle();
  fail('labpc could not be reached.');
  await opened;
  expect(lab.unreachedStrangers).toEqual([address]);
  lab.forgetUnreached(address);
  expect(lab.unreachedStrangers).toEqual([]);
});

test('nobody has to wait: the attempt is let go of, or another lab opened, and nothing is said of it', async () => {
  const { lab, stop, notices, started } = start();
  await settle();
  await lab.stopReaching();
  await started;
  expect([stop.mock.calls.length, lab.reaching, lab.current]).toEqual([1, undefined, null]);
  expect([notices.list, lab.whyUnreached(address)]).toEqual([[], undefined]);

  const again = lab.open(address);
  await settle();
  await lab.open(other);
  await again;
  expect([lab.current?.directory, lab.reaching, lab.whyUnreached(address)]).toEqual([
    other,
    undefined,
    undefined,
  ]);
});

test('a lab that is there in the moment in which it is let go of is not left open behind the welcome', async () => {
  const { lab, closed, started, reach, stop } = start();
  await settle();
  stop.mockImplementation(() => undefined);
  await lab.stopReaching();
  reach();
  await started;
  expect([closed.mock.calls.length, lab.current]).toEqual([1, null]);
});
