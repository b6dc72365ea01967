/** Stands hidden in the living comment of an issue, so that it can be found again. */
export function livingCommentMarker(issue: number): string {
  return `<!-- sandpiper:issue=${issue} -->`;
}
