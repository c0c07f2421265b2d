import { type Command, classFinderKey, classKeys } from '../shell/commands/command.ts';
import type { TraysControllers } from './controllers.ts';
import { steps } from './steps.ts';
import { trayStrings as words } from './strings.ts';

/** What is done in the room by keys; whichever button had the focus, it goes to the picture. */
export function traysCommands(room: TraysControllers): readonly Command[] {
  return commandsOf(room).map((command) => {
    const { run } = command;
    if (run === undefined) return command;
    const onPicture: Command['run'] = (press) => {
      if (press !== undefined) room.toPicture();
      return run(press);
    };
    return { ...command, run: onPicture };
  });
}

function commandsOf(room: TraysControllers): readonly Command[] {
  const { trays, review, tools, find, detector, results, round, looking, catalogue, shell } = room;
  const isOpen = (): boolean => trays.tray !== undefined;
  const hasChosen = (): boolean => isOpen() && review.selected.length > 0;

  const goes = steps.map((step): Command => ({
    id: `trays.${step}`,
    label: words.goes[step],
    keys: [words.stepKeys[step].toLowerCase()],
    onlyHere: true,
    when: isOpen,
    run: () => trays.goTo(step),
  }));
  /** What is drawn by corners is closed before anything else is accepted. */
  const accept = (): Promise<void> => (tools.corners.length > 0 ? tools.close() : review.decide('accepted'));

  return [
    {
      id: 'trays.add',
      label: words.add,
      keys: ['a'],
      writes: true,
      when: () => room.survey !== undefined,
      run: () => room.survey && trays.chooseAndAdd(room.survey.id),
    },
    ...goes,
    {
      id: 'trays.leaveField',
      label: words.leaveField,
      keys: ['Escape'],
      gesture: true,
      whileTyping: true,
      when: (press) => press?.typing === true && room.isInField,
      // That keys go to the picture is all.
      run: () => undefined,
    },
    {
      id: 'trays.walkSteps',
      label: words.walkSteps,
      keys: ['[', ']'],
      shown: '[ ]',
      gesture: true,
      when: isOpen,
      run: (press) => trays.walk(press?.key === '[' ? -1 : 1),
    },
    {
      id: 'trays.turn',
      label: words.turn,
      keys: ['PageUp', 'PageDown'],
      shown: 'Page ↑, Page ↓',
      gesture: true,
      when: isOpen,
      run: (press) => room.turn(press?.key === 'PageUp' ? -1 : 1),
    },
    {
      id: 'trays.accept',
      label: words.acceptOrClose,
      keys: ['Enter'],
      onlyHere: true,
      writes: true,
      when: () => isOpen() && (tools.corners.length > 0 || review.selected.length > 0),
      run: accept,
    },
    {
      id: 'trays.reject',
      label: words.reject,
      keys: ['Delete', 'Backspace'],
      shown: 'Del',
      onlyHere: true,
      writes: true,
      when: hasChosen,
      run: () => review.decide('rejected'),
    },
    {
      id: 'trays.next',
      label: words.next,
      keys: ['n'],
      onlyHere: true,
      when: isOpen,
      run: () => review.walk(1),
    },
    {
      id: 'trays.previous',
      label: words.previous,
      keys: ['p'],
      onlyHere: true,
      when: isOpen,
      run: () => review.walk(-1),
    },
    {
      id: 'trays.label',
      label: words.label,
      ...classKeys,
      gesture: true,
      writes: true,
      when: hasChosen,
      run: (press) => {
        const chosen = catalogue.classOfKey(Number(press?.key));
        return chosen === undefined ? undefined : review.classify(chosen);
      },
    },
    {
      id: 'trays.labelByName',
      label: words.labelByName,
      keys: [classFinderKey],
      onlyHere: true,
      writes: true,
      when: hasChosen,
      run: () => shell.classFinder.ask(catalogue, (chosen) => review.classify(chosen)),
    },
    {
      id: 'trays.propose',
      label: words.findNow,
      keys: ['Mod+f'],
      onlyHere: true,
      writes: true,
      when: isOpen,
      run: () => find.find(),
    },
    {
      id: 'trays.findByDetector',
      label: words.findByDetector,
      keys: ['o'],
      onlyHere: true,
      writes: true,
      when: isOpen,
      run: () => {
        trays.goTo('find');
        return detector.find();
      },
    },
    {
      id: 'trays.wand',
      label: words.wand,
      keys: ['w'],
      onlyHere: true,
      writes: true,
      when: isOpen,
      run: () => tools.take('wand'),
    },
    {
      id: 'trays.draw',
      label: words.draw,
      keys: ['d'],
      onlyHere: true,
      writes: true,
      when: isOpen,
      run: () => tools.take('draw'),
    },
    {
      id: 'trays.cut',
      label: words.cut,
      keys: ['x'],
      onlyHere: true,
      writes: true,
      when: isOpen,
      run: () => tools.take('cut'),
    },
    {
      id: 'trays.merge',
      label: words.merge,
      keys: ['m'],
      onlyHere: true,
      writes: true,
      when: isOpen,
      run: () => review.merge(),
    },
    {
      id: 'trays.ruler',
      label: words.ruler,
      keys: ['l'],
      onlyHere: true,
      writes: true,
      when: isOpen,
      run: () => {
        trays.goTo('scale');
        tools.take('ruler');
      },
    },
    {
      id: 'trays.scaleByRim',
      label: words.byRimCommand,
      keys: ['i'],
      onlyHere: true,
      writes: true,
      when: isOpen,
      run: () => {
        trays.goTo('scale');
        return round.byRim();
      },
    },
    {
      id: 'trays.scaleByDisc',
      label: words.byDiscCommand,
      keys: ['h'],
      onlyHere: true,
      writes: true,
      when: isOpen,
      run: () => {
        trays.goTo('scale');
        if (round.isReady()) tools.take('disc');
      },
    },
    {
      id: 'trays.askModel',
      label: words.askModel,
      keys: ['c'],
      onlyHere: true,
      writes: true,
      when: isOpen,
      run: () => {
        trays.goTo('measure');
        return results.ask();
      },
    },
    {
      id: 'trays.promote',
      label: words.promote,
      keys: ['k'],
      onlyHere: true,
      writes: true,
      when: isOpen,
      run: () => results.promote(),
    },
    {
      id: 'trays.export',
      label: words.export,
      keys: ['e'],
      onlyHere: true,
      when: isOpen,
      run: () => {
        trays.goTo('measure');
        return results.export();
      },
    },
    {
      id: 'trays.acceptAll',
      label: words.acceptAll,
      onlyHere: true,
      writes: true,
      when: () => isOpen() && review.left > 0,
      run: () => review.acceptAll(),
    },
    {
      id: 'trays.reviewed',
      label: words.markReviewed,
      keys: ['Mod+Enter'],
      onlyHere: true,
      writes: true,
      when: isOpen,
      run: () => review.markReviewed(),
    },
    {
      id: 'trays.walkThings',
      label: words.walkThings,
      keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'],
      shown: '← ↑ → ↓',
      gesture: true,
      when: isOpen,
      run: (press) => {
        const x = press?.key === 'ArrowLeft' ? -1 : press?.key === 'ArrowRight' ? 1 : 0;
        const y = press?.key === 'ArrowUp' ? -1 : press?.key === 'ArrowDown' ? 1 : 0;
        return looking.step(x, y) ? undefined : review.step(x, y);
      },
    },
    {
      id: 'trays.hand',
      label: words.hand,
      keys: [' '],
      gesture: true,
      when: isOpen,
      run: () => tools.toggleHand(),
    },
    {
      id: 'trays.whole',
      label: words.whole,
      keys: ['v'],
      onlyHere: true,
      when: isOpen,
      run: () => looking.whole(),
    },
    {
      id: 'trays.actual',
      label: words.actual,
      keys: ['z'],
      onlyHere: true,
      when: isOpen,
      run: () => looking.actualPixels(),
    },
    {
      id: 'trays.closer',
      label: words.closer,
      keys: ['+', '='],
      shown: '+',
      onlyHere: true,
      when: isOpen,
      run: () => looking.closer(),
    },
    {
      id: 'trays.lessClose',
      label: words.lessClose,
      keys: ['-'],
      onlyHere: true,
      when: isOpen,
      run: () => looking.lessClose(),
    },
    { id: 'trays.moreSelected', label: words.moreSelected, shown: words.shiftClick, gesture: true },
    {
      id: 'trays.remove',
      label: words.remove,
      onlyHere: true,
      writes: true,
      when: isOpen,
      run: () => trays.remove(),
    },
  ];
}
