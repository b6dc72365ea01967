import { findProfile } from '../../../src/model/find-profile.ts';
import { openAiModel } from '../../../src/model/openai-model.ts';
import { localBox } from '../../support/local-box.ts';
import type { Row } from '../row.ts';
import { benchSolve } from './bench-solve.ts';
import { recordingEndpoint } from './recording-endpoint.ts';

const steps = 200;

/** How much of each request a provider that caches prefixes has to read again, by the bytes that really went over the wire. */
export async function measurePrefix(): Promise<readonly Row[]> {
  await using box = await localBox();
  await using endpoint = await recordingEndpoint((index) =>
    index < steps
      ? { name: 'bash', arguments: JSON.stringify({ command: `seq ${index} ${index + 200}` }) }
      : { name: 'finish', arguments: JSON.stringify({ outcome: 'no_change_needed', summary: 'Nothing is wrong.' }) },
  );
  const model = 'some-model';
  const askModel = openAiModel({
    baseUrl: endpoint.baseUrl,
    apiKey: 'key',
    model,
    profile: findProfile(model, endpoint.baseUrl),
    idleTimeoutMs: 10_000,
    requestTimeoutMs: 20_000,
    retries: { attempts: 1 },
  });

  await benchSolve(askModel, box);

  const messages = endpoint.bodies.map((body) => body.slice(0, body.lastIndexOf(']')));
  const changed = messages.slice(1).map((now, at) => {
    const before = messages[at] ?? '';
    return (100 * (before.length - commonPrefix(before, now))) / before.length;
  });
  return [
    {
      figure: `bytes of a request that the next one does not begin with, worst of ${changed.length}`,
      unit: '%',
      measured: Math.max(...changed),
      baseline: null,
      target: 1,
      samples: changed,
      baselineSamples: [],
    },
  ];
}

function commonPrefix(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}
