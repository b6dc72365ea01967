import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { EgressRule, Isolation, NetworkPolicy, SandboxSpec } from '../sandbox.ts';
import { assertFault } from './assert-fault.ts';
import type { Law } from './contract-runner.ts';
import type { ContractWorld } from './contract-world.ts';
import { worksOrUnsupported } from './works-or-unsupported.ts';

const ordinary = { timeoutMs: 30_000 };
const levels: readonly Isolation[] = ['container', 'user-ns', 'syscall', 'vm'];

/** What may be asked for, and what is given then. */
export function specLaws(law: Law, world: ContractWorld): void {
  law('a probe gives reasons, and accepts no runtime of which a check has failed', async () => {
    const { runtimes, ...facts } = world.capabilities;

    assert.ok(runtimes.some(({ accepted }) => accepted));
    for (const { accepted, checks } of runtimes) {
      assert.ok(checks.length > 0);
      assert.equal(
        accepted,
        checks.every(({ passed }) => passed),
      );
    }
    for (const fact of [facts.disk, facts.freeze, facts.hibernate, facts.snapshot]) {
      assert.ok(fact.available || fact.reason.trim() !== '');
    }
  });

  for (const isolation of levels) {
    law(`isolation of at least \`${isolation}\` is given or refused, and never less`, async () => {
      const strongEnough = levels.slice(levels.indexOf(isolation));
      const runtime = world.capabilities.runtimes.find(
        (verdict) => verdict.accepted && strongEnough.includes(verdict.isolation),
      );
      const said = runtime ? ({ available: true } as const) : ({ available: false, reason: 'no runtime' } as const);

      await worksOrUnsupported(said, async () => {
        await using sandbox = await world.create({ isolation });
        assert.ok(strongEnough.includes((await sandbox.info()).isolation));
        assert.equal((await sandbox.exec('echo in', ordinary)).stdout, 'in\n');
      });
    });
  }

  law('a workspace on disk is given or refused', async () => {
    await worksOrUnsupported(world.capabilities.disk, async () => {
      await using sandbox = await world.create({ workspace: { kind: 'new', storage: 'disk' } });
      assert.equal((await sandbox.info()).storage, 'disk');
    });
  });

  law('memory is where a new workspace is, unless it is told otherwise', async () => {
    await using sandbox = await world.create({ workspace: { kind: 'new' } });

    assert.equal((await sandbox.info()).storage, 'memory');
  });

  law("the workspace is empty, the user's own, and as large as was asked for, in bytes and in files", async () => {
    const limits = { ...world.spec().limits, workspaceMiB: 16, workspaceInodes: 300 };
    await using sandbox = await world.create({ limits });

    const empty = await sandbox.exec('ls -A | grep -v lost+found; true', ordinary);
    const full = await sandbox.exec('head -c 40M /dev/zero > large; stat -c %s large; rm large', ordinary);
    const many = await sandbox.exec('seq 1000 | xargs touch; ls | wc -l', ordinary);

    assert.equal(empty.stdout, '');
    assert.match(full.stderr, /No space left on device/);
    assert.ok(Number(full.stdout) <= 16 * 1024 * 1024);
    assert.match(many.stderr, /No space left on device/);
    assert.ok(Number(many.stdout) <= 300);
  });

  law('processes are limited in number', async () => {
    const limits = { ...world.spec().limits, pids: 64 };
    await using sandbox = await world.create({ limits });

    const { stdout, exit } = await sandbox.exec(['python3', '-c', forkUntilRefused], ordinary);

    assert.match(stdout, /^\d+\n$/, JSON.stringify(exit));
    assert.ok(Number(stdout) > 5 && Number(stdout) < 80, stdout);
  });

  law('another box may read a workspace and write nothing to it', async () => {
    await using author = await world.create();
    await author.files.write('work.txt', 'done');

    await using reader = await world.create({ workspace: { kind: 'read-only', of: author.id } });

    assert.equal((await reader.exec('cat work.txt', ordinary)).stdout, 'done');
    for (const attack of ['touch mine', 'rm work.txt', 'echo x >> work.txt', 'mount -o remount,rw .']) {
      assert.equal((await reader.exec(attack, ordinary)).ok, false);
    }
    assert.equal((await author.exec('cat work.txt', ordinary)).stdout, 'done');
    await author.files.write('work.txt', 'more');
    assert.equal((await reader.exec('cat work.txt', ordinary)).stdout, 'more');
  });

  law('the workspace of a sandbox that is gone, and a snapshot that is gone, cannot be had', async () => {
    const gone = { code: 'gone', ran: 'no' } as const;
    const before = (await world.infos()).length;

    await assertFault(() => world.create({ workspace: { kind: 'read-only', of: randomUUID() } }), gone);
    const code = world.capabilities.snapshot.available ? 'gone' : 'unsupported';
    await assertFault(() => world.create({ workspace: { kind: 'snapshot', id: randomUUID() } }), { code, ran: 'no' });
    assert.equal((await world.infos()).length, before);
  });

  law('an image that is not there is named, and nothing is left behind', async () => {
    const before = (await world.infos()).length;

    const { message } = await assertFault(() => world.create({ image: 'sandpiper/no-such-image:1' }), { ran: 'no' });

    assert.match(message, /sandpiper\/no-such-image:1/);
    assert.equal((await world.infos()).length, before);
  });

  law('a spec that nobody could meet is invalid, and nothing is left behind', async () => {
    const before = (await world.infos()).length;

    for (const [what, different] of Object.entries(invalidSpecs(world.spec()))) {
      const fault = await assertFault(() => world.create(different)).catch((cause: unknown) => {
        throw new Error(`${what} was not refused`, { cause });
      });
      assert.deepEqual([fault.code, fault.ran], ['invalid', 'no'], what);
    }

    assert.equal((await world.infos()).length, before);
  });

  law('a network policy that nobody could keep is invalid', async () => {
    for (const [what, network] of Object.entries(invalidNetworks)) {
      const fault = await assertFault(() => world.sandbox.setNetwork(network)).catch((cause: unknown) => {
        throw new Error(`${what} was not refused`, { cause });
      });
      assert.deepEqual([fault.code, fault.ran], ['invalid', 'no'], what);
    }
  });
}

const forkUntilRefused = `
import os, signal, time
children = []
try:
    while len(children) < 200:
        pid = os.fork()
        if pid == 0:
            time.sleep(20)
            os._exit(0)
        children.append(pid)
except OSError:
    pass
for pid in children:
    os.kill(pid, signal.SIGKILL)
print(len(children))
`;

function invalidSpecs({ limits }: SandboxSpec): Readonly<Record<string, Partial<SandboxSpec>>> {
  return {
    'no image': { image: '' },
    'an image with a line break': { image: 'sandpiper/base\nx' },
    'no memory': { limits: { ...limits, memoryMiB: 0 } },
    'negative memory': { limits: { ...limits, memoryMiB: -256 } },
    'memory that is no number': { limits: { ...limits, memoryMiB: Number.NaN } },
    'endless memory': { limits: { ...limits, memoryMiB: Number.POSITIVE_INFINITY } },
    'half a process': { limits: { ...limits, pids: 1.5 } },
    'no processor': { limits: { ...limits, cpus: 0 } },
    'a negative workspace': { limits: { ...limits, workspaceMiB: -1 } },
    'no files': { limits: { ...limits, workspaceInodes: 0 } },
    'a variable without a name': { env: { '': 'x' } },
    'a variable with = in its name': { env: { 'A=B': 'x' } },
    'a variable with a NUL': { env: { A: 'x\0y' } },
    'a negative idle time': { idle: { freezeMs: -1 } },
    'an idle time that is no number': { idle: { destroyMs: Number.NaN } },
    ...Object.fromEntries(Object.entries(invalidNetworks).map(([what, network]) => [what, { network }])),
  };
}

const rule: EgressRule = { host: 'example.org', port: 443, scheme: 'https', pathPrefix: '/', addresses: 'public' };
const egress = (different: Partial<EgressRule>): NetworkPolicy => ({
  kind: 'egress',
  allow: [{ ...rule, ...different }],
  onAttempt: () => undefined,
});

const invalidNetworks: Readonly<Record<string, NetworkPolicy>> = {
  'a host in capitals': egress({ host: 'Example.org' }),
  'a host with a path': egress({ host: 'example.org/x' }),
  'no host': egress({ host: '' }),
  'a port that is none': egress({ port: 70_000 }),
  'a path without a slash': egress({ pathPrefix: 'packages' }),
  'a block of addresses that is none': egress({ addresses: ['10.0.0.0/99'] }),
  'a header with a line break': egress({ inject: { authorization: 'x\r\ny: z' } }),
};
