import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commitExport } from '../../src/run/exporting/commit-export.ts';
import { endRecord } from '../../src/run/recording/end-record.ts';
import type { RunOutcome } from '../../src/run/run-outcome.ts';
import { plainTask } from '../../src/run/task/run-task.ts';
import { trackProgress } from '../../src/run/telling/progress.ts';
import { openRunRecord } from '../../src/store/run-record.ts';
import { git, gitDeps, never } from './git-fixture.ts';
import { gitJourney } from './git-journey.ts';
import { tinyFiles } from './tiny-repository.ts';

export const published: RunOutcome = {
  kind: 'published',
  verdict: 'verified',
  because: 'A test is fixed.',
  draft: false,
  publication: { kind: 'branch', branch: 'sandpiper/7-adding' },
};

const started = {
  repository: 'wader/tiny',
  versions: { sandpiper: '1.2.3' },
  settings: {
    solver: 'sandpiper',
    budget: { steps: 9, tokens: 9, costUsd: 9, minutes: 9 },
    image: 'sandpiper/node:0123',
    commands: null,
    model: { name: 'gpt-5', editStyle: 'edit' },
  },
};

const suite = { command: 'npm test', durationMs: 1000, stdout: 'ok 1 - adds\n', stderr: '' };
const request = {
  purpose: 'base',
  method: 'GET',
  port: 443,
  path: '/',
  reason: null,
  status: 200,
  bytesIn: 1,
  durationMs: 1,
};

/**
 * The record of a run that ended, and the commit that came out of it in a real repository on the branch `published`: what a run
 * leaves, without its boxes and its model.
 */
export async function publishedRecord(outcome: RunOutcome = published) {
  const journey = await gitJourney(tinyFiles);
  const { mirror } = journey;
  const record = openRunRecord(journey.folder, '20261125-200000-0badcafe', { redact: (text) => text });
  const deps = { git: gitDeps(), now: Date.now, onEvent: () => undefined };
  const progress = trackProgress(deps, record, () => undefined);
  record.append('run.started', started);
  progress.addBase({ mirror, image: 'sandpiper/node:0123', plan: {} });
  progress.addCommand('base', { ...suite, exit: { reason: 'exited', code: 1 } });
  progress.addEgress({ ...request, host: 'registry.npmjs.org', at: '2026-11-25T20:00:00Z', decision: 'allowed' });
  record.append('agent.message', {
    role: 'user',
    from: 'prompt',
    text: `It adds up wrong. ${'Really. '.repeat(40_000)}`,
  });
  await writeFile(join(journey.workspace, 'add.js'), 'export const add = (a, b) => a + b;\n');
  const exported = await journey.readChange();
  if (exported.kind !== 'change') throw new Error('There is no change to commit');
  const origin = {
    repository: 'wader/tiny',
    issue: { number: 7, title: 'Adding subtracts', body: '', author: 'wanda' },
    committer: { name: 'sandpiper[bot]', email: 'sandpiper[bot]@users.noreply.github.com' },
    requestedBy: { name: 'wanda', email: 'wanda@users.noreply.github.com' },
    secrets: () => [],
  };
  const { sha } = await commitExport({ deps, origin, record, progress, signal: never }, mirror, exported);
  progress.addCommand('head', { ...suite, exit: { reason: 'exited', code: 0 } });
  await record.save('proof.json', { verdict: 'verified', base: { sha: mirror.baseSha }, head: { sha } });
  await endRecord({ deps, task: plainTask, record, progress, origin }, outcome);
  await git(journey.repository, 'fetch', '--quiet', mirror.directory, `${sha}:refs/heads/published`);
  return { ...journey, directory: record.directory, head: record.head, sha, baseSha: mirror.baseSha };
}
