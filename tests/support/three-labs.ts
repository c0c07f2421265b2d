import { mergeLab, previewMerge } from '#host/catalogue/merge/merge-lab.ts';
import { readForeignModel } from '#host/models/foreign-model.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { type MergeOptions, type MergeResult, mergeOptionsSchema } from '#shared/domain/merge.ts';
import { temporaryLab } from './labs.ts';
import { type GivenLab, giveLab } from './merged-labs.ts';
import { workOn } from './work-on.ts';

const uids = { a: 'a1'.repeat(16), b: 'b2'.repeat(16), c: 'c3'.repeat(16) };

/** A new lab by one of three uids, with what it is given. */
export function labOf(name: keyof typeof uids, given: GivenLab): Lab {
  return giveLab(temporaryLab(), given, uids[name]);
}

/** What bringing a lab into another would come to, with the defaults. */
export function previewOf(lab: Lab, other: Pick<Lab, 'directory'>): Promise<MergeResult> {
  return previewMerge(lab, mergeOptionsSchema.parse({ source: other.directory }), readForeignModel);
}

/** Brings a lab into another, with the defaults unless others are named. */
export async function merge(
  lab: Lab,
  other: Pick<Lab, 'directory'>,
  options: Partial<Omit<MergeOptions, 'source'>> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<MergeResult> {
  return mergeLab(
    { ...workOn(lab), signal },
    mergeOptionsSchema.parse({ source: other.directory, ...options }),
    readForeignModel,
  );
}
