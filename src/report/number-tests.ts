/** Tests that are named once and then called by their number. */
export type TestNumbers = {
  /** Each once; the first is test 1. */
  readonly tests: readonly string[];
  /** "test 1 fails", "tests 1, 3 fail"; "a test fails" where none is known by name. */
  naming(tests: readonly string[]): string;
};

export function numberTests(names: readonly string[]): TestNumbers {
  const tests = [...new Set(names)];
  const numberOf = new Map(tests.map((test, index) => [test, index + 1]));
  return {
    tests,
    naming(some) {
      const numbers = some.flatMap((test) => numberOf.get(test) ?? []).toSorted((one, other) => one - other);
      if (numbers.length === 0) return 'a test fails';
      return numbers.length === 1 ? `test ${numbers[0]} fails` : `tests ${numbers.join(', ')} fail`;
    },
  };
}
