import type { Sandbox } from '../sandbox.ts';
import { assertFault } from './assert-fault.ts';
import type { Law } from './contract-runner.ts';
import type { ContractWorld } from './contract-world.ts';

const ordinary = { timeoutMs: 30_000 };
const never = new AbortController().signal;

/** Every method of a sandbox that was destroyed. */
export function goneLaws(law: Law, world: ContractWorld): void {
  law('a destroyed sandbox answers every call with `gone`, and ran nothing', async () => {
    const sandbox = await world.create();
    const view = sandbox.restricted();
    await sandbox.destroy();

    for (const call of Object.values(calls)) await assertFault(() => call(sandbox), { code: 'gone', ran: 'no' });
    await assertFault(() => view.exec('true', ordinary), { code: 'gone', ran: 'no' });
  });
}

const calls: Readonly<Record<string, (sandbox: Sandbox) => Promise<unknown>>> = {
  info: (sandbox) => sandbox.info(),
  spawn: (sandbox) => sandbox.spawn(['true'], ordinary),
  exec: (sandbox) => sandbox.exec('true', ordinary),
  attach: (sandbox) => sandbox.attach('1'),
  read: ({ files }) => files.read('x', { maxBytes: 1 }),
  write: ({ files }) => files.write('x', 'y'),
  stat: ({ files }) => files.stat('x'),
  list: ({ files }) => Array.fromAsync(files.list('.')),
  remove: ({ files }) => files.remove('x'),
  pack: ({ files }) => Array.fromAsync(files.pack('.')),
  unpack: ({ files }) => files.unpack(new Blob([]).stream(), '.'),
  watch: ({ files }) => Array.fromAsync(files.watch('.', never)),
  setNetwork: (sandbox) => sandbox.setNetwork({ kind: 'none' }),
  setExpiry: (sandbox) => sandbox.setExpiry(null),
  soft: (sandbox) => sandbox.pause('soft'),
  freeze: (sandbox) => sandbox.pause('freeze'),
  hibernate: (sandbox) => sandbox.pause('hibernate'),
  archive: (sandbox) => sandbox.pause('archive'),
  resume: (sandbox) => sandbox.resume(),
  snapshot: (sandbox) => sandbox.snapshot(),
  fork: (sandbox) => sandbox.fork(never),
  endpoint: (sandbox) => sandbox.endpoint(8080),
};
