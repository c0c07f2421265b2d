import {
  type RunnerName,
  type SlurmField,
  type SlurmSettings,
  gpusIn,
  slurmFields,
  slurmSettingsSchema,
} from '#shared/slurm/settings.ts';
import type { ZodError } from 'zod';
import type { Api } from '../../lib/api.ts';
import { Controller } from '../../lib/controller.ts';
import { runnerStrings } from './strings.ts';

type SlurmState = Awaited<ReturnType<Api['slurm']['state']>>;

/** Where the next run or study is trained, and what each of its runs is given there. */
export class RunnerChoice extends Controller {
  #state = $state.raw<SlurmState>();
  #wrong = $state<SlurmField>();
  on = $state<RunnerName>('local');
  /** As they are typed; '' is left to the site. */
  values = $state<Record<SlurmField, string>>(empty());

  /** The folders in which Slurm was looked for. */
  get looked(): readonly string[] {
    return this.#state?.looked ?? [];
  }

  /** The field that Slurm would not take as it was left. */
  get wrong(): SlurmField | undefined {
    return this.#wrong;
  }

  /** What keeps a run from being trained where it shall, in a sentence. */
  get obstacle(): string | undefined {
    return this.on === 'slurm' && this.#state?.found === false ? runnerStrings.obstacle : undefined;
  }

  /** Looks whether there is a Slurm, and what this lab's runs were given last. */
  async load(): Promise<void> {
    await this.notices.guard(async () => {
      this.#state = await this.api.slurm.state();
      // What could not be kept as it was typed stays there.
      if (this.#wrong === undefined) this.values = { ...empty(), ...texts(this.#state.settings) };
    });
  }

  /** Keeps what was typed for the lab. @returns whether Slurm takes it; the field that it does not take is marked. */
  async keep(): Promise<boolean> {
    const read = slurmSettingsSchema.safeParse(settingsOf(this.values));
    this.#wrong = read.success ? undefined : (fieldOf(read.error) ?? 'partition');
    if (!read.success) return false;
    const kept = await this.notices.guard(async () => {
      await this.api.slurm.keep(read.data);
      return true;
    });
    return kept === true;
  }

  /** @returns where to train; undefined where it cannot be there, which stands by the fields. */
  async chosen(): Promise<RunnerName | undefined> {
    if (this.on === 'local') return 'local';
    return this.obstacle === undefined && (await this.keep()) ? this.on : undefined;
  }

  override reset(): void {
    this.#state = undefined;
    this.#wrong = undefined;
    this.on = 'local';
    this.values = empty();
  }
}

function fieldOf({ issues }: ZodError): SlurmField | undefined {
  return slurmFields.find((one) => one === issues[0]?.path[0]);
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
