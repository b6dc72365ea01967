import { operatorSettings } from '../../src/config/operator-settings.ts';
import { prepareMachine } from '../../src/index.ts';

/** Run before the tests: they use real sandboxes, so an engine must answer and have the images. */
await prepareMachine(operatorSettings(), (line) => console.log(line), AbortSignal.timeout(900_000));
