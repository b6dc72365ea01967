import { operatorSettings } from '../../src/config/operator-settings.ts';
import { ensureEngine } from '../../src/sandbox/engine/ensure-engine.ts';
import { ensureImages } from '../../src/sandbox/images/ensure-images.ts';

/** Run before the tests: they use real sandboxes, so an engine must answer and have the images. */
const { dockerHost, dataDirectory } = operatorSettings();
const signal = AbortSignal.timeout(900_000);
const say = (line: string) => console.log(line);
const docker = await ensureEngine({ dockerHost, dataDirectory, say }, signal);
await ensureImages({ docker, say }, signal);
