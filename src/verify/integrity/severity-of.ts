import type { IntegrityFinding } from '../suite.ts';

/** `blocks`: the evidence is weaker than it was, and no passing test makes up for that. `warns`: a reader should look. */
export type Severity = 'blocks' | 'warns';

/** How much each kind of finding speaks against a change. The one place where that is decided. */
export function severityOf(kind: IntegrityFinding['kind']): Severity {
  return severities[kind];
}

/** Whether a finding of this kind takes the weight from tests that pass. */
export function weakens(kind: IntegrityFinding['kind']): boolean {
  return severityOf(kind) === 'blocks';
}

const severities: Readonly<Record<IntegrityFinding['kind'], Severity>> = {
  'test-deleted': 'blocks',
  'test-skipped': 'blocks',
  'test-focused': 'blocks',
  'assertions-removed': 'blocks',
  'assertions-weakened': 'blocks',
  'failures-swallowed': 'blocks',
  'failures-ignored': 'blocks',
  'snapshots-only': 'blocks',
  'test-command-changed': 'blocks',
  'judge-patched': 'blocks',
  'probe-named': 'blocks',
  'skipped-test-added': 'warns',
  'cases-removed': 'warns',
  'tolerance-widened': 'warns',
  'timeout-raised': 'warns',
  'expectation-changed': 'warns',
  'snapshots-changed': 'warns',
  'checks-silenced': 'warns',
  'checks-loosened': 'warns',
  'coverage-loosened': 'warns',
  'ci-loosened': 'warns',
  'only-tests-changed': 'warns',
  'tests-changed': 'warns',
  'test-setup-changed': 'warns',
  'tests-detected': 'warns',
};
