import type { PhotoTarget } from '#shared/domain/photo.ts';
import type { SampleRow } from '#shared/domain/sample.ts';
import type { CatalogueController } from '../catalogue-controller.svelte.ts';
import type { ImportController } from './import-controller.svelte.ts';
import { photosStrings as words, previewStrings } from './strings.ts';
import { Controller, type Outside, type WindowCore } from '../../lib/controller.ts';

/** Photos that come into the catalogue by hand: dropped files and pasted pictures. */
export class PhotosController extends Controller {
  readonly #catalogue: CatalogueController;
  readonly #imports: ImportController;
  readonly #pathsOf: Outside['pathsOf'];

  constructor(core: WindowCore, catalogue: CatalogueController, imports: ImportController) {
    super(core);
    this.#catalogue = catalogue;
    this.#imports = imports;
    this.#pathsOf = core.outside.pathsOf;
  }

  /** The sample under the cursor, which gets what is pasted. */
  get sample(): Pick<SampleRow, 'id' | 'number'> | undefined {
    return this.#catalogue.tile?.sample;
  }

  /** The survey that new samples would belong to. */
  get survey(): { readonly id: number; readonly name: string } | undefined {
    const { surveys, surveyForNew } = this.#catalogue;
    return surveys.find(({ id }) => id === surveyForNew) ?? surveys[0];
  }

  /**
   * Adds files that were dropped on a sample, by a job: ten thousand at once are a bar that moves. Of several that are of
   * no sample yet it is shown first which go together.
   */
  async drop(files: readonly File[], to?: PhotoTarget): Promise<void> {
    await this.notices.guard(async () => {
      const paths = (await this.#pathsOf(files)).filter((path) => path !== '');
      if (paths.length === 0) {
        this.notices.tell(words.noFiles);
        return;
      }
      const survey = to !== undefined && 'survey' in to ? this.#surveyNamed(to.survey) : undefined;
      if (to === undefined || (survey !== undefined && paths.length > 1)) {
        await this.#imports.preview.lookAtFiles(paths, survey);
        return;
      }
      const { job } = await this.api.catalogue.addPhotos({ files: paths, to });
      this.#imports.show(job);
    });
  }

  #surveyNamed(id: number): string | undefined {
    return this.#catalogue.surveys.find((survey) => survey.id === id)?.name;
  }

  /** Shows what an import of a folder that was dropped would make. */
  async dropFolder(folders: readonly File[]): Promise<void> {
    await this.notices.guard(async () => {
      const [path = ''] = await this.#pathsOf(folders);
      if (path === '') {
        this.notices.tell(words.noFiles);
        return;
      }
      if (folders.length > 1) this.notices.tell(previewStrings.oneFolder);
      await this.#imports.preview.look(path);
    });
  }

  /** Adds what was pasted to the sample under the cursor: files, or a picture as another program copied it. Without a
   * sample files are looked at as a set. */
  async paste(files: readonly File[]): Promise<void> {
    const { sample, survey } = this;
    const paths = await this.notices.guard(() => this.#pathsOf(files));
    if (paths === undefined) return;
    if (sample === undefined) {
      const there = paths.filter((path) => path !== '');
      if (there.length === 0) this.notices.tell(words.chooseSample);
      else await this.#imports.preview.lookAtFiles(there, survey?.name);
      return;
    }
    const to = { sample: sample.id };
    if (paths.some((path) => path !== '')) await this.drop(files, to);
    for (const [index, file] of files.entries()) {
      if (paths[index] === '') await this.#addPicture(file, to, sample.number);
    }
  }

  async #addPicture(file: File, to: PhotoTarget, number: string): Promise<void> {
    const done = await this.notices.guard(async () =>
      this.api.catalogue.addPicture({
        bytes: new Uint8Array(await file.arrayBuffer()),
        name: file.name,
        to,
      }),
    );
    if (done === undefined) return;
    const [skipped] = done.skipped;
    this.notices.tell(
      skipped !== undefined
        ? words.leftOut(skipped.file, skipped.reason)
        : done.photos === 0
          ? words.knownAlready
          : words.pasted(number),
    );
  }
}
