/**
 * Whether new or changed tests fail without the change they came with, found out by running head's tests on base's code.
 * `not-proven`: they pass there too, or fail for another reason than the missing change.
 */
export type FailFirst =
  | { readonly kind: 'proven' /** Fail on base's code, pass at head. */; readonly tests: readonly string[] }
  | { readonly kind: 'not-proven'; readonly because: string; readonly tests: readonly string[] }
  | { readonly kind: 'not-applicable'; readonly because: string };
