import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readRepositorySettings } from '../../../src/environment/settings/read-repository-settings.ts';
import { settingsJsonSchema } from '../../../src/environment/settings/settings-json-schema.ts';

const published: object = JSON.parse(
  readFileSync(new URL('../../../docs/sandpiper.schema.json', import.meta.url), 'utf8'),
);

test('the published schema is the one that files are read by', () => {
  // If not: npm run --silent sandpiper settings -- --schema > docs/sandpiper.schema.json
  expect(published).toEqual(settingsJsonSchema());
});

test.for<readonly [string, boolean]>([
  ['', true],
  ['setup: [make]\npublish:\n  draft: always\n  reviewers:\n', true],
  ['packages:\n  - path: packages/api\n    test: npm test\n', true],
  ['services:\n  - name: redis\n    command: redis-server\n', true],
  ['conduct:\n  workflows: at-once\n  fixes-per-pull: 2\nbudget:\n  cost-usd: 0.5\n', true],
  ['comands: {}', false],
  ['image: alpine', false],
  ['packages:\n  - path: ../up\n    test: a\n', false],
  ['budget:\n  cost-usd: 0\n', false],
  ['conduct:\n  fixes-per-pull: 0\n', false],
  ['publish:\n  reviewers: ["@me"]\n', false],
])('says of %j what the reader says: %s', ([text, isRight]) => {
  const isValid = new Ajv2020({ strict: false }).compile(published);

  expect(isValid(parse(text) ?? {})).toBe(isRight);
  expect(readRepositorySettings(text).ok).toBe(isRight);
});
