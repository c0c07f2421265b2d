import { z } from 'zod';
import {
  farKeys,
  menuSchema,
  preferencesSchema,
  recentLabSchema,
  versionsSchema,
} from '../../domain/shell.ts';
import { progressSchema } from '../../progress.ts';
import { nothing } from '../common.ts';
import { event, shellCall } from '../define.ts';

/** Where something was saved, which the person chose; null where they changed their mind. */
const saved = z.object({ path: z.string() }).nullable();
/** A file's name as it stands in the save dialog; what a file system forbids in it is replaced. */
const suggestedName = z.string().trim().min(1).max(200);

export const shellTopic = {
  /**
   * Asks the user for a folder; null where they change their mind. What they choose becomes a granted path. `where`: of a lab on
   * another computer, whether it has to be one of this computer (`here`) or of the lab's (`there`); the window asks for the latter.
   */
  chooseFolder: shellCall(
    z.object({
      title: z.string(),
      forNewLab: z.boolean().default(false),
      where: z.enum(['here', 'there', 'either']).default('either'),
    }),
    z.string().nullable(),
  ),
  /**
   * Asks the user whether files or folders of the lab's computer may be used, unless they were granted before; null where not.
   * They become granted. `places`: absolute paths there. @returns how calls name them. Fails with `bad-argument`, `unsupported`.
   */
  choosePlaces: shellCall(
    z.object({ places: z.array(z.string().min(1).max(4000)).min(1).max(10_000) }),
    z.array(z.string()).nullable(),
  ),
  /**
   * Asks the user whether the lab at an `ssh://` address may be opened, unless it was before; null where not. The address,
   * in the one way in which it is written, becomes granted. Fails with `bad-argument` where it is none.
   */
  chooseAddress: shellCall(z.object({ address: z.string().min(1).max(2000) }), z.string().nullable()),
  /** Asks the user for a model file; null where they change their mind. */
  chooseModel: shellCall(z.object({ title: z.string() }), z.string().nullable()),
  /** Asks the user for a table, CSV or Excel; null where they change their mind. */
  chooseTable: shellCall(z.object({ title: z.string() }), z.string().nullable()),
  /** Asks the user for a packed lab; null where they change their mind. */
  choosePackedLab: shellCall(z.object({ title: z.string() }), z.string().nullable()),
  choosePhotos: shellCall(z.object({ title: z.string() }), z.array(z.string())),
  /**
   * Saves a page under a path that the person is asked for, as it is (`html`) or printed on A4 with page numbers (`pdf`).
   * The page holds all it needs: styles inline, pictures as data: URLs, no scripts. It is drawn without network and
   * without scripts; what it asks for beyond itself stays empty. Its title stands in the PDF's footer.
   *
   * Fails with `too-large` and `not-saved`.
   */
  saveDocument: shellCall(
    z.object({ html: z.string().min(1), suggestedName, as: z.enum(['pdf', 'html']) }),
    saved,
  ),
  /** Saves text (CSV, JSON, SVG, a log) under a path that the person is asked for. Fails with `too-large`, `not-saved`. */
  saveText: shellCall(z.object({ text: z.string(), suggestedName }), saved),
  /**
   * Opens a file that was written where the person said, with the program that their system has for it; what is not a
   * document is shown in its folder. Fails with `path-not-allowed`, `not-found`, `unsupported`.
   */
  openFile: shellCall(z.object({ written: z.string().min(1) }), nothing),
  /**
   * Keeps the computer from falling asleep, for each reason (`run 12`) from `on` until it is off again or the window is
   * gone. The screen may go dark. @returns whether the computer is still kept awake, for this reason or for another.
   */
  keepAwake: shellCall(
    z.object({ on: z.boolean(), reason: z.string().min(1).max(200) }),
    z.object({ awake: z.boolean() }),
  ),
  /** Labs opened before, newest first; their folders stay granted. */
  recentLabs: shellCall(nothing, z.array(recentLabSchema)),
  /** Takes a lab off that list. Its folder is left alone. */
  forgetLab: shellCall(z.object({ lab: z.string() }), nothing),
  preferences: shellCall(nothing, preferencesSchema),
  /** Remembers them, and gives the window its colours. */
  setPreferences: shellCall(preferencesSchema, nothing),
  /** Shows these menus, from left to right. */
  setMenus: shellCall(z.array(menuSchema).max(12), nothing),
  /** A menu's command was chosen. */
  menuCommand: event(z.object({ id: z.string() })),
  /**
   * Hears one key whichever program has the focus, in place of the one that was heard; null hears none.
   *
   * @returns whether it is heard: the system refuses a key that another program has taken.
   */
  hearFarKey: shellCall(z.object({ key: z.enum(farKeys).nullable() }), z.object({ heard: z.boolean() })),
  /** The key of `hearFarKey` was pressed. */
  farKey: event(z.object({ key: z.enum(farKeys) })),
  /** Takes back what was typed, where the menu's Undo meant the text. */
  editText: shellCall(z.object({ what: z.enum(['undo', 'redo']) }), nothing),
  /** How the person's system writes numbers and dates, as a BCP 47 tag: `de-AT`. */
  locale: shellCall(nothing, z.string()),
  /** Versions of the program, of Electron and of what is in it. */
  versions: shellCall(nothing, versionsSchema),
  /** Our licence, and the software that is in the program with its licences, as text and as Markdown. */
  licences: shellCall(nothing, z.object({ licence: z.string(), thirdParty: z.string() })),
  /**
   * The lab's process ended by itself. The shell has started another, and the window opens the lab again; `down`: it ended
   * again and again, and the shell waits for `restartHost`.
   */
  hostGone: event(z.object({ reason: z.string(), down: z.boolean() })),
  /** The link to the lab, which is on another computer, was lost (`lost` says why) or is there again (null). */
  linkChanged: event(z.object({ lab: z.string(), lost: z.string().nullable() })),
  /** How far files are that go over the link to the lab or come over it; null where none do any more. */
  carrying: event(z.object({ progress: progressSchema.nullable() })),
  /** Stops reaching for a lab on another computer, which `lab.open` waits for and then fails with `cancelled`. */
  stopReaching: shellCall(nothing, nothing),
  /** Stops what goes over the link; what has arrived is not sent again. */
  stopCarrying: shellCall(nothing, nothing),
  /** Somebody opened a lab from the desktop or a terminal while the window was there; its folder is granted. */
  labAsked: event(z.object({ directory: z.string() })),
  /** Starts the lab's process again after it was given up. */
  restartHost: shellCall(nothing, nothing),
} as const;
