/** `node scripts/slurm.mjs start FOLDER` and `stop FOLDER`: a Slurm of two emulated nodes, for a look by hand. */
import { resolve } from 'node:path';
import { missingPrograms, startSlurm, stopSlurm } from './slurm/emulated.mjs';

const [, , verb, folder] = process.argv;
if (folder === undefined || (verb !== 'start' && verb !== 'stop')) {
  console.error('Usage: node scripts/slurm.mjs start|stop FOLDER');
  process.exit(2);
}
if (verb === 'stop') await stopSlurm(resolve(folder));
else {
  const missing = missingPrograms();
  if (missing.length > 0) {
    console.error(
      `Missing: ${missing.join(', ')}. apt-get install --no-install-recommends slurmctld slurmd slurm-client munge`,
    );
    process.exit(1);
  }
  const env = await startSlurm(resolve(folder));
  for (const [name, value] of Object.entries(env)) console.log(`export ${name}=${value}`);
}
