import { measureHalves } from './proof/measure-halves.ts';
import { runMeasures } from './run-measures.ts';

/** What it costs to prove a change. */
await runMeasures('proof', { halves: measureHalves });
