import { z } from 'zod';
import type { ReportedTest } from './reported-test.ts';
import type { TestResult } from './suite.ts';

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
    }),
  ),
});

/** Reads the JSON report of Jest, whose format Vitest writes too. */
export function parseJestReport(text: string): readonly ReportedTest[] | null {
  const report = reportSchema.safeParse(parseJson(text));
  return report.success ? report.data.testResults.flatMap(testsOfFile) : null;
}

type FileReport = z.infer<typeof reportSchema>['testResults'][number];

function testsOfFile(file: FileReport): readonly ReportedTest[] {
  const tests = file.assertionResults.map((test) => ({
    file: file.name,
    titles: [...test.ancestorTitles, test.title],
    status: statusOf(test.status),
  }));
  const failedByItself = file.status === 'failed' && tests.every((test) => test.status !== 'failed');
  return failedByItself ? [...tests, { file: file.name, titles: [], status: 'failed' }] : tests;
}

/** Pending, todo and disabled tests were all not run. */
function statusOf(status: string): TestResult['status'] {
  return status === 'passed' || status === 'failed' ? status : 'skipped';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A report that was cut off or forged: the schema turns `undefined` away.
    return undefined;
  }
}
