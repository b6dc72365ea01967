import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const cli = join(import.meta.dirname, '../../src/cli.ts');

/** Rejects when the exit code is not 0. */
async function demo(dataDirectory: string, ...args: readonly string[]) {
  const own = Object.entries(process.env).filter(([name]) => !/^(OPENAI|SANDPIPER)_/.test(name));
  const env = { ...Object.fromEntries(own), SANDPIPER_DATA_DIR: dataDirectory };
  const { stdout } = await promisify(execFile)(process.execPath, [cli, 'demo', ...args], { env, timeout: 170_000 });
  const record = /^Everything that happened is in (.+)$/m.exec(stdout)?.[1] ?? '';
  return { stdout, report: await readFile(join(record, 'pull-request.md'), 'utf8') };
}

test('`sandpiper demo` ends in a verified pull request that is ready for review', async () => {
  await using data = await temporaryDirectory();

  const { stdout, report } = await demo(data.path);

  expect(stdout).toMatch(/^Verdict: verified\. /m);
  expect(stdout).toMatch(/^Pull request #\d+: .+\nState: {3}ready for review\nBranch: {2}sandpiper\/\S+ into main$/m);
  expect(stdout).toMatch(/^Check run: .+, success$/m);
  expect(stdout).toMatch(/^▸ /m);
  expect(stdout).not.toMatch(/<!--|<details>/);
  expect(report).toContain('<details>');
}, 180_000);

test('`sandpiper demo --wrong-fix` ends in a draft that says what is still broken', async () => {
  await using data = await temporaryDirectory();

  const { stdout } = await demo(data.path, '--wrong-fix');

  expect(stdout).toMatch(/^Verdict: (?!verified|regression-safe)[a-z]+\. /m);
  expect(stdout).toMatch(/^State: {3}draft$/m);
}, 180_000);
