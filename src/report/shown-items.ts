/** How many tests of a kind, and how many findings, a report names before it only counts them. */
export const shownItems = 20;
