/** The part of libsvm-js (LIBSVM compiled to JavaScript) that is used here; the package has no types of its own. */
declare module 'libsvm-js/asm.js' {
  export default class SVM {
    static readonly KERNEL_TYPES: { readonly LINEAR: 0 };
    static readonly SVM_TYPES: { readonly C_SVC: 0 };
    constructor(options: {
      type: 0;
      kernel: 0;
      cost: number;
      weight: Record<string, number>;
      quiet: boolean;
    });
    train(samples: readonly (readonly number[])[], labels: readonly number[]): void;
    predict(samples: readonly (readonly number[])[]): number[];
    free(): void;
  }
}
