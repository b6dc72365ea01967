import { runMeasures } from './run-measures.ts';
import { measureBurst } from './webhooks/measure-burst.ts';

/** How soon GitHub is answered when a thousand deliveries come at once. */
await runMeasures('webhooks', { burst: measureBurst });
