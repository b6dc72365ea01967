/** One file of the change as git in the box tells it: good enough to question the model, never to publish. */
export type ChangedFile = {
  readonly path: string;
  /** `null`: it was not there, or is no text of a size worth reading. */
  readonly before: string | null;
  readonly after: string | null;
  readonly status: 'added' | 'modified' | 'deleted';
  /** In bytes, after the change. */
  readonly size: number;
  readonly isText: boolean;
};
