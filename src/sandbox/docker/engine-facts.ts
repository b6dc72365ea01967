import type Dockerode from 'dockerode';
import { answerWithin } from '../engine/answer-within.ts';
import { unlessStatus } from '../engine/unless-status.ts';
import type { ChosenRuntime } from '../isolation/chosen-runtime.ts';
import type { Runtimes } from '../isolation/open-runtimes.ts';
import { type Isolation, SandboxFault } from '../sandbox.ts';

/** What does not change from box to box, so that the engine is not asked for each. */
export type EngineFacts = {
  hostCpus(): Promise<number>;
  /** The id of a local image. */
  imageId(reference: string): Promise<string>;
  runtime(isolation: Isolation, image: string, signal: AbortSignal): Promise<ChosenRuntime>;
  /** Of a runtime that was chosen before. */
  isolationOf(runtime: string): Isolation;
};

export type EngineFactsDeps = {
  readonly docker: Dockerode;
  readonly runtimes: Runtimes;
  readonly monotonic: () => number;
};

const timeoutMs = 30_000;
/** A reference that was moved to another image is noticed after this. */
const imageIdKeptMs = 10_000;

export function engineFacts({ docker, runtimes, monotonic }: EngineFactsDeps): EngineFacts {
  const cpus = remember(async () => (await answerWithin(timeoutMs, docker.info())).NCPU as number);
  const images = new Map<string, { readonly id: Promise<string>; readonly since: number }>();
  const chosen = new Map<string, Promise<ChosenRuntime>>();
  const isolations = new Map<string, Isolation>();
  return {
    hostCpus: cpus,
    imageId(reference) {
      const known = images.get(reference);
      if (known !== undefined && monotonic() - known.since < imageIdKeptMs) return known.id;
      const id = findImage(docker, reference);
      images.set(reference, { id, since: monotonic() });
      id.catch(() => images.delete(reference));
      return id;
    },
    async runtime(isolation, image, signal) {
      const key = `${isolation} ${image}`;
      // A choice that another caller aborted says nothing to this one: each failure is forgotten.
      const choice = chosen.get(key) ?? runtimes.choose(isolation, image, signal);
      chosen.set(key, choice);
      try {
        const found = await choice;
        isolations.set(found.runtime, found.isolation);
        return found;
      } catch (error) {
        chosen.delete(key);
        throw error;
      }
    },
    isolationOf: (runtime) => isolations.get(runtime) ?? 'container',
  };
}

function remember<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  return () => {
    answer ??= ask().catch((error) => {
      answer = null;
      throw error;
    });
    return answer;
  };
}

async function findImage(docker: Dockerode, reference: string): Promise<string> {
  const found = await unlessStatus([404], answerWithin(timeoutMs, docker.getImage(reference).inspect()));
  if (found !== null) return found.Id;
  throw new SandboxFault(`The Docker Engine has no image ${reference}.`, {
    ran: 'no',
    code: 'invalid',
    nextAction: 'Build the sandbox images: every command of Sandpiper that needs them does so when it starts.',
  });
}
