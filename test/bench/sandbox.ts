import { runMeasures } from './run-measures.ts';
import { measureBurst } from './sandbox/measure-burst.ts';
import { measureClaim } from './sandbox/measure-claim.ts';
import { measureCommand } from './sandbox/measure-command.ts';
import { measureFork } from './sandbox/measure-fork.ts';
import { measureHibernate } from './sandbox/measure-hibernate.ts';
import { measureIdle } from './sandbox/measure-idle.ts';
import { measureTar } from './sandbox/measure-tar.ts';
import { measureThaw } from './sandbox/measure-thaw.ts';

/** What a sandbox costs in time, against the docker client doing the same by turns in the same run. */
await runMeasures('sandbox', {
  claim: measureClaim,
  command: measureCommand,
  thaw: measureThaw,
  hibernate: measureHibernate,
  burst: measureBurst,
  fork: measureFork,
  tar: measureTar,
  idle: measureIdle,
});
