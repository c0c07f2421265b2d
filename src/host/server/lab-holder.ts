import { type Lab, createLab, openLab } from '#host/catalogue/lab.ts';
import { WatchedFolder } from '#host/catalogue/watch/watched-folder.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Job } from '#shared/jobs/job.ts';
import type { HostEvents } from './events.ts';
import type { LabWithJobs } from '#host/jobs/lab-jobs.ts';
import { JobManager } from '#host/jobs/job-manager.ts';
import { jobStore } from '#host/jobs/job-store.ts';

/** The one lab that a host has open, with its jobs. */
export interface OpenLab extends LabWithJobs {
  readonly watched: WatchedFolder;
}

export class LabHolder {
  readonly #events: HostEvents;
  readonly #opened: (open: OpenLab) => void;
  readonly #jobChanged: (open: OpenLab, job: Job) => void;
  #open: OpenLab | undefined;

  /** @param opened what is to be done with every lab that is opened. @param jobChanged hears of every change of a job. */
  constructor(
    events: HostEvents,
    opened: (open: OpenLab) => void = () => undefined,
    jobChanged: (open: OpenLab, job: Job) => void = () => undefined,
  ) {
    this.#events = events;
    this.#opened = opened;
    this.#jobChanged = jobChanged;
  }

  /** @throws StrandlineError `lab-not-open`. */
  get current(): OpenLab {
    if (this.#open === undefined) throw new StrandlineError('lab-not-open', 'No lab is open.');
    return this.#open;
  }

  get currentOrNone(): OpenLab | undefined {
    return this.#open;
  }

  async create(directory: string, name: string | undefined): Promise<Lab> {
    return this.#hold(() => createLab(directory, name === undefined ? {} : { name }));
  }

  /** Opens a lab in place of the one that is open; opening the open one again changes nothing. */
  async open(directory: string): Promise<Lab> {
    if (this.#open?.lab.directory === directory) return this.#open.lab;
    return this.#hold(() => openLab(directory));
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return;
    await open.watched.replace(undefined);
    await open.jobs.stopAll();
    open.lab.close();
  }

  async #hold(take: () => Lab | Promise<Lab>): Promise<Lab> {
    await this.close();
    const lab = await take();
    const jobs = new JobManager(jobStore(lab.db), (job) => {
      this.#events.emit('jobs.changed', job);
      this.#jobChanged(open, job);
    });
    const changed: OpenLab['changed'] = (topic) => this.#events.emit('lab.changed', { topic });
    const open: OpenLab = { lab, jobs, changed, watched: new WatchedFolder() };
    this.#open = open;
    this.#opened(open);
    changed('lab');
    return lab;
  }
}
