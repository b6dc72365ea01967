import { archiveLaws } from './archive-laws.ts';
import { attachLaws } from './attach-laws.ts';
import type { ContractRunner, Law } from './contract-runner.ts';
import type { ContractSubject } from './contract-subject.ts';
import { type ContractWorld, LazyWorld } from './contract-world.ts';
import { execLaws } from './exec-laws.ts';
import { fileLaws } from './file-laws.ts';
import { folderLaws } from './folder-laws.ts';
import { goneLaws } from './gone-laws.ts';
import { lifecycleLaws } from './lifecycle-laws.ts';
import { networkLaws } from './network-laws.ts';
import { outputLaws } from './output-laws.ts';
import { pauseLaws } from './pause-laws.ts';
import { processLaws } from './process-laws.ts';
import { snapshotLaws } from './snapshot-laws.ts';
import { specLaws } from './spec-laws.ts';
import { terminalLaws } from './terminal-laws.ts';
import { watchLaws } from './watch-laws.ts';

export type ContractOf = {
  /** As it shall stand in the runner's report. */
  readonly name: string;
  open(): Promise<ContractSubject>;
};

const chapters: Readonly<Record<string, (law: Law, world: ContractWorld) => void>> = {
  specs: specLaws,
  lifecycle: lifecycleLaws,
  commands: execLaws,
  processes: processLaws,
  output: outputLaws,
  terminals: terminalLaws,
  attaching: attachLaws,
  files: fileLaws,
  folders: folderLaws,
  archives: archiveLaws,
  watching: watchLaws,
  network: networkLaws,
  pausing: pauseLaws,
  'snapshots and forks': snapshotLaws,
  'after the end': goneLaws,
};

/**
 * Everything that `SandboxProvider` promises, as tests. What a provider says it cannot do is tested for being refused.
 * A test takes a minute at most; they are to be run one after the other.
 */
export function sandboxContract(runner: ContractRunner, { name, open }: ContractOf): void {
  runner.describe(name, () => {
    const world = new LazyWorld(open);
    runner.beforeAll(() => world.open());
    runner.afterAll(() => world.close());
    for (const [chapter, laws] of Object.entries(chapters)) {
      runner.describe(chapter, () => laws(runner.test, world));
    }
  });
}
