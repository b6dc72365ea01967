import assert from 'node:assert/strict';
import { assertFault } from './assert-fault.ts';
import type { Law } from './contract-runner.ts';
import type { ContractWorld } from './contract-world.ts';

const ordinary = { timeoutMs: 50_000 };

/** `Files.read`, `write` and `stat`. */
export function fileLaws(law: Law, world: ContractWorld): void {
  law('a file is read back as it was written, in folders that were made for it', async () => {
    const bytes = Uint8Array.from({ length: 700_000 }, (_, index) => (index * 7) % 256);

    await world.sandbox.files.write('made/for/it.bin', bytes);

    const read = await world.sandbox.files.read('made/for/it.bin', { maxBytes: 700_000 });
    assert.ok(read !== null && Buffer.from(read).equals(bytes));
  });

  law('nothing is found where nothing is', async () => {
    const { files } = world.sandbox;

    assert.equal(await files.read('missing', { maxBytes: 10 }), null);
    assert.equal(await files.read('missing', { maxBytes: 10, range: { start: 0, end: 5 } }), null);
    assert.equal(await files.stat('missing/below'), null);
  });

  law('a file larger than was asked for is refused, and a range of it is not', async () => {
    const { files } = world.sandbox;
    await files.write('digits', '0123456789');
    const range = async (start: number, end: number, maxBytes = 100) =>
      Buffer.from((await files.read('digits', { maxBytes, range: { start, end } })) ?? 'null').toString();

    await assertFault(() => files.read('digits', { maxBytes: 9 }), { ran: 'no' });
    assert.equal(await range(2, 5), '234');
    assert.equal(await range(8, 50), '89');
    assert.equal(await range(50, 60), '');
    assert.equal(await range(0, 10, 4), '0123');
  });

  law('a folder cannot be read like a file', async () => {
    await assertFault(() => world.sandbox.files.read('/tmp', { maxBytes: 10 }), { ran: 'no' });
  });

  law('a replaced file keeps its mode, and a new one takes the mode it is given', async () => {
    const { files } = world.sandbox;
    await files.remove('script');
    await files.write('script', 'exit 0', { mode: 0o755 });
    await files.write('script', 'exit 4');

    const stat = await files.stat('script');

    assert.deepEqual([stat?.name, stat?.kind, stat?.size, stat?.mode], ['script', 'file', 6, 0o755]);
    assert.ok(stat?.modifiedAt instanceof Date && !Number.isNaN(stat.modifiedAt.getTime()));
    assert.deepEqual((await world.sandbox.exec('./script', ordinary)).exit, { reason: 'exited', code: 4 });
  });

  law('who reads while a file is replaced gets the old one or the new one, whole', async () => {
    const { files } = world.sandbox;
    const texts = ['a', 'b'].map((letter) => letter.repeat(300_000));
    await files.write('whole', texts[0] ?? '');
    const writes = (async () => {
      for (let round = 1; round <= 20; round++) await files.write('whole', texts[round % 2] ?? '');
    })();

    for (let round = 0; round < 20; round++) {
      const read = Buffer.from((await files.read('whole', { maxBytes: 300_000 })) ?? []).toString();
      assert.ok(texts.includes(read), `read ${read.length} bytes that are neither`);
    }

    await writes;
  });

  law('a file is written only when its version is the one that was named', async () => {
    const { files } = world.sandbox;
    await files.remove('versioned');
    const conflict = { code: 'conflict', ran: 'no' } as const;
    await files.write('versioned', 'one', { ifVersion: null });
    const first = (await files.stat('versioned'))?.version ?? '';
    await files.write('versioned', 'two', { ifVersion: first });

    await assertFault(() => files.write('versioned', 'three', { ifVersion: first }), conflict);
    await assertFault(() => files.write('versioned', 'three', { ifVersion: null }), conflict);
    await assertFault(() => files.write('not-there', 'three', { ifVersion: first }), conflict);
    assert.equal(Buffer.from((await files.read('versioned', { maxBytes: 10 })) ?? []).toString(), 'two');
    assert.equal(await files.stat('not-there'), null);
  });

  law(
    'the version changes when a process in the box writes, and when the file is replaced by an equal one',
    async () => {
      const { files } = world.sandbox;
      await files.write('changing', 'same');
      const versions = [(await files.stat('changing'))?.version];
      await world.sandbox.exec('printf same > changing', ordinary);
      versions.push((await files.stat('changing'))?.version);
      await files.write('changing', 'same');
      versions.push((await files.stat('changing'))?.version);

      assert.equal(new Set(versions).size, 3);
    },
  );

  law('what the user of the box may not do, files may not do either', async () => {
    const { files } = world.sandbox;
    const attempts = [() => files.write('/etc/planted', 'x'), () => files.write('/proc/sys/kernel/hostname', 'x')];

    for (const attempt of attempts) await assertFault(attempt);

    assert.equal(await files.stat('/etc/planted'), null);
  });

  law('a full workspace refuses what does not fit, and keeps what is there', async () => {
    await using sandbox = await world.create();
    await sandbox.files.write('kept', 'safe');
    const chunk = new Uint8Array(8 * 1024 * 1024);
    const fill = async () => {
      for (let round = 0; round * 8 <= world.spec().limits.workspaceMiB; round++) {
        await sandbox.files.write(`fill-${round}`, chunk);
      }
    };

    await assertFault(fill);

    assert.equal(Buffer.from((await sandbox.files.read('kept', { maxBytes: 10 })) ?? []).toString(), 'safe');
    await sandbox.files.remove('fill-0');
    await sandbox.files.write('fits', 'again');
  });
}
