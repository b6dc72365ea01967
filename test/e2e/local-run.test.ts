import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startScriptedModel } from '../../src/demo/model/start-scripted-model.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { finish, fixAdd, tinyFiles } from '../support/tiny-repository.ts';

const run = promisify(execFile);
const cli = join(import.meta.dirname, '../../src/cli.ts');

async function checkout(folder: string) {
  await mkdir(folder);
  const git = async (...args: string[]) => (await run('git', ['-C', folder, ...args])).stdout;
  await git('init', '-q', '-b', 'main');
  for (const [path, text] of Object.entries(tinyFiles)) await writeFile(join(folder, path), text);
  await git('add', '.');
  await git('-c', 'user.name=x', '-c', 'user.email=x@example.com', 'commit', '-qm', 'Add');
  return git;
}

test('`sandpiper run` leaves a branch and a report, and the work tree as it was', { timeout: 120_000 }, async () => {
  await using scratch = await temporaryDirectory();
  await using model = await startScriptedModel([fixAdd, finish()]);
  const repository = join(scratch.path, 'tiny');
  const git = await checkout(repository);
  await writeFile(join(repository, 'draft.txt'), 'not committed');
  await writeFile(join(repository, 'add.js'), 'half done');
  const issue = join(scratch.path, 'issue.md');
  await writeFile(issue, '# Adding subtracts\n\nadd(2, 2) is 0.\n');

  const { stdout } = await run(process.execPath, [cli, 'run', '--repo', repository, '--issue', issue], {
    env: {
      ...process.env,
      SANDPIPER_DATA_DIR: join(scratch.path, 'data'),
      OPENAI_BASE_URL: model.baseUrl,
      OPENAI_API_KEY: 'key',
      SANDPIPER_MODEL: 'scripted',
    },
  });

  expect(stdout).toMatch(/Verdict: verified\..*\nBranch: {2}sandpiper\/local-adding-subtracts\n/);
  expect(await git('show', 'sandpiper/local-adding-subtracts:add.js')).toContain('a + b');
  expect(await git('log', '-1', '--format=%P', 'sandpiper/local-adding-subtracts')).toBe(
    await git('log', '-1', '--format=%H', 'main'),
  );
  expect(await git('branch', '--show-current')).toBe('main\n');
  expect(await git('status', '--short')).toBe(' M add.js\n?? draft.txt\n');
  const report = /Report: {2}(.+)/.exec(stdout)?.[1] ?? '';
  expect(await readFile(report, 'utf8')).toContain('**Verified.**');
});

test.for([
  ['no command', [], 0, /sandpiper <command>/],
  ['an unknown command', ['fly'], 2, /sandpiper <command>/],
  ['run without a repository', ['run', '--issue', 'x'], 2, /sandpiper <command>/],
  ['serve without settings', ['serve'], 1, /APP_ID(.|\n)+README/],
  ['run without a model', ['run', '--repo', '.', '--issue', 'It is broken'], 1, /No model is configured/],
  ['run with a file that is not there', ['run', '--repo', '.', '--issue', 'isue.md'], 1, /isue\.md could not be read/],
  ['run with an unknown option', ['run', '--help'], 2, /sandpiper <command>/],
  ['a name every object has', ['toString'], 2, /sandpiper <command>/],
] as const)('%s gets an answer that helps', async ([, args, code, words]) => {
  const { PATH, HOME } = process.env;
  const failed = await run(process.execPath, [cli, ...args], { env: { PATH, HOME } }).catch((error: unknown) => error);

  expect(failed).toMatchObject({ ...(code === 0 ? {} : { code }), stderr: expect.stringMatching(words) });
});
