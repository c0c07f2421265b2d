/** Ending of the files that a desktop opens with Strandline. */
export const openerEnding = '.strandline';

/** The file in a lab's folder that stands for the lab on a desktop. */
export const openerName = `lab${openerEnding}`;
