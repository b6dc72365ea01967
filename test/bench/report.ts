import { measureRedaction } from './report/measure-redaction.ts';
import { runMeasures } from './run-measures.ts';

/** What it costs to look over what leaves. */
await runMeasures('report', { redaction: measureRedaction });
