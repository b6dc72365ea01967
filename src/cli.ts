#!/usr/bin/env node
import { type Command, Misuse } from './commands/command.ts';
import { demo } from './commands/demo.ts';
import { doctor } from './commands/doctor.ts';
import { evaluate } from './commands/evaluate.ts';
import { exportTrajectory } from './commands/export-trajectory.ts';
import { images } from './commands/images.ts';
import { pause } from './commands/pause.ts';
import { replay } from './commands/replay.ts';
import { resume } from './commands/resume.ts';
import { run } from './commands/run.ts';
import { serve } from './commands/serve.ts';
import { settings } from './commands/settings.ts';
import { stop } from './commands/stop.ts';
import { tell } from './commands/tell.ts';
import { verifyRecord } from './commands/verify-record.ts';
import { Fault } from './errors.ts';
import { cleanText } from './report/clean-text.ts';

const usage = `sandpiper <command>

  serve                          receive webhooks from GitHub and work on labelled issues
  run --repo <path> --issue <file|text>
                                 work on an issue in a local checkout; leaves a branch and a report
  tell <run|last> <message>      say something to the agent of a run that goes on
  stop <run|last>                end a run that goes on; its work is kept in its record
  pause [--now]                  let no run begin until \`resume\`, in a server that goes on too; --now also stops those that run
  resume                         end the pause: what waits begins
  replay <run|last> [--force]    do a run's tool calls again in a fresh sandbox, without a model, and compare
  export <run|last> [--out file] print a run's trajectory in ATIF, which other tools read
  verify-record <run|last|folder> [--commit <id>] [--merged <id>] [--repo <path>] [--anchor <number>:<hash>]
                                 whether a run's record is as it was written, and its commit what it speaks of
  eval <manifest>                try the tasks of a manifest and grade what comes out; see docs/evaluation.md
       [--harness sandpiper|bash-only …] [--attempts n] [--concurrency n] [--out folder]
       [--only task …] [--retry-failed] [--max-cost usd]
  demo [--wrong-fix]             watch one issue become a pull request, with GitHub and the model on loopback
  doctor                         try out what this machine can do, and say what is refused and why
  images build [name|folder …]   build sandbox images: ours by name, yours by a folder with a Dockerfile
  images list                    the images of this release, and what else was built here
  settings [file] | --schema     check a .github/sandpiper.yml, or print its JSON schema
  images check <name|reference>  whether sandboxes can be made of an image

Settings come from the environment; README.md lists them.
`;

const commands: Readonly<Record<string, Command>> = {
  serve,
  run,
  tell,
  stop,
  pause,
  resume,
  replay,
  export: exportTrajectory,
  'verify-record': verifyRecord,
  eval: evaluate,
  demo,
  doctor,
  images,
  settings,
};

// Not by the last handle: a pause that a library keeps, for an hour at worst, must not keep the process.
process.exit(await main(process.argv.slice(2)));

async function main([name, ...args]: readonly string[]): Promise<number> {
  const command = Object.hasOwn(commands, name ?? '') ? commands[name ?? ''] : undefined;
  if (command === undefined) {
    process.stderr.write(usage);
    return name === undefined || name === '--help' || name === 'help' ? 0 : 2;
  }
  const stopped = stopOnSignal();
  try {
    return await command(args, stopped);
  } catch (error) {
    if (stopped.aborted) return 130;
    return explain(error);
  }
}

function explain(error: unknown): number {
  if (isMisuse(error)) {
    process.stderr.write(`${error.message}\n\n${usage}`);
    return 2;
  }
  const words =
    error instanceof Fault
      ? [error.message, error.log ?? '', error.nextAction ?? ''].filter((text) => text !== '').map(cleanText)
      : ['This is a bug in Sandpiper:', error instanceof Error ? (error.stack ?? error.message) : String(error)];
  process.stderr.write(`\n${words.join('\n')}\n`);
  return 1;
}

function isMisuse(error: unknown): error is Error {
  if (error instanceof Misuse) return true;
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

/** The first signal ends the work in good order; a second one ends the process. */
function stopOnSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => stopping.abort(new DOMException(`Stopped by ${name}`, 'AbortError')));
  }
  return stopping.signal;
}
