/** The process in which a file that somebody wants for a backbone is read and tried. */
import { answerLimited } from '#host/processes/answer-limited.ts';
import { tryBackbone } from './trial.ts';

answerLimited(tryBackbone);
