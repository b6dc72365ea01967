/** What is said when a text that counts was changed after it counted. */
export const editNotes = {
  /** Of the issue, in the middle of a run. */
  issue:
    'This issue was changed while a run is going on. The run goes on with the text that it was asked for. To begin again with the new one, comment `/stop`, and then `/agent`.',
  /** Of a comment with commands. */
  command:
    'Commands in a comment that was edited are not carried out, since others may have read something else in it. Please write a new comment.',
} as const;
