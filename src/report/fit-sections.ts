/** A part of a document. `keep` is higher for what a reader needs more; `always` is never left out. */
export type Section = { readonly markdown: string; readonly keep: 'always' | number };

/** Joins the sections in order. When they are too long together, the least needed go first, and the reader is told. */
export function fitSections(sections: readonly Section[], maxCharacters: number): string {
  const full = join(sections);
  if (full.length <= maxCharacters) return full;
  const leastNeeded = sections.reduce(
    (least, { keep }) => (keep === 'always' ? least : Math.min(least, keep)),
    Infinity,
  );
  if (leastNeeded === Infinity) return full.slice(0, maxCharacters).toWellFormed();
  const fewer = sections.flatMap((section) => (section.keep === leastNeeded ? leftOut(sections, section) : [section]));
  return fitSections(fewer, maxCharacters);
}

const notice: Section = {
  markdown: '_Some details were too long to be shown here; they are in the full logs._',
  keep: 'always',
};

/** The first section that is left out gives its place to the notice. */
function leftOut(sections: readonly Section[], section: Section): readonly Section[] {
  const isFirst = !sections.includes(notice) && sections.find(({ keep }) => keep === section.keep) === section;
  return isFirst ? [notice] : [];
}

function join(sections: readonly Section[]): string {
  return sections
    .map(({ markdown }) => markdown)
    .filter((markdown) => markdown !== '')
    .join('\n\n');
}
