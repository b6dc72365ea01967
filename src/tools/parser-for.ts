import type { ExecResult } from '../sandbox/sandbox.ts';

/** How the syntax of a text is checked. */
export type Parser =
  | { readonly kind: 'json' }
  | {
      readonly kind: 'command';
      /** Reads the text from standard input and only parses it. */
      readonly argv: readonly string[];
      /** The exit code that says the text is wrong; any other failure says something about the tool. */
      readonly complains: number;
      readonly says: (exec: ExecResult) => string;
    };

/** `null` where there is none, or none that would tell an error from a dialect it does not know. */
export function parserFor(path: string, text: string): Parser | null {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const extension = /\.([a-z0-9]{1,8})$/.exec(name)?.[1] ?? '';
  const parse = BY_EXTENSION.get(extension) ?? BY_EXTENSION.get(extensionOfShebang(text));
  return parse?.(text, extension) ?? null;
}

function extensionOfShebang(text: string): string {
  const interpreter = /^#!\S{0,100}?(?:env )?\b(bash|sh|python3?|node|ruby)\b/.exec(text.slice(0, 200))?.[1] ?? '';
  return { bash: 'sh', sh: 'sh', python: 'py', python3: 'py', node: 'js', ruby: 'rb' }[interpreter] ?? '';
}

type Choose = (text: string, extension: string) => Parser | null;

const json: Choose = (text) => (HAS_COMMENTS.test(text) ? null : { kind: 'json' });

/** Many tools read comments and trailing commas in their `.json`. */
const HAS_COMMENTS = /^[ \t]{0,200}\/[/*]|,[ \t\r\n]{0,200}[\]}]/m;

const javascript: Choose = (text, extension) => (MAY_BE_JSX_OR_FLOW.test(text) ? null : parseInNode(extension));

const MAY_BE_JSX_OR_FLOW = /<\/[A-Za-z>]|\/>|@flow\b/;

const typescript: Choose = (text) => (HAS_DECORATORS.test(text) ? null : parseInNode('ts'));

/** Node's own parser of types knows no decorators. */
const HAS_DECORATORS = /^[ \t]{0,200}@[A-Za-z]/m;

/** Compiles without linking or running; a script of Node's older kind may also be what an unmarked file is. */
const NODE_PROGRAM = `
const vm = require('node:vm'), { stripTypeScriptTypes: strip } = require('node:module');
const kind = process.argv[1];
const text = require('node:fs').readFileSync(0, 'utf8').replace(/^#!/, '//');
const asModule = () => void new vm.SourceTextModule(text, { identifier: 'file' });
const asScript = () => void vm.compileFunction(text, ['exports', 'require', 'module', '__filename', '__dirname'], { filename: 'file' });
try {
  if (kind === 'ts') { if (strip) strip(text); }
  else if (kind === 'cjs') asScript();
  else asModule();
} catch (error) {
  if (kind === 'ts') {
    if (error.code !== 'ERR_INVALID_TYPESCRIPT_SYNTAX') process.exit(0);
    process.stderr.write(error.stack.trim());
    process.exit(1);
  }
  if (kind !== 'js' || /^[ \\t]*(?:import|export)\\b/m.test(text)) throw error;
  asScript();
}`;

function parseInNode(kind: string): Parser {
  return {
    kind: 'command',
    argv: ['node', '--experimental-vm-modules', '-e', NODE_PROGRAM, kind],
    complains: 1,
    says: ({ stderr }) => stderr.replaceAll(/\n\s{2,8}at [^\n]{0,500}|\nNode\.js v[\d.]{1,20}/g, ''),
  };
}

const PYTHON_PROGRAM = `
import sys
try:
    compile(sys.stdin.buffer.read(), 'file', 'exec', dont_inherit=True)
except SyntaxError as error:
    print(f'{type(error).__name__}: {error.msg} (line {error.lineno})\\n{(error.text or "").rstrip()}')
    sys.exit(65)
`;

function command(argv: readonly string[], complains: number): Choose {
  return () => ({
    kind: 'command',
    argv,
    complains,
    says: ({ stdout, stderr }) => (stderr.trim() === '' ? stdout : stderr),
  });
}

const BY_EXTENSION: ReadonlyMap<string, Choose> = new Map([
  ['json', json],
  ['js', javascript],
  ['mjs', javascript],
  ['cjs', javascript],
  ['ts', typescript],
  ['mts', typescript],
  ['cts', typescript],
  ['py', command(['python3', '-I', '-S', '-W', 'ignore', '-c', PYTHON_PROGRAM], 65)],
  ['pyi', command(['python3', '-I', '-S', '-W', 'ignore', '-c', PYTHON_PROGRAM], 65)],
  ['go', command(['gofmt', '-e', '-l'], 2)],
  ['rb', command(['ruby', '--disable=gems', '-c', '-'], 1)],
  ['php', command(['php', '-n', '-l'], 255)],
  ['sh', command(['bash', '--norc', '--noprofile', '-n'], 2)],
  ['bash', command(['bash', '--norc', '--noprofile', '-n'], 2)],
]);
