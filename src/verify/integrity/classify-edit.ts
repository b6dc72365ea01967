export type EditKind = 'expectation-changed' | 'tolerance-widened' | 'timeout-raised';

/** What became of a line of a test in which only values were changed. */
export function classifyEdit(before: string, after: string): EditKind {
  const [was, is] = [numbersOf(before), numbersOf(after)];
  const changed = was.flatMap((number, index) => (number === is[index] ? [] : [{ was: number, is: is[index] ?? NaN }]));
  const haveGrown = changed.length > 0 && changed.every((number) => number.is > number.was);
  const haveShrunk = changed.length > 0 && changed.every((number) => number.is < number.was);
  if (withoutNumbers(before) !== withoutNumbers(after)) return 'expectation-changed';
  if (haveGrown && patience.test(after)) return 'timeout-raised';
  if (haveGrown && margin.test(after)) return 'tolerance-widened';
  if (haveShrunk && digits.test(after)) return 'tolerance-widened';
  return 'expectation-changed';
}

const number = /(?<![\w.])-?\d[\d_]{0,30}(?:\.\d{0,30})?(?:e[+-]?\d{1,4})?/gi;

function numbersOf(text: string): readonly number[] {
  return (text.match(number) ?? []).map((digitsOfIt) => Number(digitsOfIt.replaceAll('_', '')));
}

function withoutNumbers(text: string): string {
  return text.replace(number, '0');
}

const patience = /time_?out|\bretr(?:y|ies)|\bsleep\b|\bdeadline|wait|flaky|^\}?,? ?\d[\d_]*\);?$|\}, ?\d[\d_]*\);?$/i;
const margin =
  /close_?to\b|tolerance|\bapprox|\bdelta\b|\bepsilon\b|\beps\b|\bIn(?:Delta|Epsilon)\b|be_within|isclose|allclose|\b[ar]tol\b|\brel\b|\babs\b|abs_tol|rel_tol|toBeLessThan|assertLess|assertEquals?\([^,]{1,80},[^,]{1,80}, ?-?[\d.]{1,20}[fd]?\);?$|<=? ?-?[\d.]/i;
const digits = /toBeCloseTo|assertAlmostEqual|places|decimal|toBeGreaterThan|assertGreater|>=? ?-?[\d.]/i;
