import { measureFleet } from './agent/measure-fleet.ts';
import { measureMatcher } from './agent/measure-matcher.ts';
import { measurePrefix } from './agent/measure-prefix.ts';
import { measureStep } from './agent/measure-step.ts';
import { runMeasures } from './run-measures.ts';

/** What the agent's loop costs this host, the model and the commands left out. */
await runMeasures('agent', {
  step: measureStep,
  prefix: measurePrefix,
  matcher: measureMatcher,
  fleet: measureFleet,
});
