import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { readDemoSeed } from '../../src/demo/github/read-demo-seed.ts';
import { startLoopbackGitHub } from '../../src/demo/github/start-loopback-github.ts';
import { type TidewordsScript, tidewordsScript } from '../../src/demo/model/tidewords-script.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const run = promisify(execFile);
const editSchema = z.object({ path: z.string(), edits: z.array(z.object({ old: z.string(), new: z.string() })) });

async function cloneDemo(into: string): Promise<void> {
  await using github = await startLoopbackGitHub(await readDemoSeed());
  await run('git', ['clone', '--quiet', `${github.origin}/wader/tidewords.git`, into]);
}

/** Does what the script's calls that change something would do; each edit must match exactly once. */
async function play(script: TidewordsScript, directory: string): Promise<void> {
  for (const call of tidewordsScript(script).flatMap((step) => step.calls)) {
    if (call.tool === 'bash' && JSON.stringify(call.arguments).includes('rm ')) {
      await rm(join(directory, 'test/say-duration.test.js'));
    }
    if (call.tool !== 'edit') continue;
    const { path, edits } = editSchema.parse(call.arguments);
    let text = await readFile(join(directory, path), 'utf8');
    for (const edit of edits) {
      expect(text.split(edit.old)).toHaveLength(2);
      text = text.replace(edit.old, edit.new);
    }
    await writeFile(join(directory, path), text);
  }
}

async function runTests(directory: string) {
  const output = await run(process.execPath, ['--test', '--test-reporter=tap'], { cwd: directory }).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
  const count = (name: string) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(output)?.[1]);
  const failing = [...output.matchAll(/^ {4}not ok \d+ - (.*)$/gm)].map((found) => found[1]);
  return { pass: count('pass'), failing };
}

test('the demonstration installs, has one red test, and each script leads where it says', async () => {
  await using directory = await temporaryDirectory();
  await cloneDemo(directory.path);
  await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: directory.path });
  const after = async (script: TidewordsScript) => {
    await run('git', ['-C', directory.path, 'checkout', '--quiet', '.']);
    await play(script, directory.path);
    return await runTests(directory.path);
  };

  const carries = 'carries sixty minutes into the next hour';

  expect(await runTests(directory.path)).toEqual({ pass: 17, failing: [carries] });
  expect(await after('right-fix')).toEqual({ pass: 18, failing: [] });
  expect(await after('wrong-fix')).toEqual({ pass: 16, failing: ['rounds to the nearest minute', carries] });
  expect(await after('no-change')).toEqual({ pass: 17, failing: [carries] });
  expect(await after('deletes-test')).toEqual({ pass: 12, failing: [] });
  expect(await after('edits-only-tests')).toEqual({ pass: 18, failing: [] });
});

test('the issue names the red test and is the maintainer’s', async () => {
  const seed = await readDemoSeed();

  expect(seed.issues).toMatchObject([{ title: '"High water in 1 hour and 60 minutes"', author: 'wader' }]);
  expect(seed.issues[0]?.body).toContain('carries sixty minutes into the next hour');
});

test('the commits of the demonstration are always the same', async () => {
  await using first = await startLoopbackGitHub(await readDemoSeed());
  await using second = await startLoopbackGitHub(await readDemoSeed());

  expect(await first.branches()).toEqual(await second.branches());
});
