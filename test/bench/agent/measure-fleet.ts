import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openWorkbench, type Workbench } from '../../../src/composition/open-workbench.ts';
import { runLocally } from '../../../src/composition/run-locally.ts';
import { type OperatorSettings, operatorSettings } from '../../../src/config/operator-settings.ts';
import type { AskModel } from '../../../src/model/ask-model.ts';
import type { RunEnd } from '../../../src/run/run-outcome.ts';
import { bashCall, finishCall } from '../../support/scripted-model.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import type { Row } from '../row.ts';

const runs = 100;
const repositories = 10;
const signal = AbortSignal.timeout(30 * 60_000);

/** A hundred whole runs at once, each with real boxes, git and proof; the model answers from a script in this process. */
export async function measureFleet(): Promise<readonly Row[]> {
  await using data = await temporaryDirectory();
  const paths = await Promise.all(Array.from({ length: repositories }, (_, at) => makeRepository(data.path, at)));
  await using workbench = await openWorkbench(settingsFor(data.path), { role: 'local', say: () => undefined }, signal);
  const bench = { ...workbench, run: { ...workbench.run, askModel: scripted } };
  await runOnce(bench, paths[0] ?? '');
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  const watch = watchMemory();
  const startedAt = performance.now();

  const ends = await Promise.all(
    Array.from({ length: runs }, (_, at) => runOnce(bench, paths[at % repositories] ?? '')),
  );

  const seconds = (performance.now() - startedAt) / 1_000;
  const each = (watch.stop() - before) / runs / 1e6;
  const lost = ends.filter(({ outcome }) => outcome.kind !== 'published');
  for (const { outcome } of lost.slice(0, 3)) console.error(JSON.stringify(outcome).slice(0, 500));
  const row = { baseline: null, samples: [], baselineSamples: [] } as const;
  return [
    {
      ...row,
      figure: `host memory of one of ${runs} runs in flight (all took ${seconds.toFixed(0)} s)`,
      unit: 'MB',
      measured: each,
      target: 15,
    },
    {
      ...row,
      figure: `of ${runs} runs in flight, those that did not come to their verdict`,
      unit: '%',
      measured: (100 * lost.length) / runs,
      target: 0,
    },
  ];
}

const scripted: AskModel = async ({ messages }) => {
  const answered = messages.filter(({ role }) => role === 'assistant').length;
  return answered === 0
    ? bashCall("sed -i 's/a - b/a + b/' add.sh && make test")
    : finishCall('fixed', 'The sign was wrong.');
};

async function runOnce(bench: Workbench, repositoryPath: string): Promise<RunEnd> {
  const issue = { number: null, title: 'It subtracts', body: 'add.sh has to add.', author: null };
  return await runLocally(bench, { repositoryPath, issue }, signal);
}

async function makeRepository(folder: string, at: number): Promise<string> {
  const path = join(folder, 'repositories', String(at));
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'add.sh'), 'a=$1 b=$2\necho $((a - b))\n');
  await writeFile(join(path, 'Makefile'), 'test:\n\ttest "$$(sh add.sh 2 3)" = 5\n');
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: path });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-qm', 'Add');
  return path;
}

function settingsFor(dataDirectory: string): OperatorSettings {
  const settings = operatorSettings();
  return {
    ...settings,
    dataDirectory: join(dataDirectory, 'data'),
    logLevel: 'silent',
    sandboxLimits: { ...settings.sandboxLimits, memoryMiB: 128, workspaceMiB: 32 },
    model: { ...settings.model, name: 'gpt-5.4', apiKey: 'unused' },
  };
}

/** The most memory this process had, looked at ten times a second. */
function watchMemory(): { stop(): number } {
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(look, 100);
  return {
    stop() {
      look();
      clearInterval(timer);
      return peak;
    },
  };
}
