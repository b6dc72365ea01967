import { expect, test } from 'vitest';
import type { CommandRun } from '../../src/environment/command-run.ts';
import { describePreparation, troublesOf } from '../../src/environment/describe-preparation.ts';
import { type BoxPlan, prepareBox } from '../../src/environment/prepare-box.ts';
import type { Service } from '../../src/environment/repository-settings.ts';
import { startServices } from '../../src/environment/services/start-services.ts';
import type { Workspace } from '../../src/sandbox/sandbox.ts';
import { freePort } from '../support/free-port.ts';
import { localBox } from '../support/local-box.ts';

const never = new AbortController().signal;
const nothing: BoxPlan = { services: [], setup: [], ladder: [], companions: [] };

async function prepare(workspace: Workspace, plan: Partial<BoxPlan>, timeoutMs = 30_000) {
  const runs: CommandRun[] = [];
  const deps = { workspace, onCommand: (run: CommandRun) => void runs.push(run), blockedHosts: () => [] };
  const preparation = await prepareBox(deps, { ...nothing, ...plan }, timeoutMs, never);
  return { preparation, commands: runs.map(({ command }) => command) };
}

function service(different: Partial<Service> & Pick<Service, 'command'>): Service {
  return { name: 'helper', ready: null, timeoutSeconds: 20, ...different };
}

test('a service is up before the setup command that needs it, and stays', async () => {
  await using box = await localBox();
  const port = await freePort();
  const server = `node -e "require('node:http').createServer((_, r) => r.end('here')).listen(${port}, '127.0.0.1')"`;
  const ask = `curl -sf --noproxy '*' http://127.0.0.1:${port}`;

  const { preparation } = await prepare(box, {
    services: [service({ command: `sleep 0.3; exec ${server}`, ready: ask })],
    setup: [`${ask} > asked`],
  });

  expect(preparation.services).toEqual([{ kind: 'started', name: 'helper', isAwaited: true }]);
  expect(preparation.setup).toEqual({ done: [`${ask} > asked`], failed: null, notRun: [] });
  expect(await box.exec('cat asked', { timeoutMs: 10_000 })).toMatchObject({ stdout: 'here' });
  expect(troublesOf(preparation)).toEqual([]);
});

test('services end with their box', async () => {
  const port = await freePort();
  {
    await using box = await localBox();
    const server = `exec node -e "require('node:http').createServer().listen(${port}, '127.0.0.1')"`;
    await startServices(
      box,
      [service({ command: server, ready: `nc -z 127.0.0.1 ${port} || exec 3<>/dev/tcp/127.0.0.1/${port}` })],
      never,
    );
    expect(await box.exec(`exec 3<>/dev/tcp/127.0.0.1/${port}`, { timeoutMs: 10_000 })).toMatchObject({ ok: true });
  }

  await using another = await localBox();

  expect(await another.exec(`exec 3<>/dev/tcp/127.0.0.1/${port}`, { timeoutMs: 10_000 })).toMatchObject({ ok: false });
});

test.for<readonly [string, Partial<Service> & Pick<Service, 'command'>, RegExp]>([
  [
    'ends before it is ready',
    { command: 'echo no port >&2; exit 3', ready: 'false' },
    /ended with code 3 before it was ready/,
  ],
  [
    'is never ready',
    { command: 'echo no port; sleep 60', ready: 'false', timeoutSeconds: 1 },
    /not ready after 1 seconds: `false`/,
  ],
  [
    'has a ready command that hangs',
    { command: 'echo no port; sleep 60', ready: 'sleep 60', timeoutSeconds: 1 },
    /not ready after 1 seconds/,
  ],
])('a service that %s is told with its output, and the next is started', async ([, different, why]) => {
  await using box = await localBox();
  const next = service({ name: 'next', command: 'touch next-is-up; sleep 60', ready: 'test -e next-is-up' });

  const { preparation } = await prepare(box, { services: [service(different), next] });

  expect(preparation.services).toMatchObject([
    { kind: 'failed', why: expect.stringMatching(why), output: 'no port\n' },
    { kind: 'started', name: 'next' },
  ]);
  expect(troublesOf(preparation)).toEqual([expect.stringMatching(/^The service helper does not run: .*no port$/)]);
  expect(describePreparation(preparation).services[1]).toMatch(
    /^The service next runs and is ready; its output is in /,
  );
});

test.for([
  ['left in the background', '(sleep 0.5; touch up; sleep 60) &'],
  ['made a daemon', 'setsid bash -c "sleep 0.5; touch up; sleep 5" > /dev/null 2>&1 < /dev/null &\nexit 0'],
] as const)('a service that is %s is waited for', async ([, command]) => {
  await using box = await localBox();

  const reports = await startServices(box, [service({ command, ready: 'test -e up' })], never);

  expect(reports).toEqual([{ kind: 'started', name: 'helper', isAwaited: true }]);
});

test('what a service prints neither stops it nor is kept whole', async () => {
  await using box = await localBox();
  const flood = service({ command: 'head -c 3000000 /dev/zero | tr "\\0" x; echo end; exit 3', ready: 'false' });

  const [report] = await startServices(box, [flood], never);

  expect(report).toMatchObject({ kind: 'failed', output: expect.stringMatching(/^x{1990,}end\n$/) });
  expect(report?.kind === 'failed' ? report.output.length : 0).toBeLessThanOrEqual(2000);
});

test('waiting for a service stops when the run does', async () => {
  await using box = await localBox();
  const controller = new AbortController();
  const services = [service({ command: 'sleep 60', ready: 'false', timeoutSeconds: 600 })];

  const started = startServices(box, services, controller.signal);
  controller.abort(new Error('enough'));

  await expect(started).rejects.toThrow('enough');
});

test('after a setup command that fails no other is run, and the install is tried all the same', async () => {
  await using box = await localBox();

  const { preparation, commands } = await prepare(box, {
    setup: ['touch one', 'echo no such database; exit 4', 'touch three'],
    ladder: [{ command: 'touch installed', cures: [] }],
  });

  expect(commands).toEqual(['touch one', 'echo no such database; exit 4', 'touch installed']);
  expect(preparation.install.kind).toBe('installed');
  expect(troublesOf(preparation)).toEqual([
    'The setup command `echo no such database; exit 4` exited with code 4. These were not run after it: `touch three`. Its last output: no such database',
  ]);
});

test('setup commands share one deadline', async () => {
  await using box = await localBox();

  const { preparation } = await prepare(box, { setup: ['sleep 0.7', 'sleep 60', 'touch three'] }, 1500);

  expect(preparation.setup).toMatchObject({ failed: { exit: { reason: 'timeout' } }, notRun: ['touch three'] });
});

const conflict = 'echo "npm error code ERESOLVE" >&2; exit 1';

test('an install goes on to the next way that can cure what went wrong, and no further', async () => {
  await using box = await localBox();

  const { preparation, commands } = await prepare(box, {
    ladder: [
      { command: conflict, cures: [] },
      { command: 'touch cannot-help', cures: ['lockfile-out-of-date'] },
      { command: 'touch helps', cures: ['peer-conflict'] },
      { command: 'touch not-needed', cures: ['peer-conflict'] },
    ],
  });

  expect(commands).toEqual([conflict, 'touch helps']);
  expect(describePreparation(preparation).install).toEqual([
    expect.stringMatching(/ERESOLVE.*failed: Dependencies contradict each other/),
    '`touch helps` installed the dependencies; what it leaves out may be missing.',
  ]);
});

test('what is not understood may be cured by any way', async () => {
  await using box = await localBox();

  const { commands } = await prepare(box, {
    ladder: [
      { command: 'exit 1', cures: [] },
      { command: 'exit 2', cures: ['native-build'] },
      { command: 'true', cures: ['registry'] },
    ],
  });

  expect(commands).toEqual(['exit 1', 'exit 2', 'true']);
});

test('an install that hangs ends the ladder, since every way would', async () => {
  await using box = await localBox();

  const ladder = [
    { command: 'sleep 60', cures: [] },
    { command: 'touch never', cures: ['native-build', 'registry'] },
  ] as const;
  const { preparation, commands } = await prepare(box, { ladder }, 500);

  expect(commands).toEqual(['sleep 60']);
  expect(preparation.install).toMatchObject({ kind: 'failed', failed: [{ diagnosis: { kind: 'timeout' } }] });
});

test('what is installed beside fails without a consequence but words', async () => {
  await using box = await localBox();

  const { preparation } = await prepare(box, {
    ladder: [{ command: 'true', cures: [] }],
    companions: [[{ command: conflict, cures: [] }], [{ command: 'touch other', cures: [] }]],
  });

  expect(preparation.install.kind).toBe('installed');
  expect(preparation.companions.map(({ kind }) => kind)).toEqual(['failed', 'installed']);
  expect(troublesOf(preparation)[0]).toMatch(/failed: Dependencies contradict/);
});

test('programs that an install puts below the home folder are found by the commands after it', async () => {
  await using box = await localBox();
  const place =
    'mkdir -p "$HOME/.local/bin" && printf "#!/bin/sh\\necho placed" > "$HOME/.local/bin/placed-tool" && chmod +x "$HOME/.local/bin/placed-tool"';
  const home = { HOME: box.cwd };
  const inHome: Workspace = {
    ...box,
    exec: (command, options) => box.exec(command, { ...options, env: { ...options.env, ...home } }),
  };

  const { preparation } = await prepare(inHome, { setup: [place, 'placed-tool', 'sh -c placed-tool'] });

  expect(preparation.setup.failed).toBeNull();
});
