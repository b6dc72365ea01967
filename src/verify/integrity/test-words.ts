import type { Language } from './language-of.ts';

/** How a language's test libraries spell things. Every pattern is bounded, so that reading takes linear time. */
export type TestWords = {
  /** The name of a test in the first group that has one. Matched where strings still have their words. */
  readonly title: RegExp;
  /** From here on: matched where strings are empty. */
  readonly skip: RegExp;
  readonly focus: RegExp;
  readonly assertion: RegExp;
  /** A statement that starts with an assertion: it asks little. */
  readonly weak: RegExp;
  /** It holds whatever the code does. */
  readonly hollow: RegExp;
};

const quotedTitle = String.raw`(?:'((?:\\.|[^'\\\n]){0,500})'|"((?:\\.|[^"\\\n]){0,500})"|\x60((?:\\.|[^\x60\\\n]){0,500})\x60)`;
const modifiers = String.raw`(?:\.\w{1,20}|\[\s{0,9}['"\x60]\w{1,20}['"\x60]\s{0,9}\]){0,3}`;
const groups = 'it|test|describe|suite|context|specify';
/** Options that stand after a title. */
const options = String.raw`['"\x60]\s{0,9},\s{0,9}\{[^{}]{0,200}\b`;
const isSame = String.raw`\(\s{0,9}([\w.]{1,60})\s{0,9}`;

const javascript: TestWords = {
  title: new RegExp(
    String.raw`\b[xf]?(?:it|test|specify)${modifiers}\s{0,20}\(\s{0,200}${quotedTitle}|[)\x60]\s{0,9}\(\s{0,99}${quotedTitle}(?=\s{0,9},\s{0,9}(?:async\b|function\b|\(|\{|\w{1,40}\s{0,9}=>))`,
    'g',
  ),
  skip: new RegExp(
    [
      String.raw`\b(?:${groups}|t|ctx|this)(?:\.\w{1,20}){0,2}\.(?:skip|todo|skipIf|runIf|fails|failing|fixme)\b`,
      String.raw`\bx(?:it|test|describe|context|specify)(?:\.\w{1,20}){0,2}\s{0,9}\(`,
      String.raw`\b(?:${groups})\[\s{0,9}['"\x60]\s{4,7}['"\x60]\s{0,9}\](?=\s{0,9}\()`,
      String.raw`${options}(?:skip|todo|fails)\s{0,9}:\s{0,9}(?!false\b|undefined\b|0\b)`,
      String.raw`\bpending\s{0,9}\(\s{0,9}['"\x60)]`,
    ].join('|'),
    'g',
  ),
  focus: new RegExp(
    [
      String.raw`\b(?:${groups})(?:\.\w{1,20}){0,2}\.only\b`,
      String.raw`\bf(?:it|describe|context)(?:\.\w{1,20}){0,2}\s{0,9}\(\s{0,9}['"\x60]`,
      String.raw`${options}only\s{0,9}:\s{0,9}true\b`,
    ].join('|'),
    'g',
  ),
  assertion:
    /\b(?:expect|assert)\w{0,40}(?:\.\w{1,30}){0,3}\s{0,9}\(|\.should\b|\bt\.(?:is|not|deepEqual|equals?|same|strictSame|like|true|false|truthy|falsy|throws\w{0,5}|notThrows\w{0,5}|regex|match|ok|notOk|error|snapshot|equal|strictEqual)\s{0,9}\(/g,
  weak: new RegExp(
    [
      String.raw`\.(?:toBeDefined|toBeTruthy|toBeFalsy|toBeInstanceOf|toBeTypeOf|toHaveBeenCalled\(\s{0,9}\)|toThrow(?:Error)?\(\s{0,9}\)|not\.(?:toBe|toEqual|toStrictEqual|toBeNull|toBeUndefined|toThrow(?:Error)?)\b|toBe(?:GreaterThan(?:OrEqual)?\(\s{0,9}-?[01]\s{0,9}\)|\(\s{0,9}(?:true|false)\s{0,9}\))|toEqual\(\s{0,9}(?:true|false)\s{0,9}\)|toEqual\(\s{0,9}expect\.any)`,
      String.raw`\.(?:to|be|is|should)(?:\.\w{1,12}){0,3}\.(?:ok|exist|a|an|true|false)\b|\.not\.(?:equal|eql|be)\b`,
      String.raw`^assert(?:\.(?:ok|isOk|exists|isDefined|isNotNull|notStrictEqual|notEqual|notDeepEqual|notDeepStrictEqual|doesNotThrow|isTrue|isFalse))?\s{0,9}\((?!.{0,200}(?:[=!]==?|[<>]))`,
      String.raw`^assert\.(?:equal|strictEqual)\s{0,9}\(.{0,200},\s{0,9}(?:true|false)\s{0,9}\)`,
      String.raw`^t\.(?:truthy|falsy|true|false|ok|notOk|not|notThrows\w{0,5})\b`,
    ].join('|'),
  ),
  hollow: new RegExp(
    [
      String.raw`^assert(?:\.(?:ok|isTrue))?\s{0,9}\(\s{0,9}(?:true|1|!0|!false)\s{0,9}[,)]`,
      String.raw`^expect\s{0,9}\(\s{0,9}(?:true|false|\d{1,9}|null|undefined|['"\x60][^'"\x60\n]{0,40}['"\x60])\s{0,9}\)(?!.{0,200}\(\s{0,9}[A-Za-z_$][\w.$]{0,60}\s{0,9}\()`,
      String.raw`^assert\.\w{0,20}[eE]qual\s{0,9}${isSame},\s{0,9}\1\s{0,9}[,)]`,
      String.raw`^expect\s{0,9}\(\s{0,9}([\w.]{1,60})\s{0,9}\)(?:\.to)?\.\w{1,20}\(\s{0,9}\2\s{0,9}\)`,
      String.raw`^(?:expect|assert)\b.{0,200}\|\|\s{0,9}(?:true|1)\s{0,9}[,)]`,
      String.raw`^t\.(?:pass\(|(?:ok|true|truthy)\(\s{0,9}true)`,
    ].join('|'),
  ),
};

const python: TestWords = {
  title: /^[ \t]{0,40}(?:async[ \t]{1,9})?def[ \t]{1,9}(test\w{0,200})/gm,
  skip: /@?\b(?:pytest\.)?mark\.(?:skip|skipif|xfail)\b|\bpytest\.(?:skip|xfail|importorskip)\s{0,9}\(|@(?:unittest\.)?(?:skip|skipIf|skipUnless|expectedFailure)\b|\.skipTest\s{0,9}\(|\braise\s{1,9}(?:unittest\.)?SkipTest\b|\b__test__\s{0,9}=\s{0,9}False|\bcollect_ignore(?:_glob)?\s{0,9}=/g,
  focus: /@pytest\.mark\.only\b/g,
  assertion:
    /^[ \t]{0,99}assert\b|\bself\.(?:assert|fail)\w{0,40}\s{0,9}\(|\bassert_\w{1,40}\s{0,9}\(|\.assert_\w{1,40}\s{0,9}\(|\bpytest\.(?:raises|warns|fail)\s{0,9}\(/gm,
  weak: /^assert\s(?!.{0,300}(?:[=!]=|[<>]|\bin\b|\bisinstance\b|\bis\s+(?!not\s+None)))|^assert\s.{0,200}(?:\bis\s+not\s+None|\bisinstance\s{0,9}\(|==\s{0,9}(?:True|False)\b|!=|>=?\s{0,9}0\s{0,9}$)|^self\.assert(?:IsNotNone|IsInstance|NotEqual|Is\w{0,9}\s{0,9}\(.{0,200},\s{0,9}(?:True|False)\s{0,9}\)|(?:True|False)\s{0,9}\((?!.{0,200}(?:[=!]=|[<>]|\bin\b)))|^self\.assertEqual\s{0,9}\(.{0,200},\s{0,9}(?:True|False)\s{0,9}\)|^pytest\.raises\s{0,9}\(\s{0,9}(?:Base)?Exception\s{0,9}\)|^\.assert_called\s{0,9}\(/,
  hollow:
    /^assert\s{1,9}(?:True|1|not\s{1,9}False)\s{0,9}(?:$|,)|^assert\s{1,9}([\w.]{1,60})\s{0,9}==\s{0,9}\1\s{0,9}(?:$|,)|^assert\b.{0,300}\bor\s{1,9}(?:True|1)\s{0,9}(?:$|,)|^self\.assertTrue\s{0,9}\(\s{0,9}True\b|^self\.assertEqual\s{0,9}\(\s{0,9}([\w.]{1,60})\s{0,9},\s{0,9}\2\s{0,9}\)/,
};

const go: TestWords = {
  title:
    /^func[ \t]{1,9}((?:Test|Benchmark|Fuzz|Example)\w{0,200})|\b\w{1,9}\.Run\(\s{0,40}"((?:\\.|[^"\\\n]){0,300})"/gm,
  skip: /\b\w{1,9}\.(?:Skip|Skipf|SkipNow)\s{0,9}\(/g,
  focus: /\bFocus(?:It|Describe|Entry|Context)\s{0,9}\(|\bF(?:It|Describe|Entry|Context)\s{0,9}\(/g,
  assertion:
    /\b(?:t|b|tb|s)\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow)\s{0,9}\(|\b(?:assert|require|is|qt|s)\.[A-Z]\w{1,30}\s{0,9}\(|\bExpect\s{0,9}\(/g,
  weak: /^(?:assert|require|is|s)\.(?:NotNil|NotEmpty|NoError|NotEqual|Error|True|False|NotPanics|NotZero|IsType)\s{0,9}\((?!.{0,200}(?:[=!]=|[<>]))/,
  hollow:
    /^(?:assert|require)\.True\s{0,9}\(\s{0,9}\w{1,9}\s{0,9},\s{0,9}true\b|^(?:assert|require)\.Equal\s{0,9}\(\s{0,9}\w{1,9}\s{0,9},\s{0,9}([\w.]{1,60})\s{0,9},\s{0,9}\1\s{0,9}[,)]/,
};

const rust: TestWords = {
  title:
    /#\[(?:\w{1,30}::)?(?:test|rstest|test_case)\b[^\]\n]{0,200}\]\s{0,40}(?:#\[[^\]\n]{0,200}\]\s{0,40}){0,5}(?:pub\s{1,9})?(?:async\s{1,9})?fn\s{1,9}(\w{1,200})/g,
  skip: /#\[\s{0,9}ignore\b|#\[\s{0,9}should_panic\b|#\[\s{0,9}cfg\s{0,9}\(\s{0,9}(?:any|FALSE)\s{0,9}\(?/g,
  focus: /(?!)/g,
  assertion: /\b(?:debug_)?assert\w{0,30}!\s{0,9}[([]|\bpanic!\s{0,9}\(/g,
  weak: /^assert!\s{0,9}\((?!.{0,300}(?:[=!]=|[<>](?!\()))|^assert_ne!|^assert_eq!\s{0,9}\(.{0,200},\s{0,9}(?:true|false)\s{0,9}\)/,
  hollow:
    /^assert!\s{0,9}\(\s{0,9}true\b|^assert_eq!\s{0,9}\(\s{0,9}([\w.]{1,60})\s{0,9},\s{0,9}\1\s{0,9}[,)]|^assert!.{0,300}\|\|\s{0,9}true\s{0,9}[,)]/,
};

const java: TestWords = {
  title:
    /@(?:Test|ParameterizedTest|RepeatedTest)\b[^;{}]{0,400}?\b(?:void|fun)\s{1,9}(?:(\w{1,200})|\x60([^\x60\n]{1,200})\x60)/g,
  skip: /@(?:Disabled\w{0,30}|Ignore)\b|\bassume(?:True|False|That)\s{0,9}\(|\benabled\s{0,9}=\s{0,9}false\b/g,
  focus: /(?!)/g,
  assertion: /\b(?:assert\w{0,40}|verify|fail|expectThrows)\s{0,9}\(/g,
  weak: /^assert(?:NotNull|NotEquals|NotSame|DoesNotThrow|InstanceOf)\s{0,9}\(|^assert(?:True|False)\s{0,9}\((?!.{0,300}(?:[=!]=|[<>]|\b(?:equals|contains\w{0,9}|isEmpty|startsWith|endsWith|matches)\b))|^assertEquals\s{0,9}\(\s{0,9}(?:true|false)\s{0,9},|^assertThat\b(?!.{0,300}(?:[=!]=|[<>]|\.(?:equals|contains|startsWith|endsWith|matches)\w{0,9}\s{0,9}\()).{0,300}\.(?:isNotNull|isNotEmpty|isInstanceOf|isTrue|isFalse)\s{0,9}\(/,
  hollow:
    /^assertTrue\s{0,9}\(\s{0,9}(?:"[^"\n]{0,99}"\s{0,9},\s{0,9})?true\b|^assertEquals\s{0,9}\(\s{0,9}([\w.]{1,60})\s{0,9},\s{0,9}\1\s{0,9}\)|^assert(?:True)?\b.{0,300}\|\|\s{0,9}true\s{0,9}[,)]/,
};

const ruby: TestWords = {
  title: new RegExp(
    String.raw`^[ \t]{0,40}def[ \t]{1,9}(test\w{0,200})|^[ \t]{0,40}[xf]?(?:it|test|specify|example|scenario|pending|skip)[ \t(]{1,9}${quotedTitle}[^\n]{0,300}(?:\bdo\b|\{)`,
    'gm',
  ),
  skip: /\bx(?:it|describe|context|specify|example|scenario)\b|^[ \t]{0,99}(?:skip|pending)\b|,\s{0,9}:?(?:skip|pending)\b(?!:\s{0,9}(?:false|nil))/gm,
  focus: /\bf(?:it|describe|context|specify)\s{1,9}['"]|,\s{0,9}(?::focus\b|focus:\s{0,9}true)/g,
  assertion: /^[ \t]{0,99}(?:assert|refute)\w{0,40}\b|\bexpect\s{0,9}[({]|\b(?:is_expected|should)\b|\.must_\w{1,30}/gm,
  weak: /\b(?:be_truthy|be_falsey|be_present|be_an?|be_an?_instance_of)\b|\bnot_to\b|\bto_not\b|\bto\s{1,9}(?:be|eq|eql)[ (]{1,3}(?:true|false)\b|\braise_error\s{0,9}$|^assert\s(?!.{0,200}(?:==|[<>]))|^(?:refute_nil|assert_kind_of|assert_instance_of|refute_equal|assert_not_nil)\b|^assert_equal\s{1,9}(?:true|false)\b/,
  hollow:
    /^assert(?:\s{1,9}|\()true\b|^assert_equal[\s(]{1,9}([\w.]{1,60}),\s{0,9}\1\s{0,9}(?:$|\))|^expect\s{0,9}\(\s{0,9}(?:true|\d{1,9})\s{0,9}\)|\|\|\s{0,9}true\s{0,9}(?:$|\))/,
};

export const testWords: Readonly<Record<Language, TestWords>> = { javascript, python, go, rust, java, ruby };
