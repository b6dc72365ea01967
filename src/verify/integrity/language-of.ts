/** The languages whose tests are read. What is none of them is read like JavaScript. */
export type Language = 'javascript' | 'python' | 'go' | 'rust' | 'java' | 'ruby';

export function languageOf(path: string): Language {
  const ending = /\.(\w{1,10})$/.exec(path)?.[1]?.toLowerCase() ?? '';
  return languages.get(ending) ?? 'javascript';
}

const languages: ReadonlyMap<string, Language> = new Map([
  ['py', 'python'],
  ['pyi', 'python'],
  ['go', 'go'],
  ['rs', 'rust'],
  ['java', 'java'],
  ['kt', 'java'],
  ['groovy', 'java'],
  ['rb', 'ruby'],
]);
