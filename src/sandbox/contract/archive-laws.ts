import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { type Header, pack } from 'tar-stream';
import { assertFault } from './assert-fault.ts';
import type { Law } from './contract-runner.ts';
import type { ContractWorld } from './contract-world.ts';

const ordinary = { timeoutMs: 50_000 };

/** `Files.pack` and `Files.unpack`. */
export function archiveLaws(law: Law, world: ContractWorld): void {
  law('a packed folder is the same one where it is unpacked', async () => {
    await using other = await world.create();
    const make = [
      'mkdir -p from/a/empty && head -c 5000000 /dev/urandom > from/a/large && touch from/none',
      'printf x > from/a/run && chmod 750 from/a/run && ln -s a/large from/link && ln -s /no/where from/dangling',
    ].join(' && ');
    const facts = `cd "$0" && find . -printf '%P %y %m %l\\n' | sort && cat a/large | sha256sum`;
    await world.sandbox.exec(make, ordinary);

    await other.files.unpack(world.sandbox.files.pack('from'), 'to');

    const [here, there] = await Promise.all([
      world.sandbox.exec(['bash', '-c', facts, 'from'], ordinary),
      other.exec(['bash', '-c', facts, 'to'], ordinary),
    ]);
    assert.equal(here.ok, true);
    assert.equal(there.stdout, here.stdout);
    await world.sandbox.files.remove('from');
  });

  law('what is excluded is left out whole, and nothing else is', async () => {
    await world.sandbox.exec('mkdir -p some/node_modules/x some/src/node_modules && touch some/src/a some/b', ordinary);

    await world.sandbox.files.unpack(world.sandbox.files.pack('some', { exclude: ['node_modules', 'b'] }), 'rest');

    const { stdout } = await world.sandbox.exec('cd rest && find . -mindepth 1 | sort', ordinary);
    assert.equal(stdout, './src\n./src/a\n./src/node_modules\n');
  });

  law('a tar of the host is unpacked, with the modes in it', async () => {
    await world.sandbox.files.unpack(tarOf([{ name: 'one/two.sh', mode: 0o755 }]), 'unpacked');

    const stat = await world.sandbox.files.stat('unpacked/one/two.sh');
    assert.deepEqual([stat?.kind, stat?.mode, stat?.size], ['file', 0o755, 6]);
  });

  for (const [name, entries] of Object.entries(hostileTars)) {
    law(`unpack refuses ${name}`, async () => {
      await using sandbox = await world.create();
      await sandbox.files.write('target/inside', '');

      await assertFault(() => sandbox.files.unpack(tarOf(entries), 'target'));

      const found = await sandbox.exec('find / -name "*planted*" -not -path "/proc/*" 2>/dev/null; true', ordinary);
      assert.equal(found.stdout, '');
      assert.equal((await sandbox.exec('find target -type b -o -type c', ordinary)).stdout, '');
    });
  }

  law('unpack refuses what is no tar, and half of one', async () => {
    const half = Buffer.concat(await Array.fromAsync(tarOf([{ name: 'whole' }]))).subarray(0, 515);

    for (const bytes of [Buffer.alloc(2048, 'x'), half]) {
      await assertFault(() => world.sandbox.files.unpack(new Blob([bytes]).stream(), 'broken'));
    }
  });

  law('pack of a folder that is not there fails the stream', async () => {
    await assertFault(() => Array.fromAsync(world.sandbox.files.pack('not-there')));
  });

  law('a pack that is given up half-way hurts nothing', async () => {
    await world.sandbox.exec('mkdir -p big && head -c 20000000 /dev/urandom > big/file', ordinary);
    const reader = world.sandbox.files.pack('big').getReader();
    await reader.read();

    await reader.cancel();

    assert.equal((await world.sandbox.exec('rm -r big; echo alive', ordinary)).stdout, 'alive\n');
  });
}

type Entry = Partial<Header> & { readonly name: string };

const hostileTars: Readonly<Record<string, readonly Entry[]>> = {
  'a path that climbs out': [{ name: '../planted' }],
  'a path that climbs out from below': [{ name: 'a/../../planted' }],
  'an absolute path': [{ name: '/tmp/planted' }],
  'a path through a link that leads out': [{ name: 'out', type: 'symlink', linkname: '/tmp' }, { name: 'out/planted' }],
  'a hard link to a file outside': [{ name: 'planted', type: 'link', linkname: '/etc/passwd' }],
  'a device': [{ name: 'planted', type: 'character-device', devmajor: 1, devminor: 3 }],
};

/** Each file of it holds six bytes. */
function tarOf(entries: readonly Entry[]): ReadableStream<Uint8Array> {
  const tar = pack();
  for (const entry of entries) {
    if (entry.type === undefined) tar.entry(entry, 'packed');
    else tar.entry(entry);
  }
  tar.finalize();
  return new ReadableStream<Uint8Array>({
    async start(controller) {
      for await (const chunk of Readable.from(tar)) controller.enqueue(chunk);
      controller.close();
    },
  });
}
