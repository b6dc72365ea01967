import type { LoopbackSeed, RepositorySeed } from '../../src/demo/github/loopback-github.ts';
import type { ScriptedCall, ScriptedStep } from '../../src/demo/model/start-scripted-model.ts';

const author = { name: 'Wanda Ader', email: 'wanda@tiny.example' };

export const tinyFiles: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ name: 'tiny', type: 'module', scripts: { test: 'node --test' } }),
  'add.js': 'export const add = (a, b) => a - b;\n',
  'add.test.js': [
    "import assert from 'node:assert/strict';",
    "import { test } from 'node:test';",
    "import { add } from './add.js';",
    "test('adds nothing', () => assert.equal(add(2, 0), 2));",
    "test('adds', () => assert.equal(add(2, 2), 4));",
    '',
  ].join('\n'),
};

/** A repository without dependencies and with one red test, so that a run takes a few seconds; a test says only what differs. */
export function tinyRepository(
  different: Readonly<Record<string, string | null>> = {},
): Pick<LoopbackSeed, 'repository'> {
  return { repository: { ...tiny, history: [commitOf({ ...tinyFiles, ...different })] } };
}

export const emptyRepository: Pick<LoopbackSeed, 'repository'> = {
  repository: { owner: 'wader', name: 'tiny', description: 'Adds', private: false, defaultBranch: 'main', history: [] },
};

const tiny = emptyRepository.repository satisfies RepositorySeed;

function commitOf(files: Readonly<Record<string, string | null>>): RepositorySeed['history'][number] {
  return { message: 'Add', at: '2024-05-01T10:00:00Z', author, files };
}

/** Steps of the scripted model; `finish` is asked for twice, and the last step repeats. */
export const bash = (command: string, timeout_s = 60): ScriptedCall => ({
  tool: 'bash',
  arguments: { command, timeout_s },
});

export const step = (...calls: readonly ScriptedCall[]): ScriptedStep => ({ calls });

export const finish = (outcome = 'fixed'): ScriptedStep =>
  step({ tool: 'finish', arguments: { outcome, summary: 'I did what I could.' } });

export const fixAdd: ScriptedStep = step(bash("sed -i 's/a - b/a + b/' add.js && node --test"));
