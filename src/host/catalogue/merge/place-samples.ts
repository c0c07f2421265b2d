import type { Turns } from '#host/lib/in-turns.ts';
import { mergedFacts, type Placed } from './place-things.ts';
import type { Planning } from './planning.ts';
import { markedName, uidOf } from './mark.ts';
import type { Contents, Facts, Photo, Reading, Sample, Survey } from './things.ts';

/** A photo that comes to a sample. */
interface PlacedPhoto {
  readonly photo: Photo;
  /** Its row, of one that a merge had brought that was taken back. */
  readonly row: number | undefined;
}

/** A sample of the other lab, and what becomes of it and its photos here. */
export interface PlacedSample extends Placed<Sample> {
  readonly photos: readonly PlacedPhoto[];
  /** How many of its photos are here already. */
  readonly photosThere: number;
  /** Facts of photos that are here, by their rows. */
  readonly photoSets: readonly { readonly row: number; readonly set: Facts }[];
  /** Classes that wait for the review, by their names here. */
  readonly claims: readonly { readonly className: string; readonly file: string }[];
  readonly readings: readonly Reading[];
}

/** Names of classes there and here. */
type ClassNames = ReadonlyMap<string, string>;

interface Placing {
  readonly ours: Contents;
  readonly theirs: Contents;
  readonly surveys: readonly Placed<Survey>[];
  readonly classNames: ClassNames;
}

/** Where the photos of this lab are. */
interface Held {
  readonly photo: Photo;
  readonly sample: Sample;
}

/** Places samples with their photos. Those of a survey that stays out stay out with it. */
export function placeSamples(planning: Planning, placing: Placing): Turns<PlacedSample[]> {
  return new SamplePlacing(planning, placing).placed();
}

/** Samples that are placed without letting others go first. */
const samplesInTurn = 200;

class SamplePlacing {
  readonly #planning: Planning;
  readonly #placing: Placing;
  readonly #byOrigin: ReadonlyMap<string, Sample>;
  readonly #byHash: ReadonlyMap<string, Held>;
  /** By survey, as {@link surveyKey} names it, and number. */
  readonly #numbers: Map<string, Sample | undefined>;
  readonly #surveyNames: ReadonlyMap<number, string>;
  readonly #surveys: ReadonlyMap<number, Placed<Survey>>;
  /** Samples here that one of the other lab is. */
  readonly #matched = new Set<number>();

  constructor(planning: Planning, placing: Placing) {
    this.#planning = planning;
    this.#placing = placing;
    const { ours, surveys } = placing;
    this.#byOrigin = new Map(
      ours.samples.flatMap((sample) => sample.origins.map((origin) => [origin, sample] as const)),
    );
    this.#byHash = new Map(
      ours.samples.flatMap((sample) =>
        sample.photos.map((photo) => [photo.hash, { photo, sample }] as const),
      ),
    );
    this.#numbers = new Map(ours.samples.map((sample) => [`here ${sample.survey}/${sample.name}`, sample]));
    this.#surveyNames = new Map(ours.surveys.map(({ id, name }) => [id, name]));
    this.#surveys = new Map(surveys.map((placed) => [placed.theirs.id, placed]));
  }

  *placed(): Turns<PlacedSample[]> {
    // What is known by its origin takes its sample first: what merely shares a photo with it is another.
    const { samples } = this.#placing.theirs;
    for (const their of samples) {
      const our = this.#known(their);
      if (our !== undefined && !our.isBinned) this.#matched.add(our.id);
    }
    const placed: PlacedSample[] = [];
    for (const [index, their] of samples.entries()) {
      if (index % samplesInTurn === 0) yield;
      const survey = this.#surveys.get(their.survey);
      if (survey !== undefined) placed.push(...this.#place(their, survey));
    }
    return placed;
  }

  #known(their: Sample): Sample | undefined {
    return their.origins.map((origin) => this.#byOrigin.get(origin)).find((one) => one !== undefined);
  }

  #place(their: Sample, survey: Placed<Survey>): PlacedSample[] {
    const { conflicts, known } = this.#planning;
    const what = `${survey.theirs.name}/${their.name}`;
    const again = known.takenBack('samples', their.origins);
    const itself = this.#known(their);
    if (itself !== undefined && itself.id !== again) {
      if (!itself.isBinned) return [this.#there(their, itself, what)];
      conflicts.settle('bin', what, { ours: 'in the bin', theirs: 'in use' });
      return [];
    }
    const owners = this.#ownersOf(their, again);
    const [owner] = owners;
    if (owner !== undefined && owners.length === 1 && !this.#matched.has(owner.id)) {
      this.#matched.add(owner.id);
      return [this.#there(their, owner, what)];
    }
    const free = their.photos.filter(({ hash }) => {
      const held = this.#byHash.get(hash);
      return held === undefined || held.photo.isBinned;
    });
    if (owners.length > 0 && free.length === 0) {
      this.#tellRegrouped(their, what);
      return [];
    }
    return this.#new(their, survey, again, what);
  }

  /** The samples in use here that have photos of it. */
  #ownersOf({ photos }: Sample, again: number | undefined): Sample[] {
    const owners = photos.flatMap(({ hash }) => {
      const held = this.#byHash.get(hash);
      const isThere = held !== undefined && !held.photo.isBinned && !held.sample.isBinned;
      return isThere && held.sample.id !== again ? [held.sample] : [];
    });
    return [...new Set(owners)];
  }

  #tellRegrouped({ photos }: Sample, what: string, sample?: number): void {
    for (const { hash, fileName } of photos) {
      const held = this.#byHash.get(hash);
      if (held === undefined || held.photo.isBinned || held.sample.id === sample) continue;
      this.#planning.conflicts.settle('photo', `${what}, ${fileName}`, {
        ours: this.#nameOf(held.sample),
        theirs: what,
        photo: hash,
      });
    }
  }

  #nameOf({ survey, name }: Sample): string {
    return `${this.#surveyNames.get(survey) ?? ''}/${name}`;
  }

  #new(their: Sample, survey: Placed<Survey>, again: number | undefined, what: string): PlacedSample[] {
    const { conflicts } = this.#planning;
    const key = survey.row === undefined ? `new ${survey.theirs.id}` : `here ${survey.row}`;
    const isFree = (number: string): boolean => {
      const taken = `${key}/${number}`;
      return !this.#numbers.has(taken) || (again !== undefined && this.#numbers.get(taken)?.id === again);
    };
    let name = their.name;
    if (!isFree(name)) {
      const namesake = this.#numbers.get(`${key}/${name}`);
      const isThing = namesake !== undefined && !namesake.isBinned && !this.#matched.has(namesake.id);
      const chosen = conflicts.settle('number', what, {
        ours:
          namesake?.isBinned === true ? 'another thing, in the bin' : `another thing, ${photosOf(namesake)}`,
        theirs: photosOf(their),
        photo: firstPhoto(namesake),
        ...(!isThing && { only: ['apart'] }),
      });
      if (chosen === 'same' && namesake !== undefined) {
        this.#matched.add(namesake.id);
        return [this.#there(their, namesake, what)];
      }
      name = markedName(name, { uid: uidOf(their.origins[0]), kind: 'number', isFree });
    }
    this.#numbers.set(`${key}/${name}`, undefined);
    const { photos, photosThere } = this.#photos(their, what);
    return [
      {
        ...{ theirs: their, fate: again === undefined ? 'new' : 'again', row: again, name },
        set: this.#inOurWords(their.facts),
        ...{ photos, photosThere, photoSets: [] },
        claims: this.#openClaims(their),
        readings: their.readings.map((reading) => this.#reading(reading)),
      },
    ];
  }

  /** @param sample the one here that gets them; undefined where it is made. */
  #photos(their: Sample, what: string, sample?: number): { photos: PlacedPhoto[]; photosThere: number } {
    const takenBack = this.#planning.known.takenBackRows.photos;
    let photosThere = 0;
    const photos = their.photos.flatMap((photo): PlacedPhoto[] => {
      const held = this.#byHash.get(photo.hash);
      if (held === undefined) return [{ photo, row: undefined }];
      if (takenBack.has(held.photo.id)) return [{ photo, row: held.photo.id }];
      if (held.photo.isBinned)
        this.#planning.conflicts.settle('bin', `${what}, ${photo.fileName}`, {
          ours: 'in the bin',
          theirs: 'in use',
        });
      else photosThere += 1;
      return [];
    });
    this.#tellRegrouped(their, what, sample);
    return { photos, photosThere };
  }

  #there(their: Sample, our: Sample, what: string): PlacedSample {
    const { known } = this.#planning;
    const { class: theirClass = null, ...theirFacts } = this.#inOurWords(their.facts);
    const { class: ourClass = null, ...ourFacts } = our.facts;
    const said = known.said('samples', their.origins);
    const { class: saidClass, ...saidFacts } = said === undefined ? {} : this.#inOurWords(said);
    const set = mergedFacts(this.#planning, {
      ...{ what: this.#nameOf(our), ours: ourFacts, theirs: theirFacts },
      ...{ said: said && saidFacts, photo: firstPhoto(our) },
    });
    const ofClass = this.#class(our, {
      ...{ ours: ourClass, theirs: theirClass },
      said: said && (saidClass ?? null),
    });
    const { photos, photosThere } = this.#photos(their, what, our.id);
    return {
      ...{ theirs: their, fate: 'there', row: our.id, name: our.name, photos, photosThere },
      set: { ...set, ...ofClass.set },
      photoSets: this.#photoSets(their, our, said),
      claims: [
        ...ofClass.claims,
        ...this.#openClaims(their).filter(
          ({ className, file }) =>
            !our.claims.some((claim) => claim.className === className && claim.file === file),
        ),
      ],
      readings: this.#newReadings(their, our),
    };
  }

  /** Of two classes this lab's stays, and the other waits in the review, or the other way round. */
  #class(
    our: Sample,
    { ours, theirs, said }: { ours: Facts[string]; theirs: Facts[string]; said: Facts[string] | undefined },
  ): Pick<PlacedSample, 'set' | 'claims'> {
    const nothing = { set: {}, claims: [] };
    if (ours === theirs || theirs === said || (theirs === null && said === undefined)) return nothing;
    const isOurs = said === undefined ? ours === null && our.reviewedAt === null : ours === said;
    if (isOurs) return { set: { class: theirs }, claims: [] };
    // Taken back by their own hand: what is here stays.
    if (typeof theirs !== 'string') return nothing;
    const isKnown = our.claims.some(({ className }) => className === theirs);
    if (isKnown) return nothing;
    const chosen = this.#planning.conflicts.settle('class', this.#nameOf(our), {
      ours: String(ours ?? 'none'),
      ...{ theirs, photo: firstPhoto(our) },
    });
    const { name, uid } = this.#placing.theirs;
    const file = `${name} [${uid.slice(0, 4)}]`;
    return chosen === 'theirs'
      ? { set: { class: theirs }, claims: [] }
      : { set: {}, claims: [{ className: theirs, file }] };
  }

  #openClaims({ claims }: Sample): PlacedSample['claims'] {
    return claims
      .filter(({ isAnswered }) => !isAnswered)
      .flatMap(({ className, file }) => {
        const our = this.#placing.classNames.get(className);
        return our === undefined ? [] : [{ className: our, file }];
      });
  }

  #photoSets(their: Sample, our: Sample, said: Facts | undefined): PlacedSample['photoSets'] {
    const before = photosSaid(said);
    const ours = new Map(our.photos.map((photo) => [photo.hash, photo]));
    return their.photos.flatMap((photo) => {
      const held = ours.get(photo.hash);
      if (held === undefined || held.isBinned) return [];
      const set = mergedFacts(this.#planning, {
        what: `${this.#nameOf(our)}, ${held.fileName}`,
        ours: photoFacts(held),
        theirs: photoFacts(photo),
        said: before.get(shortHash(photo)),
      });
      return Object.keys(set).length === 0 ? [] : [{ row: held.id, set }];
    });
  }

  #newReadings(their: Sample, our: Sample): Reading[] {
    return their.readings.flatMap((reading) => {
      const here = our.readings.find(({ person }) => person === reading.person);
      const read = this.#reading(reading);
      if (here === undefined) return [read];
      if (!here.isBinned && here.className !== read.className)
        this.#planning.conflicts.settle('field', `${this.#nameOf(our)}, blind reading of ${reading.person}`, {
          ours: here.className ?? 'none',
          theirs: read.className ?? 'none',
          only: ['ours'],
        });
      return [];
    });
  }

  #reading(reading: Reading): Reading {
    return {
      ...reading,
      className: this.#className(reading.className),
      labelName: this.#className(reading.labelName),
    };
  }

  #className(name: Facts[string] | undefined): string | null {
    return typeof name === 'string' ? (this.#placing.classNames.get(name) ?? null) : null;
  }

  #inOurWords(facts: Facts): Facts {
    return { ...facts, class: this.#className(facts.class) };
  }
}

function shortHash({ hash }: Pick<Photo, 'hash'>): string {
  return hash.slice(0, 16);
}

/** What a lab says of a sample's photos, to be remembered: the scale and the turn of each, by the beginning of its hash. */
export function saidOfPhotos(photos: readonly Photo[]): string {
  return photos
    .map((photo) => `${shortHash(photo)}:${photo.umPerPixel ?? ''}:${photo.rotation}`)
    .toSorted()
    .join(' ');
}

/** What {@link saidOfPhotos} remembered. */
function photosSaid(said: Facts | undefined): ReadonlyMap<string, Facts> {
  const text = typeof said?.photos === 'string' ? said.photos : '';
  return new Map(
    text.split(' ').flatMap((one): [string, Facts][] => {
      const [hash = '', scale = '', rotation] = one.split(':');
      if (rotation === undefined) return [];
      return [[hash, { umPerPixel: scale === '' ? null : Number(scale), rotation: Number(rotation) }]];
    }),
  );
}

function photoFacts({ umPerPixel, rotation }: Photo): Facts {
  return { umPerPixel, rotation };
}

/** The photo that a person knows a sample by; undefined where it has none that is not in the bin. */
function firstPhoto(sample: Sample | undefined): string | undefined {
  return sample?.photos.find(({ isBinned }) => !isBinned)?.hash;
}

function photosOf(sample: Sample | undefined): string {
  const count = sample?.photos.length ?? 0;
  return count === 1 ? '1 photo' : `${count} photos`;
}
