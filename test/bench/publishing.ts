import { measureExport } from './publishing/measure-export.ts';
import { measureFloods } from './publishing/measure-floods.ts';
import { runMeasures } from './run-measures.ts';

/** What it costs to let nothing leave unchecked. */
await runMeasures('publishing', { export: measureExport, redaction: measureFloods });
