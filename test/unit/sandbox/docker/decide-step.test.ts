import { expect, test } from 'vitest';
import { decideStep } from '../../../../src/sandbox/docker/decide-step.ts';

const all = { freezeMs: 10, hibernateMs: 20, archiveMs: 30, destroyMs: 40 };

test.for([
  [all, 'running', 9, null],
  [all, 'running', 10, 'freeze'],
  [all, 'soft', 10, 'freeze'],
  [all, 'frozen', 19, null],
  [all, 'frozen', 20, 'hibernate'],
  [all, 'running', 20, 'hibernate'],
  [all, 'stopped', 19, null],
  [all, 'stopped', 20, 'hibernate'],
  [all, 'hibernated', 29, null],
  [all, 'hibernated', 30, 'archive'],
  [all, 'archived', 39, null],
  [all, 'archived', 40, 'destroy'],
  [all, 'running', 1e9, 'destroy'],
  [all, 'lost', 39, null],
  [all, 'lost', 40, 'destroy'],
  [{ freezeMs: 10, destroyMs: 40 }, 'frozen', 39, null],
  [{ archiveMs: 30 }, 'running', 30, 'archive'],
  [{ archiveMs: 30 }, 'stopped', 30, 'archive'],
  [{ freezeMs: 0 }, 'running', 0, 'freeze'],
  [{}, 'running', 1e12, null],
] as const)('%o: one that is %s and idle for %i ms takes the step %s', ([policy, state, idleMs, step]) => {
  expect(decideStep(policy, state, idleMs)).toBe(step);
});
