import type { SampleId } from '#shared/domain/ids.ts';
import type { ReadableDb } from '../database.ts';
import {
  type EarlierImport,
  sampleOfSource,
  samplesNamed,
  sourcesOfSample,
  rowNamed,
} from '../queries/imports.ts';
import type { Destination, Destinations } from './destination.ts';
import { sampleNumbered } from './listed-rows.ts';
import type { ResolvedPhoto, SampleSlot } from './resolved.ts';
import type { AddedPhoto } from './same-bytes.ts';

/** How an import keeps the key of a sample: two imports may have the same paths. */
export function sourceKeyOf(importId: number, key: string): string {
  return `${importId}:${key}`;
}

/**
 * Decides which sample each photo is of. A sample is a physical thing: one that an earlier import made gets no photo of
 * this one, unless this goes on with that import, or the person named the survey and the folder has the sample's own name.
 * Where a file took the place of another since, even these are other samples.
 */
export class SampleSlots {
  readonly #db: ReadableDb;
  readonly #destinations: Destinations;
  readonly #continued: EarlierImport | undefined;
  readonly #joinsNamed: boolean;
  /** Ids of the lab's surveys, by name; nothing is written while it is decided. */
  readonly #surveys = new Map<string, number | undefined>();
  /** Numbers that this import gives, by survey. */
  readonly #claimed = new Set<string>();

  /** @param joinsNamed whether the person named the survey. */
  constructor(
    db: ReadableDb,
    {
      destinations,
      continued,
      joinsNamed,
    }: { destinations: Destinations; continued: EarlierImport | undefined; joinsNamed: boolean },
  ) {
    this.#db = db;
    this.#destinations = destinations;
    this.#continued = continued;
    this.#joinsNamed = joinsNamed;
  }

  place(added: readonly AddedPhoto[]): ResolvedPhoto[] {
    const groups = Map.groupBy(added, (photo) => {
      const { survey } = this.#destinations.of(photo.found);
      // Folders that disagree about a photo cannot say whose angle it is either.
      return `${survey}\n${photo.isStray ? photo.found.file : photo.found.sampleKey}`;
    });
    const placed = new Map<AddedPhoto, ResolvedPhoto>();
    for (const group of groups.values()) {
      const slot = this.#slotOf(group);
      for (const photo of group) {
        const { found, bytes, takenBack, repeats } = photo;
        const { photo: listed } = this.#destinations.of(found);
        placed.set(photo, { found, bytes, slot, listed, takenBack, repeats });
      }
    }
    return added.flatMap((photo) => placed.get(photo) ?? []);
  }

  #slotOf(group: readonly AddedPhoto[]): SampleSlot {
    const [first] = group;
    if (first === undefined) throw new RangeError('no photo is no sample');
    const to = this.#destinations.of(first.found);
    const { isStray } = first;
    const key = isStray ? first.found.file : first.found.sampleKey;
    const surveyId = this.#surveyId(to.survey);
    const files = new Set(group.map(({ found }) => found.file));
    const existing =
      surveyId === undefined || isStray ? undefined : this.#existing(surveyId, key, first, to, files);
    return {
      key: this.#isReplaced(surveyId, key, existing) ? `${key} (${first.found.file})` : key,
      survey: to.survey,
      existing,
      ...(isStray ? { number: undefined, label: undefined } : this.#nameOf(surveyId, to)),
      className: first.claims.length > 0 ? null : to.className,
      side: first.side,
      listed: to.sample,
      claims: first.claims,
    };
  }

  #surveyId(name: string): number | undefined {
    if (!this.#surveys.has(name)) this.#surveys.set(name, rowNamed(this.#db, 'surveys', name)?.id);
    return this.#surveys.get(name);
  }

  /** The sample of the lab that the photos are of, if it may have them. */
  #existing(
    survey: number,
    key: string,
    { found, takenBack }: AddedPhoto,
    to: Destination,
    files: ReadonlySet<string>,
  ): SampleId | undefined {
    const twin = to.number === undefined ? undefined : sampleNumbered(this.#db, survey, to.number);
    if (twin !== undefined && twin.createdAt === to.sample?.createdAt) return twin.id;
    const own = this.#ownSample(survey, key);
    const candidate =
      own ?? (this.#joinsNamed ? this.#named(survey, found.sampleName, to.className) : undefined);
    if (candidate === undefined || takenBack !== undefined) return candidate;
    const isTaken = sourcesOfSample(this.#db, candidate).some((source) => files.has(source));
    return isTaken ? undefined : candidate;
  }

  #ownSample(survey: number, key: string): SampleId | undefined {
    if (this.#continued === undefined) return undefined;
    return sampleOfSource(this.#db, { survey, sourceKey: sourceKeyOf(this.#continued.id, key) });
  }

  /** The one sample of that name and class: of two nobody knows which is meant. */
  #named(survey: number, name: string | null, className: string | null): SampleId | undefined {
    if (name === null) return undefined;
    const found = samplesNamed(this.#db, survey, name).filter((sample) => sample.className === className);
    return found.length === 1 ? found[0]?.id : undefined;
  }

  /** Whether the key is that of a sample of the same import whose photos others have taken the place of. */
  #isReplaced(survey: number | undefined, key: string, existing: SampleId | undefined): boolean {
    return survey !== undefined && existing === undefined && this.#ownSample(survey, key) !== undefined;
  }

  /** The name as number where that is free, else as label. */
  #nameOf(
    survey: number | undefined,
    { survey: name, number, label }: Destination,
  ): Pick<SampleSlot, 'number' | 'label'> {
    if (number === undefined) return { number, label };
    const claim = `${name}\n${number}`;
    const isFree =
      !this.#claimed.has(claim) &&
      (survey === undefined || sampleNumbered(this.#db, survey, number) === undefined);
    if (!isFree) return { number: undefined, label: label ?? number };
    this.#claimed.add(claim);
    return { number, label: label === number ? undefined : label };
  }
}
