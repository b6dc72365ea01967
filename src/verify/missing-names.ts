/**
 * The last part of each name that a run complains it does not have: a module, an export, a function. In the words of Node,
 * Vitest, Jest, Python, Go, Rust and Java. Time is linear in the output.
 */
export function missingNames(output: string): ReadonlySet<string> {
  const names = complaints.flatMap((pattern) => [...output.matchAll(pattern)].map((match) => match[1] ?? ''));
  return new Set(names.map(lastPart).filter((name) => name !== ''));
}

const complaints: readonly RegExp[] = [
  /Cannot find (?:module|package) '([^'\n]{1,300})'/g,
  /does not provide an export named '([^'\n]{1,300})'/g,
  /Failed to (?:resolve import|load url) "?([^"\s]{1,300})/g,
  /No module named '([^'\n]{1,300})'/g,
  /cannot import name '([^'\n]{1,300})'/g,
  /has no attribute '([^'\n]{1,300})'/g,
  /name '([^'\n]{1,300})' is not defined/g,
  /(?<![\w$])([\w$]{1,200})\)? is not (?:a function|defined|a constructor)\b/g,
  /undefined: ([\w.]{1,300})/g,
  /undefined \(type [^\n]{1,200} has no field or method (\w{1,300})/g,
  /(?:cannot find [a-z ]{1,40}|unresolved import|no [a-z ]{1,40} named) `([^`\n]{1,300})`/g,
  /symbol:[ \t]{1,20}(?:class|method|variable)[ \t]{1,9}(\w{1,300})/g,
];

/** Of `../src/say-time.js`, `pkg.mod.name` and `crate::mod::name` alike. */
function lastPart(name: string): string {
  const file = name.split(/[/\\]/).at(-1) ?? '';
  const isPath = file !== name || /\.(?:[cm]?[jt]sx?|json|py)$/.test(name);
  return isPath ? withoutExtension(file) : (file.split(/::|\./).at(-1) ?? '');
}

function withoutExtension(file: string): string {
  return file.replace(/(?<=.)\.[A-Za-z]{1,5}$/, '');
}
