export const root: string;
export const testRuntimeFolder: string;
export function findElectron(): { path: string; kind: 'own' | 'test' | 'given' } | undefined;
export function missingPackages(electron: string): string[];
export function displayWrapper(): string[];
export function sandboxFlags(): string[];
export function testRuntimeNotice(version: string): string;
export function testRuntimeVersion(): string;
