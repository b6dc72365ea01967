/** A line of a comment, without what HTML comments hide. */
export type CommentLine = {
  readonly text: string;
  readonly place:
    | 'open'
    /** Fenced, indented or inline code, or an element that shows its content as it is. */
    | 'code'
    | 'quotation'
    /** Has no mark of its own, and is shown as part of the quotation above it. */
    | 'below-quotation'
    /** Begins inside an HTML comment. */
    | 'hidden'
    /** What a mail program put below a reply. */
    | 'mail';
};
