/** By its folder or its name. Wide: a test that is none is asked about less, which is the smaller mistake. */
export function isTestFile(path: string): boolean {
  return TEST_FOLDER.test(path) || TEST_NAME.test(path);
}

const TEST_FOLDER = /(?:^|\/)(?:tests?|__tests__|specs?|__mocks__|__snapshots__|e2e|fixtures|testdata)\//i;
const TEST_NAME =
  /(?:[._-](?:tests?|spec)\.[^./]{1,8}|(?:^|\/)(?:test_[^/]{1,200}|tests?|conftest)\.[^./]{1,8}|(?:Tests?|Spec)\.[a-z]{1,6})$/;
