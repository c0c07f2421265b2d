import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { type Preferences, preferencesSchema } from '#shared/domain/shell.ts';

/** A lab that was opened; earlier versions remembered its folder alone. */
const knownLab = z.object({ directory: z.string(), name: z.string().optional() });

const settingsSchema = z.object({
  /** Folders of labs opened before, newest first. */
  recentLabs: z
    .array(z.union([z.string().transform((directory) => ({ directory, name: undefined })), knownLab]))
    .default([]),
  preferences: preferencesSchema.prefault({}),
  window: z
    .object({
      x: z.int().optional(),
      y: z.int().optional(),
      width: z.int().min(400),
      height: z.int().min(300),
      maximised: z.boolean(),
    })
    .optional(),
});
type Settings = z.output<typeof settingsSchema>;

const rememberedLabs = 10;

/** What the shell remembers between starts. Losing it costs nothing but convenience, so a damaged file is an empty one. */
export class SettingsFile {
  readonly #path: string;
  #settings: Settings;

  constructor(path: string) {
    this.#path = path;
    this.#settings = read(path);
  }

  get current(): Settings {
    return this.#settings;
  }

  /** @param name what it is called, where that is known. */
  rememberLab(directory: string, name = this.#nameOf(directory)): void {
    const others = this.#settings.recentLabs.filter((known) => known.directory !== directory);
    this.#write({ ...this.#settings, recentLabs: [{ directory, name }, ...others].slice(0, rememberedLabs) });
  }

  #nameOf(directory: string): string | undefined {
    return this.#settings.recentLabs.find((known) => known.directory === directory)?.name;
  }

  forgetLab(directory: string): void {
    const recentLabs = this.#settings.recentLabs.filter((known) => known.directory !== directory);
    this.#write({ ...this.#settings, recentLabs });
  }

  rememberPreferences(preferences: Preferences): void {
    this.#write({ ...this.#settings, preferences });
  }

  rememberWindow(window: Settings['window']): void {
    this.#write({ ...this.#settings, window });
  }

  #write(settings: Settings): void {
    this.#settings = settings;
    mkdirSync(dirname(this.#path), { recursive: true });
    const temporary = `${this.#path}.part`;
    writeFileSync(temporary, JSON.stringify(settings, null, 2));
    renameSync(temporary, this.#path);
  }
}

function read(path: string): Settings {
  try {
    return settingsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return settingsSchema.parse({});
  }
}
