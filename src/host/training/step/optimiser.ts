/** torch.optim.SGD without dampening. */
export interface Sgd {
  readonly kind: 'sgd';
  readonly momentum: number;
  readonly weightDecay: number;
  readonly nesterov: boolean;
}

/** torch.optim.AdamW. */
export interface AdamW {
  readonly kind: 'adamw';
  readonly betas: readonly [number, number];
  readonly epsilon: number;
  readonly weightDecay: number;
}

export type Optimiser = Sgd | AdamW;

/** What an optimiser keeps of a parameter: its velocity, or running means of the gradient and of its square. */
type Kept = 'velocity' | 'mean' | 'square';

/** Name of a value that an optimiser keeps of a parameter, as checkpoints have it. */
export function keptName(parameter: string, kept: Kept): string {
  return `${parameter}.${kept}`;
}

/** What an optimiser keeps of each parameter; all of it starts from 0. */
export function keptBy(optimiser: Optimiser): readonly Kept[] {
  if (optimiser.kind === 'adamw') return ['mean', 'square'];
  return optimiser.momentum === 0 ? [] : ['velocity'];
}
