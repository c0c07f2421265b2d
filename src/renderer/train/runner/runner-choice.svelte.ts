import { type RunnerName, type SlurmSettings, gpusIn, slurmSettingsSchema } from '#shared/slurm/settings.ts';
import { Controller } from '../../lib/controller.ts';
import { runnerStrings } from './strings.ts';

export const slurmFields = ['partition', 'account', 'gpus', 'cpus', 'mem', 'time'] as const;
type SlurmField = (typeof slurmFields)[number];

/** Where the next run or study is trained, and what each of its runs is given there. */
export class RunnerChoice extends Controller {
  #found = $state(false);
  on = $state<RunnerName>('local');
  /** As they are typed; '' is left to the site. */
  values = $state<Record<SlurmField, string>>(empty());

  /** Whether there is a choice at all. */
  get found(): boolean {
    return this.#found;
  }

  /** Looks whether this computer gives work to Slurm, and what this lab's runs were given last. */
  async load(): Promise<void> {
    await this.notices.guard(async () => {
      const { found, settings } = await this.api.slurm.state();
      this.#found = found;
      this.values = { ...empty(), ...texts(settings) };
    });
  }

  /** Keeps what was typed. @returns where to train; undefined where Slurm would not take it, which is told. */
  async chosen(): Promise<RunnerName | undefined> {
    if (!this.#found || this.on === 'local') return 'local';
    const read = slurmSettingsSchema.safeParse(settingsOf(this.values));
    if (!read.success) {
      const field = slurmFields.find((one) => one === read.error.issues[0]?.path[0]) ?? 'partition';
      this.notices.tell(runnerStrings.wrong(runnerStrings.labels[field]));
      return undefined;
    }
    const kept = await this.notices.guard(async () => {
      await this.api.slurm.keep(read.data);
      return true;
    });
    return kept === true ? this.on : undefined;
  }

  override reset(): void {
    this.#found = false;
    this.on = 'local';
    this.values = empty();
  }
}

function empty(): Record<SlurmField, string> {
  return { partition: '', account: '', gpus: '', cpus: '', mem: '', time: '' };
}

function texts(settings: SlurmSettings): Partial<Record<SlurmField, string>> {
  return Object.fromEntries(Object.entries(settings).map(([field, value]) => [field, String(value)]));
}

/** What a person left empty is left out; how many is a number. */
function settingsOf(values: Record<SlurmField, string>): object {
  const given = Object.entries(values).flatMap(([field, typed]) => {
    const text = typed.trim();
    return text === ''
      ? []
      : [[field, field === 'gpus' ? gpusIn(text) : field === 'cpus' ? Number(text) : text]];
  });
  return Object.fromEntries(given) as object;
}
