/** The process in which a device is tried: is told a task, says what came of it, ends. */
import { answerOnce } from './answer-once.ts';
import { trainSteps } from './steps.ts';

answerOnce(trainSteps);
