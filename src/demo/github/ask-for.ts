import type { AskEmulator, EmulatorRequest } from './ask-emulator.ts';

/** The body of an answer that must not be a refusal. */
export async function askFor(ask: AskEmulator, request: EmulatorRequest): Promise<unknown> {
  const answer = await ask(request);
  if (answer.status < 300) return answer.body;
  throw new Error(`emulate refused ${request.method} ${request.path}: ${JSON.stringify(answer.body)}`);
}
