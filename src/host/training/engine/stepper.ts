import type { StepRunner } from './step-runner.ts';

/**
 * What the epoch loop drives: steps of an optimiser, and their state. Implementations of the same network and optimiser
 * take each other's states.
 */
export type Stepper = Pick<StepRunner, 'step' | 'state' | 'restore' | 'release'>;
