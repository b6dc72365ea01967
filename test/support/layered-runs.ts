import { join } from 'node:path';
import pino from 'pino';
import { sandpiperSolver } from '../../src/agent/sandpiper-solver.ts';
import type { EnvironmentPlan } from '../../src/environment/environment-plan.ts';
import { openMirror } from '../../src/git/open-mirror.ts';
import { findProfile } from '../../src/model/find-profile.ts';
import { redactAsKnown } from '../../src/run/recording/redact-as-known.ts';
import { standInRun } from '../../src/run/replay/stand-in-run.ts';
import type { Run } from '../../src/run/run.ts';
import type { RunDeps, RunLayers } from '../../src/run/run-deps.ts';
import { trackProgress } from '../../src/run/telling/progress.ts';
import { openDisk } from '../../src/sandbox/disk/open-disk.ts';
import { imageReference } from '../../src/sandbox/images/image-reference.ts';
import { imageIdOf } from '../../src/sandbox/layers/image-id-of.ts';
import { openLayers } from '../../src/sandbox/layers/open-layers.ts';
import { npmOfThisHost } from '../../src/sandbox/npm-of-this-host.ts';
import { openRunRecord } from '../../src/store/run-record.ts';
import { dockerSandboxesForTests, noPool } from './docker-sandboxes.ts';
import { checkoutWith, commitFiles, type Files, gitDeps, never } from './git-fixture.ts';
import { temporaryDirectory } from './temporary-directory.ts';

export type LayeredRun = Run & {
  /** Each with what it was run for, such as `base: npm ci`. */
  readonly commands: readonly string[];
};

/** Runs of one repository in real boxes with their workspaces on disk, and with layers that outlive them. */
export async function layeredRuns(files: Files, { warmBoxes = 0 } = {}) {
  await using undo = new AsyncDisposableStack();
  const folder = undo.use(await temporaryDirectory());
  const npm = await npmOfThisHost(never);
  const pool = { ...noPool, maxBoxes: warmBoxes, atLeast: { hot: warmBoxes, frozen: 0 }, refillsAtOnce: 2 };
  const sandboxes = undo.use(
    await dockerSandboxesForTests({
      pool: { ...pool, atMost: pool.atLeast },
      upstreamCaPem: npm.caPem,
      openDisk: (signal) => openDisk({ ...disk, directory: join(folder.path, 'disk') }, signal),
    }),
  );
  const image = await imageReference('node');
  const opened = await openLayers({
    provider: sandboxes.provider,
    directory: join(folder.path, 'layers'),
    now: () => new Date(),
    settings: { maxBytes: 1024 ** 3, maxUnusedMs: 60 * 60_000 },
    log: { warn: () => undefined },
  });
  const layers: RunLayers = { ...opened, imageId: (reference) => imageIdOf(sandboxes.docker, reference) };
  const deps: RunDeps = {
    sandboxes: sandboxes.provider,
    askModel: () => Promise.reject(new Error('Nobody asks a model here.')),
    boxFor: async () => ({ image, egress: deps.settings.egress, notes: [] }),
    git: gitDeps({ scratch: folder.path }),
    layers,
    settings: {
      dataDirectory: folder.path,
      commands: null,
      image,
      isolation: 'container',
      storage: 'disk',
      solver: sandpiperSolver,
      model: { ...findProfile('gpt-4.1', 'https://api.openai.com/v1'), name: 'gpt-4.1' },
      planShare: 0.5,
      candidatesAtOnce: 2,
      budget: { steps: 20, tokens: 1_000_000, costUsd: 10, minutes: 10 },
      limits: { cpus: 2, memoryMiB: 512, pids: 256, workspaceMiB: 256, workspaceInodes: 20_000 },
      egress: { allow: [npm.rule], env: npm.env },
      installTimeoutMs: 60_000,
      testTimeoutMs: 60_000,
      exportRules: { maxFiles: 100, maxFileBytes: 1024 * 1024, maxTotalBytes: 4 * 1024 * 1024, protectedPaths: [] },
    },
    onEvent: () => undefined,
    now: Date.now,
    log: pino({ level: 'silent' }),
  };
  const repository = join(folder.path, 'repository');
  await checkoutWith(repository, files);
  const open = () =>
    openMirror(
      deps.git,
      { remoteUrl: repository, token: null, directory: join(folder.path, 'mirror.git'), branch: null },
      never,
    );
  const owned = undo.move();
  let runs = 0;
  return {
    sandboxes,
    layers,
    deps,
    diskDirectory: join(folder.path, 'disk'),
    base: await open(),
    /** The mirror at a commit upon the ones before. */
    async commit(changed: Files) {
      await commitFiles(repository, changed);
      return await open();
    },
    start(different: Partial<RunDeps> = {}, ofRepository = 'octo/app'): LayeredRun {
      runs += 1;
      const commands: string[] = [];
      const onEvent: RunDeps['onEvent'] = (event) =>
        void (event.type === 'command' && commands.push(`${event.purpose}: ${event.run.command}`));
      const own = { ...deps, onEvent, ...different };
      const record = openRunRecord(folder.path, `run-${runs}`, { redact: redactAsKnown(() => []) });
      const run = standInRun(own, { record, progress: trackProgress(own, record, () => undefined) }, never);
      return { ...run, origin: { ...run.origin, repository: ofRepository }, commands };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

export const npmPlan: EnvironmentPlan = {
  install: 'npm ci',
  test: { command: 'npm test', script: 'node --test', env: {}, runner: 'node-test' },
  lint: null,
  typecheck: null,
  build: null,
  ecosystems: ['node'],
  image: null,
  hosts: [],
  services: [],
  setup: [],
  ladder: [{ command: 'npm ci', cures: [] }],
  companions: [],
  notes: [],
};

/** A package with one dependency, and the tests it is given. */
export function npmPackage(scripts: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const root = { name: 'app', version: '1.0.0', dependencies: { ms: '2.1.3' } };
  const ms = {
    version: '2.1.3',
    resolved: 'https://registry.npmjs.org/ms/-/ms-2.1.3.tgz',
    integrity: 'sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA==',
  };
  const lock = { name: 'app', version: '1.0.0', lockfileVersion: 3, requires: true };
  return {
    'package.json': JSON.stringify({ ...root, scripts: { test: 'node --test', ...scripts } }),
    'package-lock.json': JSON.stringify({ ...lock, packages: { '': root, 'node_modules/ms': ms } }),
    'app.js': 'exports.wait = require("ms")("2s");\n',
    'app.test.js': 'require("node:test").test("waits", () => require("assert").equal(require("./app").wait, 2000));\n',
  };
}

const disk = {
  maxBytes: 8 * 1024 ** 3,
  reserveBytes: 256 * 1024 ** 2,
  overcommit: 4,
  say: () => undefined,
  log: { warn: () => undefined },
  now: () => new Date(),
};
