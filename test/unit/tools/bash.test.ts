import { expect, test } from 'vitest';
import { bashTool } from '../../../src/tools/bash.ts';
import { bashOutputTool } from '../../../src/tools/bash-output.ts';
import { openCommands } from '../../../src/tools/shell/open-commands.ts';
import type { Observation } from '../../../src/tools/tool.ts';
import { view } from '../../../src/tools/view.ts';
import { localBox } from '../../support/local-box.ts';
import { use } from './use.ts';

/** A box, and the tools of one attempt in it. */
async function someShell() {
  await using opened = new AsyncDisposableStack();
  const box = opened.use(await localBox());
  const commands = opened.use(openCommands());
  const tools = { bash: bashTool(commands), output: bashOutputTool(commands) };
  const whole = opened.move();
  return {
    box,
    commands,
    bash: (command: string, more: Record<string, unknown> = {}) => use(box, tools.bash, { command, ...more }),
    output: (id: string, more: Record<string, unknown> = {}) => use(box, tools.output, { id, ...more }),
    isThere: async (path: string) => (await box.files.stat(path)) !== null,
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}

/** The file that an observation names. */
function fileIn({ text }: Observation): string {
  return /\S+\/output-\d+\.txt/.exec(text)?.[0] ?? 'none';
}

test('a command shows its exit code and both streams in order', async () => {
  await using shell = await someShell();

  const seen = await shell.bash('echo out; echo err >&2; echo out; exit 3');

  expect(seen.text).toMatch(/^exit code 3 · \d+ ms\nout\nerr\nout$/);
  expect(seen.isError).toBe(true);
});

test('a command runs in the folder it names', async () => {
  await using shell = await someShell();
  await shell.box.files.write('sub/file.txt', 'x');

  const seen = await shell.bash('ls', { cwd: 'sub' });

  expect(seen.text).toContain('file.txt');
});

test('a folder that does not exist fails as a fault that the caller can explain', async () => {
  await using shell = await someShell();

  const refusal = shell.bash('ls', { cwd: 'no/such' });

  await expect(refusal).rejects.toMatchObject({ name: 'SandboxFault', ran: 'no' });
  await expect(refusal).rejects.toThrow('no/such is not a folder');
});

test('a command with a syntax error is no harder to read than in a shell', async () => {
  await using shell = await someShell();

  const seen = await shell.bash('echo (');

  expect(seen.text).toContain('syntax error');
});

test('a command without output says so', async () => {
  await using shell = await someShell();

  expect((await shell.bash('true')).text).toMatch(/^exit code 0 · \d+ ms\n\(no output\)$/);
});

test('a command that a signal ends says which', async () => {
  await using shell = await someShell();

  const seen = await shell.bash('kill -TERM $$');

  expect(seen).toMatchObject({ isError: true, text: expect.stringContaining('ended by SIGTERM') });
});

test('nothing but files lasts from one command to the next', async () => {
  await using shell = await someShell();

  await shell.bash('export X=1; cd /; echo kept > "$OLDPWD/file"');
  const seen = await shell.bash('echo "[$X]"; pwd; cat file');

  expect(seen.text).toContain(`[]\n${shell.box.cwd}\nkept`);
});

test('a command can ask for nothing: its input is empty', async () => {
  await using shell = await someShell();

  const seen = await shell.bash('read -r answer || echo nobody; cat');

  expect(seen.text).toContain('nobody');
});

test('what the box has prepared for its shells holds in every command', async () => {
  await using shell = await someShell();
  await shell.box.files.write('env.sh', 'export PREPARED=yes\n');

  const seen = await shell.bash('export BASH_ENV="$PWD/env.sh"; bash -c \'echo "$PREPARED"\'; printenv BASH_ENV');
  const plain = await shell.bash('printenv BASH_ENV');

  expect(seen.text).toContain('yes');
  expect(plain.text).toContain('/tmp/sandpiper/env.sh');
});

test('long output is cut in the middle and can be viewed whole', async () => {
  await using shell = await someShell();

  const seen = await shell.bash('seq 1 20000');
  const middle = await use(shell.box, view, { path: fileIn(seen), start_line: 10_000, end_line: 10_001 });

  expect(seen.text.length).toBeLessThan(17_000);
  expect(seen.text).toMatch(/^exit code 0 · \d+ ms\n1\n2\n/);
  expect(seen.text.endsWith('19999\n20000')).toBe(true);
  expect(seen.text).toContain('lines, ');
  expect(fileIn(seen)).toMatch(/^\/tmp\/sandpiper\//);
  expect(middle.text).toContain('10000│10000\n10001│10001');
});

test('output that was shown whole leaves no file', async () => {
  await using shell = await someShell();

  await shell.bash('echo short');
  const second = await shell.bash('seq 1 20000');

  expect(fileIn(second)).toMatch(/output-2\.txt$/);
  expect(await shell.isThere(fileIn(second))).toBe(true);
  expect(await shell.isThere(fileIn(second).replace('output-2', 'output-1'))).toBe(false);
});

test('endless output is bounded, and its file has the beginning', async () => {
  await using shell = await someShell();

  const seen = await shell.bash('echo first; head -c 9000000 /dev/zero | tr "\\0" "x"; echo; echo last');

  expect(seen.text.length).toBeLessThan(17_000);
  expect(seen.text).toMatch(/first\n/);
  expect(seen.text).toMatch(/characters left out; its first 8 MiB are in \S+, for view or grep/);
  expect(seen.text.endsWith('\nlast')).toBe(true);
  expect((await shell.box.files.stat(fileIn(seen)))?.size).toBe(8 * 1024 * 1024);
});

test('megabytes of a progress bar are one line', async () => {
  await using shell = await someShell();

  const seen = await shell.bash('for i in $(seq 1 60000); do printf "building %s of 60000\\r" $i; done; echo done');

  expect(seen.text.split('\n').length).toBeLessThan(6);
  expect(seen.text.endsWith('done')).toBe(true);
});

test('a command runs although its output cannot be kept', async () => {
  await using shell = await someShell();
  const folder = fileIn(await shell.bash('seq 1 20000')).replace(/\/[^/]+$/, '');
  await shell.bash(`rm -rf ${folder} && echo in the way > ${folder}`);

  const seen = await shell.bash('seq 1 20000');

  expect(seen).toMatchObject({ isError: false, text: expect.stringContaining('it could not be kept') });
});

test('a command that takes too long goes on in the background, with what it wrote so far', async () => {
  await using shell = await someShell();

  const seen = await shell.bash('echo begun; until [ -e go ]; do sleep 0.05; done; echo over; exit 4', {
    timeout_s: 1,
  });
  await shell.box.files.write('go', '');
  const end = await shell.output('bg1');

  expect(seen.text).toMatch(/^still running after 1 s, now in the background as bg1: bash_output {"id":"bg1"}/);
  expect(seen.text).toContain('\nbegun');
  expect(seen.isError).toBe(false);
  expect(end.text).toMatch(/^bg1: exit code 4 · \d+ ms\nover$/);
  expect(end.isError).toBe(true);
});

test('a command in the background is left alone until it is looked at', async () => {
  await using shell = await someShell();

  const begun = await shell.bash('echo ready; until [ -e go ]; do sleep 0.05; done; echo more; sleep 600', {
    background: true,
  });
  await shell.box.files.write('go', '');
  const first = await shell.output('bg1', { wait_s: 1 });
  const second = await shell.output('bg1', { wait_s: 0 });
  const end = await shell.output('bg1', { kill: true });

  expect(begun.text).toMatch(/^running in the background as bg1: /);
  expect(begun.text).toMatch(/\nready$/);
  expect(first.text).toMatch(/^bg1: running for \d+ s\nmore$/);
  expect(second.text).toMatch(/\n\(nothing new\)$/);
  expect(end).toMatchObject({ isError: false, text: expect.stringContaining('ended by SIGTERM') });
});

test('a command in the background that ends at once is an ordinary one', async () => {
  await using shell = await someShell();

  const seen = await shell.bash('echo no such port; exit 1', { background: true });

  expect(seen.text).toMatch(/^exit code 1 · \d+ ms\nno such port$/);
  expect(shell.commands.background.size).toBe(0);
});

test('what ignores being asked to end is killed with its children', async () => {
  await using shell = await someShell();
  await shell.bash("trap '' TERM; sleep 611 & sleep 611; sleep 611", { background: true });

  const seen = await shell.output('bg1', { kill: true });
  const left = await shell.box.exec("pgrep -f '^sleep 611' || true", { timeoutMs: 10_000 });

  expect(seen.text).toContain('ended by SIGKILL');
  expect(left.stdout).toBe('');
});

test('the ninth in the background is refused with the names of the eight', async () => {
  await using shell = await someShell();
  const eight = Array.from({ length: 8 }, (_, at) => shell.bash(`sleep 60${at}`, { background: true }));
  await Promise.all(eight);

  const ninth = await shell.bash('touch ran; sleep 609', { background: true });
  const slow = await shell.bash('echo begun; sleep 609', { timeout_s: 1 });
  const quick = await shell.bash('echo fine');

  expect(ninth).toMatchObject({ isError: true, text: expect.stringContaining('8 commands run in the background') });
  expect(ninth.text).toContain('bg8 (running: "sleep 60');
  expect(await shell.isThere('ran')).toBe(false);
  expect(slow.text).toMatch(/^not done after 1 s and ended\. 8 commands run/);
  expect(slow.text).toContain('begun');
  expect(quick.isError).toBe(false);
});

test('a place in the background is free again once its command has ended', async () => {
  await using shell = await someShell();
  const eight = Array.from({ length: 8 }, (_, at) => shell.bash(`sleep 60${at}`, { background: true }));
  await Promise.all(eight);
  await shell.output('bg3', { kill: true });

  const seen = await shell.bash('sleep 609', { background: true });

  expect(seen.text).toContain('as bg9');
});

test('an unknown command in the background is answered with those there are', async () => {
  await using shell = await someShell();

  const none = await shell.output('bg1');
  await shell.bash('sleep 600', { background: true });
  const other = await shell.output('server');

  expect(none).toMatchObject({ isError: true, text: expect.stringContaining('None runs in the background') });
  expect(other.text).toContain('There are bg1 (running: "sleep 600").');
});

test('the end of the attempt ends what runs and removes what was kept', async () => {
  await using box = await localBox();
  const commands = openCommands();
  const bash = bashTool(commands);
  await use(box, bash, { command: 'sleep 612', background: true });
  const kept = fileIn(await use(box, bash, { command: 'seq 1 20000' }));

  await commands[Symbol.asyncDispose]();
  const left = await box.exec("pgrep -f '^sleep 612' || true", { timeoutMs: 10_000 });

  expect(left.stdout).toBe('');
  expect(await box.files.stat(kept)).toBeNull();
});

test('aborting ends a command and what it started', async () => {
  await using box = await localBox();
  await using commands = openCommands();
  const stop = new AbortController();

  const running = bashTool(commands).execute(
    { workspace: box },
    { command: 'sleep 613', cwd: undefined, timeout_s: 120, background: false },
    stop.signal,
  );
  stop.abort();
  const seen = await running;

  expect(seen).toMatchObject({ isError: true, text: expect.stringContaining('killed') });
});

test('a wait for a command in the background ends with the attempt', async () => {
  await using shell = await someShell();
  await shell.bash('sleep 600', { background: true });

  const seen = await bashOutputTool(shell.commands).execute(
    { workspace: shell.box },
    { id: 'bg1', wait_s: 120, kill: false },
    AbortSignal.abort(),
  );

  expect(seen.text).toContain('bg1: running');
});
