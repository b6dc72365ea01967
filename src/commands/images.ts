import { operatorSettings } from '../config/operator-settings.ts';
import { ensureEngine } from '../sandbox/engine/ensure-engine.ts';
import { checkImage, type ImageVerdict } from '../sandbox/images/check-image.ts';
import { imageReference } from '../sandbox/images/image-reference.ts';
import { listImages } from '../sandbox/images/list-images.ts';
import { resolveImage } from '../sandbox/images/resolve-image.ts';
import { sandboxImages } from '../sandbox/images/sandbox-image.ts';
import { Misuse } from './command.ts';
import { say } from './say.ts';

export async function images([action, ...names]: readonly string[], signal: AbortSignal): Promise<number> {
  const docker = await ensureEngine({ ...operatorSettings(), say }, signal);
  switch (action) {
    case 'build':
      for (const name of names.length > 0 ? names : ['node']) {
        say(`${name}: ${await resolveImage({ docker, say }, name, signal)}`);
      }
      return 0;
    case 'list':
      for (const { kind, bytes, reference } of await listImages(docker)) {
        say(`${kind.padEnd(8)} ${`${Math.round(bytes / 1e6)} MB`.padStart(8)}  ${reference}`);
      }
      return 0;
    case 'check':
      if (names[0] !== undefined) return reportVerdict(await checkImage(docker, await referenceOf(names[0]), signal));
  }
  throw new Misuse('images needs one of: build, list, check <name>.');
}

async function referenceOf(wanted: string): Promise<string> {
  const ours = sandboxImages.find((image) => image === wanted);
  return ours === undefined ? wanted : await imageReference(ours);
}

function reportVerdict({ reference, accepted, checks }: ImageVerdict): number {
  for (const { name, passed, detail } of checks) say(`${passed ? 'ok    ' : 'FAILED'} ${name}: ${detail}`);
  say(accepted ? `Sandboxes can be made of ${reference}.` : `Sandboxes cannot be made of ${reference}.`);
  return accepted ? 0 : 1;
}
