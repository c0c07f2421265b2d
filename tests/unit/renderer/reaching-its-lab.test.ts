import { describe, expect, it } from 'vitest';
import type { LabSummary } from '#shared/domain/lab.ts';
import { labStrings } from '../../../src/renderer/shell/lab/strings.ts';
import { bay, emptyLab, openWindow, settle } from '../../support/lab-window.ts';

describe('the window and the process that has its lab', () => {
  it('opens the lab again when its process has ended', async () => {
    const opened: string[] = [];
    const open = ({ directory }: { directory: string }): LabSummary => {
      opened.push(directory);
      return bay;
    };
    const { transport, window } = await openWindow(emptyLab({ lab: { current: () => bay, open } }));
    transport.emit('shell.hostGone', { reason: 'out of memory', down: false });
    await settle();
    expect(opened).toEqual(['/labs/bay']);
    expect(window.notices.list[0]?.message).toContain('out of memory');
  });

  it('waits for a person where the process ends again and again, and goes on with the lab then', async () => {
    let started = 0;
    const { window, transport } = await openWindow(
      emptyLab({
        lab: { current: () => bay, open: () => bay },
        shell: {
          recentLabs: () => [],
          preferences: () => ({ theme: 'system', recentCommands: [] }),
          restartHost: () => void (started += 1),
        },
      }),
    );
    transport.emit('shell.hostGone', { reason: 'SIGSEGV', down: true });
    expect(window.shell.lab.hostDown).toBe('SIGSEGV');
    await window.shell.lab.restartHost();
    expect(started).toBe(1);
    expect(window.shell.lab.hostDown).toBeUndefined();
    expect(window.shell.lab.current?.name).toBe('Bay');
  });

  it('says that the link to its lab is lost, keeps what is shown, and says when it is back', async () => {
    const address = 'ssh://labpc/srv/bay';
    const { transport, window } = await openWindow(
      emptyLab({ lab: { current: () => ({ ...bay, directory: address }) } }),
    );
    transport.emit('shell.linkChanged', { lab: 'ssh://other/lab', lost: 'another lab' });
    expect(window.shell.lab.linkLost).toBeUndefined();
    transport.emit('shell.linkChanged', { lab: address, lost: 'Connection reset' });
    await settle();
    expect(window.shell.lab.linkLost).toBe('Connection reset');
    expect(window.notices.list[0]?.message).toContain('Connection reset');
    expect(window.shell.lab.current?.directory).toBe(address);
    transport.emit('shell.linkChanged', { lab: address, lost: null });
    expect(window.shell.lab.linkLost).toBeUndefined();
    expect(window.notices.list.map(({ message }) => message)).toEqual([labStrings.linkBack]);
  });

  it('shows how far files are that go over the link, and stops them', async () => {
    let stopped = 0;
    const { transport, window } = await openWindow(
      emptyLab({ shell: { stopCarrying: () => void (stopped += 1) } }),
    );
    const progress = { phase: 'Sending 2 files', value: 0.5, done: 1, total: 2, unit: 'kB', rate: 1, eta: 1 };
    transport.emit('shell.carrying', { progress });
    expect(window.shell.lab.carrying).toEqual(progress);
    await window.shell.lab.stopCarrying();
    expect(stopped).toBe(1);
    transport.emit('shell.carrying', { progress: null });
    expect(window.shell.lab.carrying).toBeNull();
  });

  it('opens a lab on another computer where the person agrees to reach it', async () => {
    const opened: string[] = [];
    const open = ({ directory }: { directory: string }): LabSummary => {
      opened.push(directory);
      return { ...bay, directory };
    };
    const answers = ['ssh://labpc/srv/bay', null];
    const chooseAddress = (): string | null => answers.shift() ?? null;
    const { window } = await openWindow(
      emptyLab({
        lab: { current: () => null, open },
        shell: { chooseAddress, recentLabs: () => [] },
      }),
    );
    expect(await window.shell.lab.openAt(' ssh://labpc/srv/bay')).toBe(true);
    expect(await window.shell.lab.openAt('ssh://labpc/other')).toBe(false);
    expect(opened).toEqual(['ssh://labpc/srv/bay']);
  });
});
