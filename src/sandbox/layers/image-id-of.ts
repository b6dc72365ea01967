import type Dockerode from 'dockerode';
import { engineFault } from '../docker/engine-fault.ts';
import { answerWithin } from '../engine/answer-within.ts';

const timeoutMs = 30_000;

/** For `LayerFacts`: what the reference of an image stands for at this moment. */
export async function imageIdOf(docker: Dockerode, image: string): Promise<string> {
  try {
    return (await answerWithin(timeoutMs, docker.getImage(image).inspect())).Id;
  } catch (cause) {
    throw engineFault(`The Docker Engine was asked about the image ${image}`, cause);
  }
}
