/** The pages around `current`, at most `width` of them, none before 1 or after `last`. */
export function pageRange(current, last, width) {
  const start = Math.max(1, Math.min(current - Math.floor(width / 2), last - width));
  const length = Math.min(width, last);
  return Array.from({ length }, (_, index) => start + index);
}
