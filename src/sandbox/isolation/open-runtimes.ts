import type Dockerode from 'dockerode';
import { untilAborted } from '../../until-aborted.ts';
import { inTurn } from '../docker/in-turn.ts';
import { answerWithin } from '../engine/answer-within.ts';
import { imageId } from '../images/image-id.ts';
import type { Isolation, RuntimeVerdict } from '../sandbox.ts';
import { chooseRuntime } from './choose-runtime.ts';
import type { ChosenRuntime } from './chosen-runtime.ts';
import { type EngineRuntime, type EngineRuntimes, listRuntimes } from './list-runtimes.ts';
import { probeRuntime, runsABox } from './probe-runtime.ts';
import { removeOldProbes } from './remove-old-probes.ts';
import { type VerdictCache, verdictCache } from './verdict-cache.ts';
import { verdictKey } from './verdict-key.ts';

export type RuntimesDeps = {
  readonly docker: Dockerode;
  /** Verdicts are kept here, for as long as nothing they depend on changes. Processes may share it. */
  readonly cacheFile: string;
  readonly log: { warn(data: object, message: string): void };
};

/** The engine's runtimes, of which a box is made with none that was not tried out first. */
export interface Runtimes {
  /**
   * The weakest accepted runtime of at least this isolation, the engine's default first among equals. Tries out what it
   * must and no more. Throws `SandboxFault` with `code: 'unsupported'` when there is none, and says why each was refused.
   */
  choose(isolation: Isolation, image: string, signal: AbortSignal): Promise<ChosenRuntime>;
  /** Of every runtime the engine knows. */
  verdicts(image: string, signal: AbortSignal): Promise<readonly RuntimeVerdict[]>;
  /** The same, whatever was found out before. */
  probeAgain(image: string, signal: AbortSignal): Promise<readonly RuntimeVerdict[]>;
}

export function openRuntimes(deps: RuntimesDeps): Runtimes {
  const findVerdict = oneAtATime(verdictCache(deps.cacheFile), deps);
  const verdictsOf = async (image: string, kept: Kept, signal: AbortSignal) => {
    const engine = await readEngine(deps.docker);
    const subject = { engine, image, imageId: await imageId(deps.docker, image), kept };
    const verdicts: RuntimeVerdict[] = [];
    for (const runtime of engine.runtimes) verdicts.push(await findVerdict({ ...subject, runtime }, signal));
    return verdicts;
  };
  return {
    async choose(isolation, image, signal) {
      const engine = await readEngine(deps.docker);
      const subject = { engine, image, imageId: await imageId(deps.docker, image), kept: 'use' } as const;
      return await chooseRuntime(engine.runtimes, isolation, (runtime) => findVerdict({ ...subject, runtime }, signal));
    },
    verdicts: (image, signal) => verdictsOf(image, 'use', signal),
    probeAgain: (image, signal) => verdictsOf(image, 'ignore', signal),
  };
}

async function readEngine(docker: Dockerode): Promise<EngineRuntimes> {
  return listRuntimes(await answerWithin(20_000, docker.info()));
}

type Kept = 'use' | 'ignore';

type Subject = {
  readonly engine: EngineRuntimes;
  readonly runtime: EngineRuntime;
  readonly image: string;
  readonly imageId: string;
  readonly kept: Kept;
};

const deadlineMs = 60_000;
const never = new AbortController().signal;

/** One probe at a time: two at once would take each other's processor time. Whoever waits may give up; the probe goes on. */
function oneAtATime(cache: VerdictCache, deps: RuntimesDeps) {
  const turn = inTurn();
  const find = async (subject: Subject): Promise<RuntimeVerdict> => {
    const key = verdictKey(subject);
    const known = subject.kept === 'use' ? await cache.find(key) : null;
    if (known !== null) return known;
    await removeOldProbes(deps.docker, Date.now());
    const verdict = await probeRuntime({ ...deps, deadlineMs }, subject, never);
    // What could not be judged may have been the image's fault, or the moment's.
    if (verdict.checks.some(({ name }) => name === runsABox)) return verdict;
    await cache.keep(key, verdict).catch((err: unknown) => deps.log.warn({ err }, 'Could not keep a verdict'));
    return verdict;
  };
  return async (subject: Subject, signal: AbortSignal): Promise<RuntimeVerdict> =>
    await untilAborted(
      turn.run(() => find(subject)),
      signal,
    );
}
