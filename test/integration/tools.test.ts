import { expect, test } from 'vitest';
import { hashTree } from '../../src/tools/hash-tree.ts';
import { openToolset } from '../../src/tools/open-toolset.ts';
import { parseArguments } from '../../src/tools/parse-arguments.ts';
import { oneSandbox } from '../support/one-sandbox.ts';

const never = new AbortController().signal;
const world = oneSandbox();

/** The tools of an attempt in the sandbox of this file, with a repository of one commit. */
async function someTools() {
  await using opened = new AsyncDisposableStack();
  const { sandbox } = world;
  const finished: unknown[] = [];
  const toolset = opened.use(
    openToolset({
      editStyle: 'edit',
      onPlan: () => undefined,
      onFinish: (said, unresolved) => void finished.push({ ...said, unresolved }),
      wasRunSinceChange: () => true,
      objectTo: () => [],
    }),
  );
  const identity = '-c user.name=t -c user.email=t@example.com';
  const reset = 'rm -rf .git * && git init -q . && echo one > a.txt && git add .';
  await sandbox.exec(`${reset} && git ${identity} commit -qm base`, { timeoutMs: 30_000 });
  const whole = opened.move();
  return {
    finished,
    use: async (name: string, input: Record<string, unknown>) => {
      const tool = toolset.tools.find((one) => one.name === name) ?? expect.unreachable(name);
      const parsed = parseArguments(tool, JSON.stringify(input));
      if (!parsed.ok) return expect.unreachable(parsed.problem);
      return (await tool.execute({ workspace: sandbox.restricted() }, parsed.input, never)).text;
    },
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}

test('what a box prepares for its shells holds in every command, and for nothing else', async () => {
  await using tools = await someTools();
  await world.sandbox.files.write('/tmp/sandpiper/env.sh', 'export PREPARED=yes; echo "a complaint" >&2\n');

  const seen = await tools.use('bash', { command: 'echo "[$PREPARED]"' });
  const digest = await hashTree(world.sandbox, never);
  await world.sandbox.files.remove('/tmp/sandpiper/env.sh');

  expect(seen).toMatch(/^exit code 0 · \d+ ms\na complaint\n\[yes\]$/);
  expect(digest).not.toBeNull();
});

test('a server is started in the background, used, and gone with the attempt', async () => {
  const tools = await someTools();

  const begun = await tools.use('bash', { command: 'exec python3 -m http.server 8123', background: true });
  const used = await tools.use('bash', { command: 'until curl -sf 127.0.0.1:8123/a.txt; do sleep 0.1; done' });
  const log = await tools.use('bash_output', { id: 'bg1', wait_s: 0 });
  await tools[Symbol.asyncDispose]();
  const after = await world.sandbox.exec('curl -s 127.0.0.1:8123/a.txt', { timeoutMs: 10_000 });

  expect(begun).toContain('running in the background as bg1');
  expect(used).toContain('one');
  expect(log).toContain('GET /a.txt');
  expect(after.ok).toBe(false);
});

test('a command that eats all memory says so, and the next one runs', async () => {
  await using tools = await someTools();

  const eaten = await tools.use('bash', { command: 'python3 -c "x = bytearray(1 << 40)" || tail /dev/zero' });
  const next = await tools.use('bash', { command: 'echo fine' });

  expect(eaten).toMatch(/^(?:killed: out of memory|ended by SIGKILL|exit code 137)/);
  expect(next).toContain('fine');
});

test('a full disk costs the output its file, and the command nothing', async () => {
  await using tools = await someTools();
  const filled = await tools.use('bash', { command: 'head -c 2G /dev/zero > /tmp/filler; df /tmp | tail -1' });

  const seen = await tools.use('bash', { command: 'seq 1 20000' });
  await world.sandbox.files.remove('/tmp/filler');

  expect(filled).toContain('100%');
  expect(seen).toMatch(/^exit code 0/);
  expect(seen.endsWith('19999\n20000')).toBe(true);
});

test('a change is made, reviewed and confirmed', async () => {
  await using tools = await someTools();
  await tools.use('bash', { command: 'echo two > a.txt' });

  const review = await tools.use('finish', { outcome: 'fixed', summary: 'Two.' });
  await tools.use('finish', { outcome: 'fixed', summary: 'Two.' });

  expect(review).toContain('-one\n+two');
  expect(tools.finished).toMatchObject([{ outcome: 'fixed', unresolved: [] }]);
});
