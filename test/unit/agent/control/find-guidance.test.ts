import { expect, test } from 'vitest';
import { findGuidance } from '../../../../src/agent/control/find-guidance.ts';
import { namedPaths } from '../../../../src/agent/control/named-paths.ts';
import { editReport, someReport } from '../../../support/some-report.ts';

const cwd = '/workspace';
const outer = { path: 'packages/AGENTS.md', text: 'outer' };
const api = { path: 'packages/api/AGENTS.md', text: 'api' };
const web = { path: 'packages/web/CLAUDE.md', text: 'web' };

function found(report: Parameters<typeof findGuidance>[1]): readonly string[] {
  return findGuidance([web, api, outer], report, cwd).map(({ text }) => text);
}

test.for([
  ['packages/api/src/x.ts', ['outer', 'api']],
  ['packages/api', ['outer', 'api']],
  ['packages/README.md', ['outer']],
  ['packages/api-client/x.ts', ['outer']],
  ['src/packages/api/x.ts', []],
  ['README.md', []],
] as const)('a call that names %s brings the guidance of %s', ([path, texts]) => {
  expect(found(editReport(path))).toEqual(texts);
});

test.for([
  ['cd packages/web && npm test', ['web', 'outer']],
  ['sed -n 1,9p ./packages/web/x.ts', ['web', 'outer']],
  ['cat /workspace/packages/web/x.ts', ['web', 'outer']],
  ['ls packages', ['outer']],
  ['ls packages/website', ['outer']],
  ['ls other/packages/web', []],
  ['echo mypackages/web', []],
  ['npm test', []],
] as const)('the command %s brings the guidance of %s', ([command, texts]) => {
  expect([...found(someReport({ command }))].toSorted()).toEqual([...texts].toSorted());
});

test.for([
  [{ path: './a/../b/c.ts' }, ['b/c.ts']],
  [{ path: '/workspace/b/c.ts' }, ['b/c.ts']],
  [{ command: 'ls', cwd: 'packages/api' }, ['packages/api']],
  [{ path: '../outside' }, []],
  [{ path: 7 }, []],
  [null, []],
  [
    {
      patch:
        '*** Begin Patch\n*** Update File: a/b.ts\n*** Move to: a/c.ts\n@@\n-x\n+y\n*** Add File: d.ts\n+z\n*** End Patch',
    },
    ['a/b.ts', 'a/c.ts', 'd.ts'],
  ],
  [{ patch: '--- a/x.ts\n+++ b/x.ts\n@@ -1 +1 @@' }, ['x.ts']],
] as const)('arguments %j name %s', ([input, paths]) => {
  expect(namedPaths(cwd, input)).toEqual(paths);
});
