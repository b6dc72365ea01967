import { expect, test } from 'vitest';
import { probeEnvironment } from '../../../src/verify/probe-environment.ts';

test.for([
  ['node --test', 2, 2],
  ['node --test --test-reporter=dot', 1, 2],
  ['node --test --test-reporter=tap --test-reporter-destination=out.tap', 1, 1],
] as const)('gives node:test one destination for each reporter: %s', ([script, reporters, destinations]) => {
  const options = probeEnvironment('node-test', script)['NODE_OPTIONS'] ?? '';

  expect(options.match(/--test-reporter=/g)).toHaveLength(reporters);
  expect(options.match(/--test-reporter-destination=/g)).toHaveLength(destinations);
});
