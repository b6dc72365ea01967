/** What a text calls by name. `symbols`: as code is written; `words`: ordinary ones. */
export type Names = { readonly symbols: readonly string[]; readonly words: readonly Word[] };

/** A word as it was written, and what it has in common with its other forms. */
export type Word = { readonly written: string; readonly stem: string };

const limits = { symbols: 30, words: 40 };

/** What is in code spans or looks like a name of code, and the other words that are not said in every issue. */
export function namedIn(text: string): Names {
  const [symbols, words] = [new Set<string>(), new Map<string, string>()];
  text.split('`').forEach((part, index) => {
    for (const { 0: token, index: at } of part.matchAll(/[A-Za-z_$][\w$]{1,80}/g)) {
      const isCode = index % 2 === 1 || /[_$]|[a-z][A-Z]/.test(token) || part[at + token.length] === '(';
      if (isCode && !keywords.has(token)) symbols.add(token);
      else if (token.length >= 4 && !commonWords.has(token.toLowerCase()) && !words.has(stemOf(token)))
        words.set(stemOf(token), token);
    }
  });
  return {
    symbols: [...symbols].slice(0, limits.symbols),
    words: [...words].slice(0, limits.words).map(([stem, written]) => ({ written, stem })),
  };
}

/** `rounding`, `rounds` and `rounded` are one word. */
export function stemOf(word: string): string {
  return word.toLowerCase().replace(/(?<=[a-z]{4})(?:ing|ed|es|s)$/, '');
}

const keywords = new Set(
  'true false null undefined None True False nil return const let var function class import export from def self this new if else for while string number boolean int str void type async await npm node test'.split(
    ' ',
  ),
);

const commonWords = new Set(
  'that this with from have when then than should must will would could cannot does doesn into only also like some more they them there their here what which where while after before because been being were each every other same such very just about instead expected expect expects actual behavior behaviour issue error errors problem work works working make makes need needs using used uses user users currently please code file files line lines value values result results case cases call called calls return returns always never want added adds change changes changed both between'.split(
    ' ',
  ),
);
