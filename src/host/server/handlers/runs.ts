import { join } from 'node:path';
import { insertModel, listModels } from '#host/catalogue/queries/models.ts';
import {
  appendEpoch,
  finishRun,
  getRun,
  insertRun,
  listRuns,
  nextRunId,
} from '#host/catalogue/queries/runs.ts';
import { createSplit, latestSplit } from '#host/catalogue/splits.ts';
import { trainingSet } from '#host/catalogue/queries/training.ts';
import { findBackbone } from '#host/learning/backbones/registry.ts';
import { trainInWorker } from '#host/learning/train-in-worker.ts';
import { splitOptionsSchema } from '#shared/catalogue.ts';
import type { StrandlineContract, TrainRequest } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { type WireError, toWireError } from '#shared/errors.ts';
import type { Job } from '#shared/jobs.ts';
import type { TrainingPlan } from '#shared/learning/plan.ts';
import { type Recipe, defaultRecipe, essayRecipe, recipeSchema } from '#shared/learning/recipe.ts';
import { softwareVersion } from '#shared/version.ts';
import type { HostEvents } from '../events.ts';
import type { LabHolder } from '../lab-holder.ts';
