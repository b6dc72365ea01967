/**
 * For text that is shown as code, where nothing can be escaped. GitHub reads nothing there, but others read the raw
 * text: the log of a workflow, and git once the body has become the message of a squashed commit. A word joiner parts
 * what a workflow would run, what would keep a build from running, and what would close an issue.
 */
export function inertRaw(text: string): string {
  return text.replaceAll(acting, '$&\u2060');
}

const acting =
  /##(?=\[)|\[(?=(?:skip|no|ci|actions) ?(?:ci|skip|actions)\])|skip-checks(?=\s?:)|\*(?=NO_CI)|\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)(?=:?\s{1,40}(?:[\w.-]{1,100}\/[\w.-]{1,100})?(?:#\d|gh-\d|https?:))/gi;
