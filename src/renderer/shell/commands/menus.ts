import type { Menu, MenuItem, menuRoles } from '#shared/domain/shell.ts';
import { menuStrings } from './strings.ts';
import type { Commands } from './commands.svelte.ts';
import { acceleratorOf } from './keys.ts';

type Role = (typeof menuRoles)[number];
/** A command's id, a role, or a line. */
type Entry = string | { readonly role: Role };

const role = (name: Role): Entry => ({ role: name });
const line = 'line';

/** Which commands stand in which menu; what is only possible now and then stands in the palette alone. */
const menus: Readonly<Record<'lab' | 'edit' | 'go' | 'catalogue' | 'view' | 'help', readonly Entry[]>> = {
  lab: [
    'lab.open',
    'lab.demo',
    line,
    'catalogue.import',
    'catalogue.export',
    'catalogue.beach',
    'catalogue.printLabels',
    line,
    'lab.merge',
    'lab.mergePacked',
    'lab.pack',
    line,
    'lab.backUp',
    'lab.backups',
    'lab.copy',
    'lab.verify',
    line,
    'lab.close',
    role('quit'),
  ],
  edit: ['edit.undo', 'edit.redo', line, role('cut'), role('copy'), role('paste'), role('selectAll')],
  go: [
    'go.palette',
    'go.morning',
    line,
    'go.catalogue',
    'go.train',
    'go.models',
    'go.bench',
    'go.studies',
    'go.trays',
  ],
  catalogue: [
    'catalogue.newSample',
    'catalogue.newSurvey',
    'catalogue.scan',
    'catalogue.search',
    line,
    'catalogue.filters',
    'catalogue.inspector',
    'catalogue.sites',
    'catalogue.openBin',
  ],
  view: [
    'view.system',
    'view.light',
    'view.dark',
    line,
    role('resetZoom'),
    role('zoomIn'),
    role('zoomOut'),
    line,
    role('togglefullscreen'),
  ],
  help: ['help.keys', 'help.about'],
};

/** The application's menus as they are now. @param chosen the id of the chosen one of the commands that exclude each other. */
export function menusOf(commands: Commands, chosen: string): Menu[] {
  const toItem = (entry: Entry): MenuItem => {
    if (entry === line) return { kind: 'line' };
    if (typeof entry === 'object') return { kind: 'role', role: entry.role, label: menuStrings[entry.role] };
    const command = commands.of(entry);
    const accelerator = acceleratorOf(command);
    return {
      kind: 'command',
      id: entry,
      label: command.label,
      enabled: commands.possible(command),
      ...(accelerator !== undefined && { accelerator }),
      ...(entry.startsWith('view.') && { chosen: entry === chosen }),
    };
  };
  return Object.entries(menus).map(([name, entries]) => ({
    label: menuStrings[name as keyof typeof menus],
    items: entries.map(toItem),
  }));
}
