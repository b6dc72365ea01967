import { SandboxFault, type Workspace } from '../sandbox/sandbox.ts';
import { cleanOutput } from './clean-output.ts';
import { type Parser, parserFor } from './parser-for.ts';

const DEADLINE_MS = 5_000;
const MAX_CHECKED_CHARACTERS = 1_000_000;
const MAX_SHOWN_LINES = 8;
const MAX_SHOWN_CHARACTERS = 800;

/**
 * What a parser has against `text` as the content of `path`, shortened; `null` when it has nothing against it, and when there
 * is no parser at hand or it takes too long. Nothing of the repository is executed or read: the text goes to the standard
 * input of a tool of the box, which runs outside the workspace.
 */
export async function checkSyntax(
  workspace: Workspace,
  path: string,
  text: string,
  signal: AbortSignal,
): Promise<string | null> {
  const parser = text.length > MAX_CHECKED_CHARACTERS ? null : parserFor(path, text);
  if (parser === null) return null;
  return parser.kind === 'json' ? checkJson(text) : await runParser(workspace, parser, text, signal);
}

function checkJson(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return error instanceof SyntaxError ? shorten(error.message) : null;
  }
}

async function runParser(
  workspace: Workspace,
  parser: Extract<Parser, { readonly kind: 'command' }>,
  text: string,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const exec = await workspace.exec(parser.argv, {
      cwd: '/',
      env: NO_CONFIGURATION,
      stdin: new TextEncoder().encode(text),
      timeoutMs: DEADLINE_MS,
      maxBytes: 16_384,
      signal,
    });
    const said = shorten(parser.says(exec));
    return exec.exit.reason === 'exited' && exec.exit.code === parser.complains && said !== '' ? said : null;
  } catch (error) {
    // No such tool in this box. A box that is gone shows at the next call; the edit is made and must be told.
    if (error instanceof SandboxFault) return null;
    throw error;
  }
}

/** What could make an interpreter load or run something before it parses. */
const NO_CONFIGURATION = {
  NODE_OPTIONS: '',
  NODE_PATH: '',
  NODE_NO_WARNINGS: '1',
  BASH_ENV: '',
  ENV: '',
  RUBYOPT: '',
  RUBYLIB: '',
  PYTHONSTARTUP: '',
  NO_COLOR: '1',
};

function shorten(said: string): string {
  const lines = cleanOutput(said)
    .split('\n')
    .slice(0, MAX_SHOWN_LINES)
    .map((line) => line.slice(0, 200));
  return lines.join('\n').trim().slice(0, MAX_SHOWN_CHARACTERS);
}
