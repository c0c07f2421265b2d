import { type Lab, createLab, openLab } from '#host/catalogue/lab.ts';
import { WatchedFolder } from '#host/catalogue/watch/watched-folder.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { HostEvents } from './events.ts';
import { type LabWithJobs, restoreQueue } from '#host/jobs/lab-jobs.ts';
import { JobManager } from '#host/jobs/job-manager.ts';
import { queueAnnouncer } from '#host/jobs/queue.ts';
import { jobStore } from '#host/jobs/job-store.ts';
import { memoryJobs } from '#host/jobs/memory-jobs.ts';

/** The one lab that a host has open, with its jobs. */
export interface OpenLab extends LabWithJobs {
  readonly watched: WatchedFolder;
}

export class LabHolder {
  readonly #events: HostEvents;
  #open: OpenLab | undefined;

  constructor(events: HostEvents) {
    this.#events = events;
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
    const tellQueue = queueAnnouncer((state) => this.#events.emit('queue.changed', state));
    const jobs = new JobManager(lab.readOnly === null ? jobStore(lab.db) : memoryJobs(), (job) => {
      this.#events.emit('jobs.changed', job);
      tellQueue(open, job);
    });
    const changed: OpenLab['changed'] = (topic) => this.#events.emit('lab.changed', { topic });
    const open: OpenLab = { lab, jobs, changed, watched: new WatchedFolder() };
    this.#open = open;
    restoreQueue(open);
    changed('lab');
    return lab;
  }
}
