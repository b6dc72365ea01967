import { Fault } from '../../errors.ts';

/** Something in the run looks for credentials and passes them on. */
export class CompromisedFault extends Fault {
  override readonly name = 'CompromisedFault';
}

/** `place` goes on from "was seen". */
export function compromised(place: string): CompromisedFault {
  return new CompromisedFault(
    `This run is compromised: the decoy credential that its sandboxes hold was seen ${place}. Something in the repository, in what it installs or in the work of the agent looks for credentials and passes them on. The decoy opens nothing, no real credential was in a sandbox, and nothing was published.`,
    {
      nextAction:
        'Find what did it before this repository is installed anywhere else: the event `canary` in the record says when, and the commands around it say what ran. Look at dependencies that changed lately, then at what the issue asks the agent to do.',
    },
  );
}
