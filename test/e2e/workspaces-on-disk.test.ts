import { expect, test } from 'vitest';
import { npmPackage } from '../support/layered-runs.ts';
import { startSandpiper } from '../support/start-sandpiper.ts';
import { bash, finish, step, tinyFiles, tinyRepository } from '../support/tiny-repository.ts';

const wrong = 'exports.wait = require("ms")("3s");\n';
const without = Object.fromEntries(Object.keys(tinyFiles).map((path) => [path, null]));
const issues = [
  { title: 'It waits too long', body: 'wait is 3000.', author: 'wader' },
  { title: 'It still waits too long', body: 'wait is 3000.', author: 'wader' },
];

test.skipIf(process.getuid?.() !== 0)(
  'with workspaces on disk dependencies are installed once, and the next run begins with them (needs root)',
  { timeout: 400_000 },
  async () => {
    const files = { ...without, ...npmPackage(), 'app.js': wrong, '.gitignore': 'node_modules\n' };
    await using sandpiper = await startSandpiper({
      seed: { ...tinyRepository(files), issues },
      steps: [step(bash('sed -i s/3s/2s/ app.js && npm test')), finish()],
      env: { SANDPIPER_WORKSPACE_STORAGE: 'disk', SANDPIPER_WORKSPACE_MIB: '256', SANDPIPER_WORKSPACE_INODES: '20000' },
    });
    const installs = async (end: Awaited<ReturnType<typeof sandpiper.label>>) =>
      [...((await sandpiper.record(end)).get('events.jsonl') ?? '').matchAll(/"type":"command".*"npm ci"/g)].length;

    const first = await sandpiper.label(1);
    const second = await sandpiper.label(2);

    expect(first.outcome).toMatchObject({ kind: 'published', verdict: 'verified', draft: false });
    expect(second.outcome).toMatchObject({ kind: 'published', verdict: 'verified', draft: false });
    expect([await installs(first), await installs(second)]).toEqual([1, 0]);
    const [one, two] = await sandpiper.gitHub.pulls();
    expect(one?.body).toContain('`npm ci` ran once in this run');
    expect(two?.body).toContain('`npm ci` ran in an earlier run');
    expect(two?.body).toContain('each tested with a copy of dependencies that were installed once');
  },
);
