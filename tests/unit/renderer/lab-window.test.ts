import { describe, expect, it } from 'vitest';
import type { LabSummary } from '#shared/domain/lab.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { ImportPlan } from '#shared/domain/import-plan.ts';
import type { Job } from '#shared/jobs/job.ts';
import { bay, emptyLab, openWindow, settle } from '../../support/lab-window.ts';

function job(id: number, state: Job['state'], more: Partial<Job> = {}): Job {
  const bare = {
    progress: null,
    createdAt: '2026-01-01T00:00:00Z',
    endedAt: null,
    error: null,
    result: null,
  };
  return {
    id,
    kind: 'import',
    title: 'Import of /photos',
    state,
    resumable: state === 'interrupted',
    damaged: null,
    ...bare,
    ...more,
  } as Job;
}

const folder = (name: string, photos: number, samples: number): ImportPlan['folders'][number] => ({
  folder: name,
  class: name,
  byTable: false,
  photos,
  samples,
  duplicates: 0,
});
const plan: ImportPlan = {
  directory: '/photos',
  layout: 'class/photo',
  surveys: [{ name: 'photos', exists: false, samples: 5 }],
  folders: [folder('plastic', 6, 2), folder('shell', 4, 2), folder('paper', 2, 1)],
  inBin: 0,
  renumbered: 0,
  lists: { samples: 0, surveys: 0, sites: 0 },
  bytes: 12_000_000,
  joined: [],
  duplicates: 0,
  alreadyInLab: 0,
  repeatedInFolder: 0,
  conflicts: [],
  sameFolder: [],
  position: null,
  whole: false,
  warnings: [],
  skipped: [],
};

describe('the window', () => {
  it('starts at the welcome where no lab is open, and enters the one that is chosen', async () => {
    const { window } = await openWindow(
      emptyLab({
        lab: { current: () => null, open: () => bay },
        shell: { recentLabs: () => [], preferences: () => ({ theme: 'system', recentCommands: [] }) },
      }),
    );
    expect(window.shell.lab.known).toBe(true);
    expect(window.shell.lab.current).toBeNull();
    await window.shell.lab.open('/labs/bay');
    expect(window.shell.lab.current?.name).toBe('Bay');
    expect(window.catalogue.catalogue.loaded).toBe(true);
  });

  it('goes on with the lab that was open last', async () => {
    const { window } = await openWindow(emptyLab({ lab: { current: () => null, open: () => bay } }));
    expect(window.shell.lab.current?.name).toBe('Bay');
  });

  it('offers a lab that was merged meanwhile as the other one of a study', async () => {
    const merged = { mark: 'b2b2', samples: 8, surveys: ['Shared'] };
    let labs: (typeof merged)[] = [];
    const started: unknown[] = [];
    const { window, transport } = await openWindow(
      emptyLab({
        lab: { current: () => bay },
        splits: { labs: () => labs },
        studies: {
          start: (request) => {
            started.push(request.lab);
            return { job: 1, study: 1 };
          },
        },
      }),
    );
    expect(window.train.training.data.labs).toEqual([]);
    labs = [merged];
    // As the job of a merge says when it has ended.
    transport.emit('lab.changed', { topic: 'models' });
    await settle();
    expect(window.train.training.data.labs).toEqual([merged]);
    window.studies.studies.chooseVariable('labs');
    await window.studies.studies.start(window.train.training);
    expect(started).toEqual(['b2b2']);
  });

  it('shows why a lab could not be opened, and what to do, and stays where it was', async () => {
    const locked = (): never => {
      throw new StrandlineError('lab-locked', 'The lab /labs/bay is open in process 7.');
    };
    const { window } = await openWindow(emptyLab({ lab: { current: () => null, open: locked } }));
    expect(window.shell.lab.current).toBeNull();
    expect(window.notices.list).toMatchObject([
      {
        tone: 'failure',
        message: 'The lab /labs/bay is open in process 7.',
        action: 'Close the lab in the other program first.',
      },
    ]);
    expect(window.shell.lab.busy).toBe(false);
  });

  it('shows nothing where a thing was cancelled or the person changed their mind', async () => {
    const cancelled = (): never => {
      throw new StrandlineError('cancelled', 'Cancelled.');
    };
    const { window } = await openWindow(
      emptyLab({
        shell: {
          recentLabs: () => [],
          preferences: () => ({ theme: 'system', recentCommands: [] }),
          chooseFolder: () => null,
        },
        bench: { classify: cancelled },
      }),
    );
    await window.catalogue.imports.chooseAndLook();
    expect(window.catalogue.imports.preview.open).toBe(false);
    window.notices.report(new StrandlineError('cancelled', 'Cancelled.'));
    expect(window.notices.list).toEqual([]);
  });

  it('follows an import to its report and looks at the catalogue again', async () => {
    let surveysAsked = 0;
    const { window, transport } = await openWindow(
      emptyLab({
        shell: {
          recentLabs: () => [],
          preferences: () => ({ theme: 'system', recentCommands: [] }),
          chooseFolder: () => '/photos',
        },
        catalogue: {
          planImport: ({ directory, layout }) => {
            expect([directory, layout]).toEqual(['/photos', 'auto']);
            return { job: 3 };
          },
          import: (options) => {
            expect(options).toEqual({
              directory: '/photos',
              layout: 'auto',
              classes: { shell: null, paper: 'not-plastic' },
              labels: {},
            });
            return { job: 4 };
          },
          surveys: () => {
            surveysAsked += 1;
            return [];
          },
        },
      }),
    );
    await window.catalogue.imports.chooseAndLook();
    const { preview } = window.catalogue.imports;
    expect(preview).toMatchObject({ open: true, looking: true, plan: undefined });
    transport.emit('jobs.changed', job(3, 'done', { kind: 'import-plan', result: plan, endedAt: 'now' }));
    expect(preview).toMatchObject({ looking: false, newPhotos: 12, newSamples: 5 });
    // A look that is over is nothing to hear of in the list of jobs.
    expect(window.shell.jobs.shown).toEqual([]);
    preview.chooseClass('shell', ' ');
    preview.chooseClass('paper', 'not-plastic');
    expect(preview.plan?.folders.map((folder) => folder.class)).toEqual(['plastic', null, 'not-plastic']);
    await window.catalogue.imports.confirm();
    expect(preview.open).toBe(false);
    const progress = {
      phase: 'Reading photos',
      value: 0.5,
      done: 5,
      total: 10,
      unit: 'photos',
      rate: 10,
      eta: 0.5,
    };
    transport.emit('jobs.changed', job(4, 'running', { progress }));
    expect(window.catalogue.imports.job?.progress?.done).toBe(5);
    expect(window.shell.jobs.shown.map(({ id }) => id)).toEqual([4]);
    const before = surveysAsked;
    const report = {
      photos: 9,
      samples: 3,
      classes: { plastic: 9 },
      duplicates: 1,
      alreadyInLab: 1,
      repeatedInFolder: 0,
      warnings: [],
      skipped: [{ file: 'a.jpg', reason: 'it is empty' }],
    };
    transport.emit('jobs.changed', job(4, 'done', { result: report }));
    transport.emit('lab.changed', { topic: 'catalogue' });
    await settle();
    expect(window.catalogue.imports.report).toEqual(report);
    expect(surveysAsked).toBe(before + 1);
    window.catalogue.imports.hide();
    expect(window.catalogue.imports.job).toBeUndefined();
    expect(window.shell.jobs.shown).toEqual([]);
  });

  it('offers an interrupted job for resuming and follows the new one', async () => {
    const { window, transport } = await openWindow(
      emptyLab({ jobs: { list: () => [job(1, 'done'), job(2, 'interrupted')], resume: () => ({ job: 3 }) } }),
    );
    expect(window.shell.jobs.shown.map(({ id }) => id)).toEqual([2]);
    const [interrupted] = window.shell.jobs.shown;
    if (interrupted === undefined) throw new Error('the interrupted job is not shown');
    transport.emit('jobs.changed', job(3, 'running'));
    await window.resumeJob(interrupted);
    expect(window.shell.jobs.shown.map(({ id }) => id)).toEqual([3]);
    expect(window.catalogue.imports.job?.id).toBe(3);
  });

  it('opens a lab that somebody opens from the desktop, unless it is open already', async () => {
    const opened: string[] = [];
    const open = ({ directory }: { directory: string }): LabSummary => {
      opened.push(directory);
      return { ...bay, directory };
    };
    const { transport } = await openWindow(emptyLab({ lab: { current: () => bay, open } }));
    transport.emit('shell.labAsked', { directory: bay.directory });
    transport.emit('shell.labAsked', { directory: '/labs/other' });
    await settle();
    expect(opened).toEqual(['/labs/other']);
  });

  it('stays at the welcome where the last lab is gone, and takes it off the list', async () => {
    let recent = [
      { directory: '/usb/bay', name: null, there: false },
      { directory: '/labs/old', name: 'Old', there: true },
    ];
    const { window } = await openWindow(
      emptyLab({
        lab: { current: () => null },
        shell: {
          recentLabs: () => recent,
          forgetLab: ({ lab }) => void (recent = recent.filter((one) => one.directory !== lab)),
        },
      }),
    );
    expect(window.shell.lab.current).toBeNull();
    expect(window.shell.lab.recent[0]).toEqual({ directory: '/usb/bay', name: null, there: false });
    await window.shell.lab.forget('/usb/bay');
    expect(window.shell.lab.recent).toEqual([{ directory: '/labs/old', name: 'Old', there: true }]);
  });

  it('says the class of a digit at the bench, wherever the class stands in the list', async () => {
    const one = { colour: null, key: null, photos: 0, samples: 0 };
    const classes = [
      { ...one, id: 1, name: 'film' },
      { ...one, id: 2, name: 'fibre', key: 1 as const },
    ];
    const { window } = await openWindow(emptyLab({ catalogue: { classes: () => classes } }));
    const say = (key: string): unknown => window.commands.of('bench.say').run?.({ key, typing: false });
    say('1');
    expect(window.bench.live.label).toBe('fibre');
    say('2');
    expect(window.bench.live.label).toBe('film');
    say('0');
    expect(window.bench.live.label).toBeNull();
  });

  it('says once that a lab can only be read', async () => {
    const readOnly = 'This lab can only be read: its disk cannot be written to.';
    const { window } = await openWindow(emptyLab({ lab: { current: () => ({ ...bay, readOnly }) } }));
    expect(window.notices.list).toMatchObject([{ tone: 'news', message: readOnly }]);
  });

  it('lets go of every subscription', async () => {
    const { window, transport } = await openWindow(emptyLab());
    expect(transport.listeners).toBeGreaterThan(3);
    window.dispose();
    expect(transport.listeners).toBe(0);
  });
});
