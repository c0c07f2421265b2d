export const oldestNode: number;
export function isNewEnough(version: string): boolean;
export function tooOld(version: string): string;
