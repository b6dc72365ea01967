import { expect, test } from 'vitest';
import { bundleCommit } from '../../src/git/bundle-commit.ts';
import type { Change } from '../../src/git/change.ts';
import { checkoutScript } from '../../src/git/checkout-script.ts';
import { openExporter } from '../../src/run/exporting/open-exporter.ts';
import type { ExportingRun } from '../../src/run/exporting/prepare-exporter.ts';
import { loadRun } from '../../src/run/recording/load-run.ts';
import type { Sandbox, SandboxProvider } from '../../src/sandbox/sandbox.ts';
import { openRunRecord } from '../../src/store/run-record.ts';
import { dockerSandboxesForTests } from '../support/docker-sandboxes.ts';
import { exportRules } from '../support/export-stream.ts';
import { gitDeps, never } from '../support/git-fixture.ts';
import { type GitJourney, gitJourney } from '../support/git-journey.ts';

const files = {
  'add.js': 'add\n',
  'same-size.js': 'before\n',
  'gone.js': 'gone\n',
  '.gitignore': 'ignored/\n',
  'windows.txt': 'one\r\ntwo\r\n',
};

/** What an agent may leave, with times set back as far as it can. */
const work = `
echo more >> add.js
printf 'after!\\n' > same-size.js && touch --date=2001-01-01 same-size.js
rm gone.js && mkdir -p ignored node_modules deep && echo 1 > ignored/a && echo 1 > node_modules/a && echo 1 > deep/new.js
git add --all && git update-index --assume-unchanged add.js && git config core.fsmonitor true
`;

const changed = ['M add.js', 'A deep/new.js', 'D gone.js', 'M same-size.js'];

test('what an agent leaves is read out at once, by a box that got ready before, and by one that did not', async () => {
  await using sandboxes = await dockerSandboxesForTests();
  await using journey = await gitJourney(files);
  await using sandbox = await sandboxes.create();
  await checkOut(sandbox, journey);
  await mustRun(sandbox, 'touch --date=2001-01-01 same-size.js');
  const record = openRunRecord(journey.folder, 'run-1', { redact: (text) => text });
  const run = runOf(sandboxes.provider, { image: sandboxes.spec().image, record });
  await using early = openExporter(run, sandbox, journey.mirror);
  await early.ready;

  await mustRun(sandbox, work);
  const change = await changeOf(early);
  await using late = openExporter(run, sandbox, journey.mirror);

  expect(statusOf(change)).toEqual(changed);
  expect(await changeOf(late)).toEqual(change);
  expect((await sandbox.info()).state).toBe('frozen');
  const { Id: imageId } = await sandboxes.docker.getImage(run.deps.settings.image).inspect();
  await record.flush();
  expect((await loadRun(record.directory)).map(({ type }) => type)).toEqual(['box', 'box']);
  expect((await loadRun(record.directory))[0]).toMatchObject({ purpose: 'export', imageId, runtime: 'runc' });
  // Nothing else can be in the index that the box of the agent has.
  await mustRun(sandbox, 'test "$(git diff --name-only add.js)" = ""');
});

test('attributes that changed are looked at in every file', async () => {
  await using sandboxes = await dockerSandboxesForTests();
  await using journey = await gitJourney(files);
  await using sandbox = await sandboxes.create();
  await checkOut(sandbox, journey);
  const run = runOf(sandboxes.provider, { image: sandboxes.spec().image });
  await using exporter = openExporter(run, sandbox, journey.mirror);
  await exporter.ready;

  await mustRun(sandbox, `echo '*.txt text' > .gitattributes`);

  expect(statusOf(await changeOf(exporter))).toEqual(['A .gitattributes', 'M windows.txt']);
});

test('an exporter that could not be made beside the work is made after it', async () => {
  await using sandboxes = await dockerSandboxesForTests();
  await using journey = await gitJourney(files);
  await using sandbox = await sandboxes.create();
  await checkOut(sandbox, journey);
  let refusals = 1;
  const create: SandboxProvider['create'] = async (spec, signal) => {
    if (refusals-- > 0) throw new Error('There is no room.');
    return await sandboxes.provider.create(spec, signal);
  };
  const run = runOf({ ...sandboxes.provider, create }, { image: sandboxes.spec().image });
  await using exporter = openExporter(run, sandbox, journey.mirror);
  await mustRun(sandbox, 'echo more >> add.js');

  expect(statusOf(await changeOf(exporter))).toEqual(['M add.js']);
  expect(refusals).toBe(-1);
});

type Different = { readonly image: string; readonly record?: ExportingRun['record'] };

function runOf(sandboxes: SandboxProvider, { image, record = noRecord }: Different): ExportingRun {
  const limits = { cpus: 1, memoryMiB: 256, pids: 128, workspaceMiB: 64, workspaceInodes: 5000 };
  const settings = { image, isolation: 'container', limits, exportRules: exportRules() } as const;
  return { deps: { git: gitDeps(), sandboxes, settings }, record, signal: never };
}

const noRecord: ExportingRun['record'] = { id: 'run-1', append: (_type, data) => data };

async function checkOut(sandbox: Sandbox, { mirror }: GitJourney): Promise<void> {
  await using bundle = await bundleCommit(gitDeps(), mirror, mirror.baseSha, never);
  const { ok, stderr } = await sandbox.exec(checkoutScript, { stdin: bundle.open(), timeoutMs: 60_000 });
  expect(stderr).toBe('');
  expect(ok).toBe(true);
}

async function mustRun(sandbox: Sandbox, command: string): Promise<void> {
  expect(await sandbox.exec(command, { timeoutMs: 60_000 })).toMatchObject({ ok: true });
}

async function changeOf(exporter: ReturnType<typeof openExporter>): Promise<Change> {
  const result = await exporter.exportChange(never);
  if (result.kind !== 'change') throw new Error(`Expected a change, got ${JSON.stringify(result)}`);
  return result.change;
}

function statusOf({ entries }: Change): readonly string[] {
  return entries.map(({ status, path }) => `${status.charAt(0).toUpperCase()} ${path}`);
}
