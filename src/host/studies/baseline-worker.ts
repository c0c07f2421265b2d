/** A thread that trains the baseline: LIBSVM holds its thread until it has done. */
import SVM from 'libsvm-js/asm.js';

export interface BaselineTask {
  readonly train: readonly { readonly x: readonly number[]; readonly truth: number }[];
  readonly test: readonly (readonly number[])[];
  /** Weight of each class's mistakes, by class; classes without training photos are left out. */
  readonly classWeights: Readonly<Record<string, number>>;
}

/** LIBSVM's default, on standardised features. */
const cost = 1;

/** A linear support vector machine (C-SVC). @returns the class of every test row. */
export function classify({ train, test, classWeights }: BaselineTask): number[] {
  const machine = new SVM({
    type: SVM.SVM_TYPES.C_SVC,
    kernel: SVM.KERNEL_TYPES.LINEAR,
    cost,
    weight: { ...classWeights },
    quiet: true,
  });
  try {
    machine.train(
      train.map(({ x }) => x),
      train.map(({ truth }) => truth),
    );
    return machine.predict(test);
  } finally {
    machine.free();
  }
}
