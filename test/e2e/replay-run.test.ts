import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openWorkbench } from '../../src/composition/open-workbench.ts';
import { runLocally } from '../../src/composition/run-locally.ts';
import { operatorSettings } from '../../src/config/operator-settings.ts';
import { startScriptedModel } from '../../src/demo/model/start-scripted-model.ts';
import { describeReplay } from '../../src/run/replay/describe-replay.ts';
import { replayRun } from '../../src/run/replay/replay-run.ts';
import { verifyChain } from '../../src/store/verify-chain.ts';
import { checkoutWith, never } from '../support/git-fixture.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { finish, fixAdd, tinyFiles } from '../support/tiny-repository.ts';

const issue = { number: null, title: 'Adding subtracts', body: 'add(2, 2) is 0.', author: null };

test('a run of the whole product is done again from its record', { timeout: 240_000 }, async () => {
  await using scratch = await temporaryDirectory();
  await using model = await startScriptedModel([fixAdd, finish()]);
  const repositoryPath = join(scratch.path, 'tiny');
  await checkoutWith(repositoryPath, tinyFiles);
  const settings = operatorSettings({
    ...process.env,
    SANDPIPER_DATA_DIR: join(scratch.path, 'data'),
    SANDPIPER_LOG_LEVEL: 'silent',
    SANDPIPER_WARM_BOXES: '0',
    OPENAI_BASE_URL: model.baseUrl,
    OPENAI_API_KEY: 'a-model-key-that-is-secret',
    SANDPIPER_MODEL: 'gpt-4.1',
  });
  await using workbench = await openWorkbench(settings, { role: 'local', say: () => undefined }, never);
  const end = await runLocally(workbench, { repositoryPath, issue }, never);

  const report = await replayRun(workbench.run, end.directory, { force: false }, never);

  expect(end.outcome).toMatchObject({ kind: 'published', verdict: 'verified' });
  expect(describeReplay(report).at(-1)).toMatch(/^The same: (\d+) of \1 calls came out the same\.$/);
  expect(report.trees.every(({ outcome }) => outcome === 'same')).toBe(true);
  expect(await verifyChain(end.directory)).toMatchObject({ ok: true, isTorn: false });
});
