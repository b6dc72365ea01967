import { operatorSettings } from '../../src/config/operator-settings.ts';
import { ensureEngine } from '../../src/sandbox/engine/ensure-engine.ts';
import { ensureImages } from '../../src/sandbox/images/ensure-images.ts';
import { ensureCmark } from './ensure-cmark.ts';
import { ensureGvisor } from './gvisor.ts';

/** Run before the tests: they use real sandboxes, so an engine must answer and have the images. */
const say = (line: string) => console.log(line);
const signal = AbortSignal.timeout(900_000);
const docker = await ensureEngine({ ...operatorSettings(), say }, signal);
await ensureImages({ docker, say }, ['node'], signal);
await ensureGvisor({ docker, say }, signal);
await ensureCmark(say, signal);
