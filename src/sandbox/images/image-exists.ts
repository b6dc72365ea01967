import type Dockerode from 'dockerode';
import { answerWithin } from '../engine/answer-within.ts';
import { unlessStatus } from '../engine/unless-status.ts';

export async function imageExists(docker: Dockerode, reference: string): Promise<boolean> {
  return (await unlessStatus([404], answerWithin(10_000, docker.getImage(reference).inspect()))) !== null;
}
