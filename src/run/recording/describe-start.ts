import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Origin } from '../origins/origin.ts';
import type { RunDeps } from '../run-deps.ts';

const manifest = z.object({ version: z.string() });

/** What a run was asked and how it was set up, for the first event of its record. Two runs with one digest differ only in what was asked. */
export async function describeStart({ settings }: Pick<RunDeps, 'settings'>, { repository, issue }: Origin) {
  const { solver, model, egress, image, isolation, storage, budget, limits, commands } = settings;
  const setup = {
    solver: solver.name,
    model,
    image,
    isolation,
    storage,
    budget,
    limits,
    commands,
    egressHosts: egress.allow.map(({ host }) => host),
    installTimeoutMs: settings.installTimeoutMs,
    testTimeoutMs: settings.testTimeoutMs,
  };
  return {
    repository,
    issue: { number: issue.number, title: issue.title, author: issue.author },
    versions: { sandpiper: await ownVersion(), node: process.version },
    settings: setup,
    settingsDigest: createHash('sha256').update(JSON.stringify(setup)).digest('hex'),
  };
}

async function ownVersion(): Promise<string> {
  return manifest.parse(JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8'))).version;
}
