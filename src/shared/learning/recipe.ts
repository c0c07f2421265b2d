import { z } from 'zod';

export const strategies = ['scratch', 'frozen', 'fine-tune', 'probe-then-tune'] as const;
export type Strategy = (typeof strategies)[number];

/** The backbone that comes with Strandline: what a recipe takes where none is named. */
export const embeddedBackbone = 'efficientnet-lite0';

export const devices = ['auto', 'cpu', 'webgpu', 'cuda', 'dml'] as const;
/** Where a step can run; `auto` is a wish, not a device. */
export type Device = Exclude<(typeof devices)[number], 'auto'>;
export const engines = ['auto', 'ort', 'tfjs'] as const;
/** What computes the steps: onnxruntime (built in) or TensorFlow; `auto` is a wish, not an engine. */
export type EngineName = Exclude<(typeof engines)[number], 'auto'>;
export const optimisers = ['sgd', 'adamw'] as const;
export const schedules = ['step', 'cosine'] as const;

/** What a recipe leaves to the validation samples; heads on frozen features alone can ask them. */
export const byValidation = 'auto';
const viewsSchema = z.int().min(1).max(64);
const weightDecaySchema = z.number().min(0);

/**
 * Everything that decides how a run trains. Stored with the run and inside the model file.
 * The names of the fields are PyTorch's.
 */
export const recipeSchema = z.object({
  strategy: z.enum(strategies),
  /** Name of a backbone as in `strandline backbone list`. */
  backbone: z.string().min(1),
  epochs: z.int().min(1).max(10_000),
  /** Stops after so many epochs without a better validation accuracy; 0 never stops early. */
  patience: z.int().min(0),
  batchSize: z.int().min(1).max(4096),
  optimiser: z.enum(optimisers),
  /** Learning rate at the first epoch (after the warm-up, where there is one). */
  lr: z.number().positive(),
  /**
   * Multiples of the learning rate from the head backwards: of the head, of the backbone's last stage, of the one before it
   * and so on; the last number goes for all stages before. 0 leaves a stage as it is. A stage is what works at one
   * resolution.
   */
  layerRates: z.array(z.number().min(0).max(100)).min(1).max(10),
  /** Of SGD. */
  momentum: z.number().min(0).lt(1),
  /** Of SGD. */
  nesterov: z.boolean(),
  weightDecay: z.union([z.literal(byValidation), weightDecaySchema]),
  /** `step`: StepLR, the essay's. `cosine`: falls to 0 along half a wave. */
  schedule: z.enum(schedules),
  /** StepLR: the learning rate is multiplied by `gamma` every `stepSize` epochs. */
  stepSize: z.int().min(1),
  gamma: z.number().positive().max(1),
  /** Epochs in which the learning rate rises to its full height first; may be a fraction. */
  warmUp: z.number().min(0),
  /** Side of the square input in pixels. */
  imageSize: z.int().min(32).max(1024),
  /** Weighs each class's loss by the inverse of its share of the training photos. */
  classWeights: z.boolean(),
  /** The share of the target that is spread over all classes. */
  labelSmoothing: z.number().min(0).lt(1),
  /** Whether batch norms keep the statistics that they come with. */
  freezeBatchNorm: z.boolean(),
  /** Augmented views per training photo; frozen features are computed once per view. 1 = the plain photo only. */
  views: z.union([z.literal(byValidation), viewsSchema]),
  /** RandomResizedCrop: a square of half to all of the photo's area, anywhere. */
  crop: z.boolean(),
  /** Mirrors every other view. */
  flip: z.boolean(),
  /** Turns by quarters: a fragment has no up. */
  rotate: z.boolean(),
  /** Changes brightness, contrast and saturation by up to a fifth. */
  colourJitter: z.boolean(),
  seed: z.int(),
  device: z.enum(devices),
  engine: z.enum(engines),
});

export type Recipe = z.infer<typeof recipeSchema>;

/** A recipe that leaves nothing open: what a network is trained by, and what its model file says. */
export const settledRecipeSchema = recipeSchema.extend({
  views: viewsSchema,
  weightDecay: weightDecaySchema,
});
export type SettledRecipe = z.infer<typeof settledRecipeSchema>;

/** The switches of the augmented views. */
export type Augmentation = Pick<Recipe, 'crop' | 'flip' | 'rotate' | 'colourJitter'>;

export function augmentationOf({ crop, flip, rotate, colourJitter }: Augmentation): Augmentation {
  return { crop, flip, rotate, colourJitter };
}

/**
 * The recipe of the essay that Strandline grew from: ResNet18, SGD 0.9, lr 0.001, StepLR 7 x 0.1, batch 4, 10 epochs, 256 px,
 * RandomResizedCrop and no other augmentation.
 */
export const essayRecipe: Omit<Recipe, 'strategy' | 'backbone'> = {
  epochs: 10,
  patience: 0,
  batchSize: 4,
  optimiser: 'sgd',
  lr: 0.001,
  layerRates: [1],
  momentum: 0.9,
  nesterov: false,
  weightDecay: 0,
  schedule: 'step',
  stepSize: 7,
  gamma: 0.1,
  warmUp: 0,
  imageSize: 256,
  classWeights: false,
  labelSmoothing: 0,
  freezeBatchNorm: false,
  views: 4,
  crop: true,
  flip: false,
  rotate: false,
  colourJitter: false,
  seed: 1,
  device: 'auto',
  engine: 'auto',
};

/** Of a linear head on cached features. */
const forHeads = { epochs: 24, batchSize: 16, lr: 0.001, stepSize: 16 } as const;

/**
 * Of all layers of a trained network. Batch norms keep their statistics, which a few hundred photos only blur; the stages of
 * high resolution stay as they are, which nothing was lost by and which saves a third of the time.
 */
const forTuning = {
  epochs: 6,
  batchSize: 16,
  optimiser: 'adamw',
  weightDecay: 0.01,
  schedule: 'cosine',
  warmUp: 0.5,
  freezeBatchNorm: true,
} as const;

/** What differs by strategy. A random head has far to go, one that a probe has found is moved as carefully as the rest. */
const byStrategy: Readonly<Record<Strategy, Partial<Recipe>>> = {
  scratch: {},
  frozen: { ...forHeads, views: byValidation, weightDecay: byValidation, colourJitter: false },
  'fine-tune': { ...forTuning, lr: 0.001, layerRates: [1, 0.1, 0.03, 0] },
  'probe-then-tune': { ...forTuning, lr: 0.0001, layerRates: [1, 1, 0.3, 0] },
};

/**
 * Defaults for a strategy where the essay's do not suit it: a linear head on cached features costs seconds, so it can
 * afford more epochs and a larger batch than a whole network. Colour jitter is for whole networks, which see a new view
 * every epoch; a head sees the same few.
 *
 * Chosen on validation sides alone (TrashNet and ETH-80, several splits by sample): a third of the head's learning rate was
 * worse, three times it made no difference. Class weights cost about one per cent of accuracy on one plastic photo in five,
 * within the noise, and find a tenth more of the plastic at the same macro F1.
 */
export function defaultRecipe(strategy: Strategy, backbone: string): Recipe {
  const own = byStrategy[strategy];
  return {
    ...essayRecipe,
    ...{ strategy, backbone, classWeights: true, flip: true, rotate: true, colourJitter: true },
    ...own,
    layerRates: [...(own.layerRates ?? essayRecipe.layerRates)],
  };
}

/** The schema of a {@link RecipeRequest}. */
export const recipeRequestSchema = recipeSchema.partial().extend({
  strategy: z.enum(strategies),
  backbone: z.string().min(1).default(embeddedBackbone),
  /** Forces the essay's recipe as the base of the defaults. */
  essay: z.boolean().default(false),
});

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
