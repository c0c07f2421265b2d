import { z } from 'zod';

export const strategies = ['scratch', 'frozen', 'fine-tune', 'probe-then-tune'] as const;
export type Strategy = (typeof strategies)[number];

export const devices = ['auto', 'cpu', 'webgpu', 'cuda', 'dml'] as const;
export const engines = ['ort', 'tfjs'] as const;

/**
 * Everything that decides how a run trains. Stored with the run and inside the model file.
 * The names of the fields are PyTorch's.
 */
export const recipeSchema = z.object({
  strategy: z.enum(strategies),
  /** Name of a backbone as in `strandline backbone list`. */
  backbone: z.string().min(1),
  epochs: z.int().min(1).max(10_000),
  batchSize: z.int().min(1).max(4096),
  /** Learning rate of SGD at the first epoch. */
  lr: z.number().positive(),
  momentum: z.number().min(0).lt(1),
  weightDecay: z.number().min(0),
  /** StepLR: the learning rate is multiplied by `gamma` every `stepSize` epochs. */
  stepSize: z.int().min(1),
  gamma: z.number().positive().max(1),
  /** Side of the square input in pixels. */
  imageSize: z.int().min(32).max(1024),
  /** Weighs each class's loss by the inverse of its share of the training photos. */
  classWeights: z.boolean(),
  /** Augmented views per training photo; frozen features are computed once per view. 1 = the plain photo only. */
  views: z.int().min(1).max(64),
  seed: z.int(),
  device: z.enum(devices),
  engine: z.enum(engines),
});

export type Recipe = z.infer<typeof recipeSchema>;

/** The essay's recipe (design.md section 5): ResNet18, SGD 0.9, lr 0.001, StepLR 7 x 0.1, batch 4, 10 epochs, 256 px. */
export const essayRecipe: Omit<Recipe, 'strategy' | 'backbone'> = {
  epochs: 10,
  batchSize: 4,
  lr: 0.001,
  momentum: 0.9,
  weightDecay: 0,
  stepSize: 7,
  gamma: 0.1,
  imageSize: 256,
  classWeights: false,
  views: 4,
  seed: 1,
  device: 'auto',
  engine: 'ort',
};

/**
 * Defaults for a strategy where the essay's do not suit it: a linear head on cached features costs seconds, so it can
 * afford more epochs and a larger batch than a whole network.
 *
 * Chosen on validation sides alone (TrashNet and ETH-80, several splits by sample): a third of this learning rate was
 * worse, three times it and five times the weight decay made no difference. Class weights cost about one per cent of
 * accuracy on one plastic photo in five, within the noise, and find a tenth more of the plastic at the same macro F1.
 */
export function defaultRecipe(strategy: Strategy, backbone: string): Recipe {
  const base: Recipe = { ...essayRecipe, strategy, backbone, classWeights: true };
  return strategy === 'frozen'
    ? { ...base, epochs: 24, batchSize: 16, lr: 0.001, weightDecay: 0.01, stepSize: 16 }
    : base;
}

/** What a person asks for: a strategy on a backbone, and whatever shall differ from the defaults. */
export type RecipeRequest = { [K in keyof Recipe]?: Recipe[K] | undefined } & {
  readonly strategy: Strategy;
  readonly backbone: string;
  /** Takes the essay's recipe as the base of the defaults. */
  readonly essay: boolean;
};

/** Fills a request up with defaults; what the request leaves out or gives as undefined is the default's. */
export function resolveRecipe({ essay, ...request }: RecipeRequest): Recipe {
  const { strategy, backbone } = request;
  const base = essay ? { ...essayRecipe, strategy, backbone } : defaultRecipe(strategy, backbone);
  const asked = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
  return recipeSchema.parse({ ...base, ...asked });
}

/** StepLR: the learning rate of an epoch, counted from 1. */
export function learningRate(
  { lr, gamma, stepSize }: Pick<Recipe, 'lr' | 'gamma' | 'stepSize'>,
  epoch: number,
): number {
  return lr * gamma ** Math.floor((epoch - 1) / stepSize);
}
