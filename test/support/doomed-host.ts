import { argv, stdout } from 'node:process';
import { operatorSettings } from '../../src/config/operator-settings.ts';
import { connectEngine } from '../../src/sandbox/engine/connect-engine.ts';
import { dockerSandboxesForTests, noPool } from './docker-sandboxes.ts';

/**
 * A host process that does everything there is to do, again and again, until it is killed. Tells, as a line of JSON each,
 * what its caller could rely on at that moment.
 */
const [, , stateDirectory = '', installation = ''] = argv;
const never = new AbortController().signal;
const minute = { timeoutMs: 60_000 };
const tell = (line: object) => void stdout.write(`${JSON.stringify(line)}\n`);

const pool = { ...noPool, maxBoxes: 3, atMost: { hot: 1, frozen: 1 }, atLeast: { hot: 1, frozen: 1 } };
const docker = connectEngine(operatorSettings().dockerHost);
const { create, provider } = await dockerSandboxesForTests({ docker, stateDirectory, installation, pool });
tell({ open: true });

for (let round = 0; ; round += 1) {
  const memory = await create({ labels: { round: `${round}` } });
  tell({ created: memory.id, storage: 'memory' });
  const disk = await create({ workspace: { kind: 'new', storage: 'disk' } });
  await disk.files.write('kept', disk.id);
  await disk.exec('sync', minute);
  tell({ created: disk.id, storage: 'disk', kept: disk.id });
  await memory.pause('freeze');
  const snapshot = await disk.snapshot();
  tell({ snapshot: snapshot.id });
  await disk.pause('hibernate');
  const fork = await disk.fork(never);
  tell({ created: fork.id, storage: 'disk', kept: disk.id });
  await memory.exec('true', minute);
  await fork.pause('freeze');
  await disk.pause('archive');
  tell({ destroying: memory.id });
  await memory.destroy();
  tell({ destroying: fork.id });
  await fork.destroy();
  await disk.resume();
  for await (const { id } of provider.listSnapshots()) {
    tell({ forgetting: id });
    await provider.destroySnapshot(id);
  }
  tell({ destroying: disk.id });
  await disk.destroy();
}
