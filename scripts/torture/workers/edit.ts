/** Edits samples without end, in every way; says what it tries and, once it was answered, what is done: LAB FROM */
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import { portPair } from '#host/processes/port.ts';
import { connectToHost } from '#host/server/connect.ts';
import { createHost } from '#host/server/host.ts';
import { serveHost } from '#host/server/serve.ts';

const [directory = '', from = '0'] = process.argv.slice(2);
const ports = portPair();
serveHost(createHost(), ports.near);
const api = createClient(contract, connectToHost(ports.far));
await api.lab.open({ directory });
const { samples } = await api.edits.addSamples({ survey: 1, count: 1 });
const [own = 1] = samples;
for (let edit = Number(from) + 1; ; edit += 1) {
  process.stdout.write(`try ${edit}\n`);
  if (edit % 5 === 0) await api.edits.addSamples({ survey: 1, count: 2, set: { notes: `pair ${edit}` } });
  else if (edit % 7 === 0) await api.edits.review({ samples: [own], class: 1 });
  await api.edits.editSamples({ samples: [own], by: 'sample', set: { notes: `edit ${edit}` } });
  if (edit % 11 === 0) {
    await api.edits.undo();
    await api.edits.redo();
  }
  process.stdout.write(`done ${edit} ${own}\n`);
}
