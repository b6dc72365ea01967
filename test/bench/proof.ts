import { measureHalves } from './proof/measure-halves.ts';
import { measureProof } from './proof/measure-proof.ts';
import { runMeasures } from './run-measures.ts';

/** What it costs to prove a change. */
await runMeasures('proof', { halves: measureHalves, proof: measureProof });
