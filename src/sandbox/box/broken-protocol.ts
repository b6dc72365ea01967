import { SandboxFault } from '../sandbox.ts';

/** The box sent something that no honest agent sends. Nothing it says is believed after that. */
export function brokenProtocol(detail: string, cause?: unknown): SandboxFault {
  return new SandboxFault(`The sandbox broke its protocol: ${detail}`, {
    code: 'protocol',
    ran: 'unknown',
    cause,
    nextAction: 'Start the run again; it gets a new sandbox.',
  });
}
