/** How many tests of a kind, and how many findings, a report names before it only counts them. */
export const shownItems = 20;

/** How many tests are named that notice one part of the change. */
export const shownTests = 3;
