import { SandboxFault, type SpawnOptions } from '../sandbox.ts';

/** Throws `SandboxFault` with `code: 'invalid'` for what no system could start as a process. */
export function refuseUnusable(argv: readonly string[], { env = {}, timeoutMs }: SpawnOptions): void {
  if (argv.length === 0 || argv[0] === '') throw invalid('There is no command');
  if (argv.some((argument) => argument.includes('\0'))) throw invalid('An argument has a NUL in it');
  for (const [name, value] of Object.entries(env)) {
    if (!/^[^=\0]+$/.test(name)) throw invalid(`${JSON.stringify(name)} is no name of a variable`);
    if (value.includes('\0')) throw invalid(`The variable ${name} has a NUL in it`);
  }
  if (Number.isNaN(timeoutMs)) throw invalid('The deadline is not a number');
}

function invalid(message: string): SandboxFault {
  return new SandboxFault(message, { code: 'invalid', ran: 'no' });
}
