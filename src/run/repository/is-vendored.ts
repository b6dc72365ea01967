/** Somebody else's files, or made ones, that are kept in the repository all the same. */
export function isVendored(path: string): boolean {
  return folders.test(path);
}

const folders =
  /(?:^|\/)(?:node_modules|vendor|third_party|bower_components|dist|target|\.yarn|\.venv|site-packages)\//;
