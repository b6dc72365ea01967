export type FixesUsedUp = { readonly limit: 'in-all' | 'in-a-row'; readonly count: number };

/** Said once, where checks failed again and nothing begins by itself any more. */
export function renderFixesUsedUp({ limit, count }: FixesUsedUp): string {
  const tried = `${count} ${count === 1 ? 'run' : 'runs'}`;
  return limit === 'in-all'
    ? `Checks failed again. ${tried} by itself is all that the settings of this repository allow a pull request (\`conduct.fixes-per-pull\`), so nothing more begins by itself here. Look at the checks; \`/retry\` with a hint has it tried once more.`
    : `Checks failed again, after ${tried} in a row that were to mend them. Nothing more begins by itself until somebody does something here: push a commit, submit a review, or write \`/retry\` with a hint.`;
}
