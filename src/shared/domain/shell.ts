import { z } from 'zod';

/** What the desktop shell remembers and shows for the window. */

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/**
 * Keys that can be heard while another program has the focus, as Electron writes them. Foot pedals are keyboards: most can
 * send F13 and beyond, which no other program takes.
 */
export const farKeys = ['CommandOrControl+Alt+N', 'F8', 'F9', 'F13', 'F14', 'F15', 'PageDown'] as const;
export type FarKey = (typeof farKeys)[number];

export const preferencesSchema = z.object({
  theme: z.enum(themes).default('system'),
  /** Ids of the commands that were chosen last, newest first. */
  recentCommands: z.array(z.string().max(60)).max(20).default([]),
});
export type Preferences = z.output<typeof preferencesSchema>;

/** What the shell's own menu items do; everything else is a command of the window. */
export const menuRoles = [
  'cut',
  'copy',
  'paste',
  'selectAll',
  'resetZoom',
  'zoomIn',
  'zoomOut',
  'togglefullscreen',
  'quit',
] as const;

const label = z.string().min(1).max(80);

const menuItemSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('command'),
    /** Comes back in `shell.menuCommand`. */
    id: z.string().min(1).max(60),
    label,
    /** As Electron writes it: `CmdOrCtrl+Shift+Z`. */
    accelerator: z.string().max(40).optional(),
    enabled: z.boolean(),
    /** One of a group of which one is chosen. */
    chosen: z.boolean().optional(),
  }),
  z.object({ kind: z.literal('role'), role: z.enum(menuRoles), label }),
  z.object({ kind: z.literal('line') }),
]);
export type MenuItem = z.infer<typeof menuItemSchema>;

export const menuSchema = z.object({ label, items: z.array(menuItemSchema).max(60) });
export type Menu = z.infer<typeof menuSchema>;

/** A lab that was opened before; it may have been moved, or lie on a disk that is not connected. */
export const recentLabSchema = z.object({
  directory: z.string(),
  /** Null where it was opened last by a version that did not remember it. */
  name: z.string().nullable(),
  there: z.boolean(),
});
export type RecentLab = z.infer<typeof recentLabSchema>;

/** Versions of the parts, by name. */
export const versionsSchema = z.record(z.string(), z.string());
