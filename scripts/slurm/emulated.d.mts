export function missingPrograms(): string[];
export function startSlurm(folder: string, port?: number): Promise<Record<string, string>>;
export function stopSlurm(folder: string): Promise<void>;
