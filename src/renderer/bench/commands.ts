import type { CatalogueController } from '../catalogue/catalogue-controller.svelte.ts';
import { type Command, type Press, classFinderKey, classKeys } from '../shell/commands/command.ts';
import type { BenchControllers } from './controllers.ts';
import { countStrings as words } from './count/strings.ts';

export function benchCommands(
  { shell, bench, photos, live, liveView, explainer, stage, teacher, counting }: BenchControllers,
  catalogue: CatalogueController,
): readonly Command[] {
  /** Fragments are kept one by one while nothing is counted. */
  const isShown = (): boolean => liveView.isShown && !counting.isOn;
  const isLive = (): boolean => liveView.isLive && !counting.isOn;
  const isCounting = (): boolean => liveView.isLive && counting.isOn;
  const hasAngles = (): boolean => isShown() && live.angles.length > 0;
  /** The class of a digit; undefined where there is none, null for 0. */
  const classOf = (press?: Press): string | null | undefined =>
    nameOf(catalogue.classOfKey(Number(press?.key)));
  const nameOf = (id: number | null | undefined): string | null | undefined =>
    id === null ? null : catalogue.classes.find((one) => one.id === id)?.name;
  const say = (name: string | null): void => {
    if (photos.isShown) photos.say(name);
    else live.label = name;
  };
  return [
    { id: 'bench.camera', label: 'Look with the camera', run: () => (bench.source = 'camera') },
    {
      id: 'bench.photos',
      label: 'Look at photo files…',
      run: () => {
        bench.source = 'photos';
        return photos.chooseFiles();
      },
    },
    {
      id: 'bench.folder',
      label: 'Classify a folder of photos…',
      run: () => {
        bench.source = 'photos';
        return photos.chooseFolder();
      },
    },
    {
      id: 'bench.count',
      label: words.switchCommand,
      keys: [words.key.toLowerCase()],
      when: (press) => press === undefined || bench.source === 'camera',
      run: () => {
        bench.source = 'camera';
        return counting.toggle();
      },
    },
    {
      id: 'bench.countByDetector',
      label: words.byDetectorCommand,
      keys: [words.detectorKey.toLowerCase()],
      onlyHere: true,
      when: isCounting,
      run: () => counting.askDetector(),
    },
    {
      id: 'bench.take',
      label: 'Take a photo of this angle',
      keys: [' '],
      onlyHere: true,
      when: isLive,
      run: () => liveView.take(),
    },
    {
      id: 'bench.keep',
      label: 'Keep the fragment, as a new sample or with the chosen one; what is counted as a tray',
      keys: ['k', 'Enter'],
      onlyHere: true,
      when: () => isCounting() || hasAngles(),
      run: () => (isCounting() ? counting.keep() : live.keep()),
      writes: true,
    },
    {
      id: 'bench.drop',
      label: 'Let the last angle go',
      keys: ['Backspace'],
      onlyHere: true,
      when: hasAngles,
      run: () => live.drop(),
    },
    {
      id: 'bench.number',
      label: 'Type or scan the number of a sample that is there',
      // A label's scanner types this first, as everywhere in the window.
      keys: ['/'],
      onlyHere: true,
      when: () => isShown() && !liveView.tuning,
      run: () => liveView.typeNumber(),
    },
    {
      id: 'bench.tune',
      label: 'Camera settings, and back',
      keys: ['c'],
      onlyHere: true,
      when: () => liveView.isShown,
      run: () => (liveView.tuning = !liveView.tuning),
    },
    {
      id: 'bench.why',
      label: 'Why it says so: hold the picture, and back',
      keys: ['h'],
      onlyHere: true,
      when: () => explainer.reasons !== undefined || explainer.canAsk,
      run: () => explainer.toggle(),
    },
    {
      id: 'bench.live',
      label: 'Back to the live picture from one that is held',
      keys: ['Escape'],
      onlyHere: true,
      when: () => explainer.reasons !== undefined || (isCounting() && counting.held !== undefined),
      run: () => (explainer.reasons === undefined ? counting.askDetector() : explainer.toggle()),
    },
    {
      id: 'bench.empty',
      label: 'This is the empty stage',
      keys: ['e'],
      onlyHere: true,
      when: isLive,
      run: () => liveView.learnStage(),
    },
    {
      id: 'bench.emptyBack',
      label: 'That was not the empty stage: take it back',
      keys: ['E'],
      onlyHere: true,
      when: () => isLive() && stage.canTakeBack,
      run: () => teacher.takeBack(),
    },
    {
      id: 'bench.region',
      label: 'Choose the part of the picture that is judged or counted; Esc goes back',
      keys: ['r'],
      onlyHere: true,
      when: () => liveView.isLive,
      run: () => liveView.focusRegion(),
    },
    {
      id: 'bench.regionMove',
      label: 'Move and resize that part, make it whole',
      shown: '← ↑ → ↓ + − Home',
      gesture: true,
    },
    { id: 'bench.sessions', label: 'Look at the sessions', run: () => (bench.source = 'sessions') },
    {
      id: 'bench.say',
      label: 'Say what it is; 0 leaves it open',
      ...classKeys,
      gesture: true,
      when: (press) => (isShown() || photos.isShown) && classOf(press) !== undefined,
      run: (press) => say(classOf(press) ?? null),
    },
    {
      id: 'bench.sayByName',
      label: 'Type what it is…',
      keys: [classFinderKey],
      onlyHere: true,
      when: () => isShown() || photos.isShown,
      run: () => shell.classFinder.ask(catalogue, (chosen) => say(nameOf(chosen) ?? null)),
    },
    { id: 'bench.verdicts', label: 'Walk the verdicts of photo files', shown: '← ↑ → ↓', gesture: true },
    { id: 'bench.agree', label: 'Agree with the model about photo files', shown: 'Enter', gesture: true },
    { id: 'bench.enlarge', label: 'Large picture of a photo file, and back', shown: 'Space', gesture: true },
  ];
}
