import type { ImportWarning } from '#shared/domain/import.ts';
import type { ImportPlan } from '#shared/domain/import-plan.ts';

/** What a person can say to a warning. */
export type Answer =
  | { readonly kind: 'classes'; readonly folders: readonly string[]; readonly names: readonly string[] }
  | { readonly kind: 'label'; readonly conflict: ImportPlan['conflicts'][number] }
  | { readonly kind: 'survey'; readonly surveys: readonly string[] }
  | { readonly kind: 'layout' };

/** What can be said to a warning of a plan; undefined where there is nothing to choose. */
export function answerTo(warning: ImportWarning, plan: ImportPlan): Answer | undefined {
  switch (warning.code) {
    case 'look-alike-classes': {
      const alike = plan.folders.filter(({ folder }) =>
        warning.files.some((file) => file.split('/').slice(0, -1).includes(folder)),
      );
      const names = [...new Set(alike.flatMap(({ class: name }) => name ?? []))];
      return alike.length === 0
        ? undefined
        : { kind: 'classes', folders: alike.map(({ folder }) => folder), names };
    }
    case 'label-conflict': {
      const conflict = plan.conflicts.find(({ files }) => files[0] === warning.files[0]);
      return conflict && { kind: 'label', conflict };
    }
    case 'same-path':
      return plan.sameFolder.length === 0 ? undefined : { kind: 'survey', surveys: plan.sameFolder };
    case 'odd-layout':
      return { kind: 'layout' };
    default:
      return undefined;
  }
}
