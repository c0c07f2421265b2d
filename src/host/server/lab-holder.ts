import { backUpAtClose, isBackupDue } from '#host/catalogue/backups/closing-backup.ts';
import type { BackupMeant } from '#host/catalogue/backups/list-backups.ts';
import { restoreBackup } from '#host/catalogue/backups/restore-backup.ts';
import { explained } from '#host/lib/explained.ts';
import { type Lab, createLab, openLab } from '#host/catalogue/lab.ts';
import { WatchedFolder } from '#host/catalogue/watch/watched-folder.ts';
import { labTopicSchema } from '#shared/domain/lab.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { HostEvents } from './events.ts';
import { type LabWithJobs, restoreGathering, restoreQueue } from '#host/jobs/lab-jobs.ts';
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
  async open(directory: string, options: Parameters<typeof openLab>[1] = {}): Promise<Lab> {
    if (this.#open?.lab.directory === directory) return this.#open.lab;
    const lab = await this.#hold(() => openLab(directory, options));
    if (lab.opening?.followsClosed === true && isBackupDue(lab)) this.#tell(notBackedUpThen);
    return lab;
  }

  /** Puts a backup in the place of a lab's database and opens the lab. @throws as {@link restoreBackup} and `openLab`. */
  async restore(directory: string, backup: BackupMeant): Promise<{ lab: Lab; kept: string | null }> {
    const wasOpen = this.#open?.lab.directory === directory;
    // What is there is backed up by the restore; another backup of this closing could push out the one that is meant.
    await this.#close({ backUp: !wasOpen });
    try {
      const { kept } = await restoreBackup(directory, backup);
      const lab = await this.#hold(() => openLab(directory));
      // Whoever else has it open sees all of it anew.
      for (const topic of labTopicSchema.options) this.#events.emit('lab.changed', { topic });
      return { lab, kept };
    } catch (error) {
      if (wasOpen && this.#open === undefined) await this.open(directory);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#close({ backUp: true });
  }

  async #close({ backUp }: { backUp: boolean }): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return;
    await open.watched.replace(undefined);
    await open.jobs.stopAll();
    try {
      if (backUp) await backUpAtClose(open.lab);
    } catch (error) {
      const told = explained(error, open.lab.paths.backups);
      this.#tell(notBackedUp(told instanceof Error ? told.message : String(told)));
    } finally {
      open.lab.close();
    }
  }

  #tell(message: string): void {
    this.#events.emit('lab.notBackedUp', { message });
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
    restoreGathering(open);
    changed('lab');
    return lab;
  }
}

function notBackedUp(reason: string): string {
  return `The lab is closed and whole, but no backup of it was made: ${reason}`;
}

const notBackedUpThen =
  'When this lab was closed last, no backup of it could be made. One is made when it is closed now; look whether its disk has room.';
