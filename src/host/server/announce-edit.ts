import { type EditKind, editTopics } from '#shared/domain/history.ts';
import type { HostEvents } from './events.ts';

/** Says what a step has changed: when it was done, when it was taken back and when it was done again. */
export function announceEdit(events: HostEvents, kind: EditKind): void {
  for (const topic of editTopics[kind]) events.emit('lab.changed', { topic });
}
