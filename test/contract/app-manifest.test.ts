import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Octokit } from 'octokit';
import pino from 'pino';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { operations } from '../../src/demo/github/operations.ts';
import { readDemoSeed } from '../../src/demo/github/read-demo-seed.ts';
import { onPermissionsChanged } from '../../src/steering/pulls/on-permissions-changed.ts';
import { payloadSchema } from '../../src/webhooks/events/payload-schema.ts';
import { never } from '../support/git-fixture.ts';
import { operationsInUse } from '../support/operations-in-use.ts';
import { someSeed } from '../support/start-github-with-app.ts';

const manifestSchema = z.object({
  default_events: z.array(z.string()),
  default_permissions: z.record(z.string(), z.enum(['read', 'write'])),
});
const path = resolve(import.meta.dirname, '../../app.yml');
const { default_events: events, default_permissions: permissions } = manifestSchema.parse(
  parse(await readFile(path, 'utf8')),
);

const lines = (all: Readonly<Record<string, string>>) =>
  Object.entries(all).map(([name, level]) => `${name}: ${level}`);

/** What an installation with these permissions is said to lack. */
async function lackedBy(granted: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const said: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => void said.push(line) });
  const fetch = async () => Response.json({ id: 7, permissions: granted });
  const octokit = new Octokit({ request: { fetch } });
  const trigger = { kind: 'permissions-changed', installationId: 7 } as const;
  await onPermissionsChanged({ client: { app: octokit, as: () => octokit }, log }, { trigger, key: '1' }, never);
  return said.flatMap((line) => z.object({ missing: z.array(z.string()) }).parse(JSON.parse(line)).missing);
}

test('the operator is told of exactly the permissions in app.yml', async () => {
  expect((await lackedBy({})).toSorted()).toEqual(lines(permissions).toSorted());
  expect(await lackedBy(permissions)).toEqual([]);
});

test('the app of the loopback GitHub may what app.yml says, and hears what it says', async () => {
  const { app } = await readDemoSeed();

  expect(app.permissions).toEqual(permissions);
  expect(someSeed().app.permissions).toEqual(permissions);
  expect([...app.events].toSorted()).toEqual(events.toSorted());
});

test('every event in app.yml is read, and so are those of the installation, which come unasked', () => {
  const unasked = ['installation', 'installation_repositories'];

  expect(Object.keys(payloadSchema).toSorted()).toEqual([...events, ...unasked].toSorted());
});

const rank = { read: 1, write: 2 };

test('the permissions in app.yml are enough for everything that is asked of GitHub, and none is there for nothing', async () => {
  const needed = (await operationsInUse())
    .filter(({ operation }) => !operation.startsWith('graphql/'))
    .map(({ operation }) => ({ operation, access: operations.get(operation) }))
    .flatMap(({ operation, access }) =>
      access?.caller === 'app' ? [] : [{ operation, needs: access?.needs ?? [{ name: 'unknown', level: 'write' }] }],
    )
    .filter(({ needs }) => needs.length > 0);
  const covered = ({ name, level }: (typeof needed)[number]['needs'][number]) =>
    rank[permissions[name] ?? 'read'] >= rank[level] && Object.hasOwn(permissions, name);
  const used = needed.flatMap(({ needs }) => needs.map(({ name, level }) => `${name}: ${level}`));

  expect(needed.length).toBeGreaterThan(40);
  expect(needed.filter(({ needs }) => !needs.some(covered))).toEqual([]);
  expect(lines(permissions).filter((line) => !used.includes(line))).toEqual([]);
});
