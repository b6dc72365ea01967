/** Why an install failed, as far as its output tells. */
export type Diagnosis = {
  readonly kind: DiagnosisKind;
  /** What happened. Names taken from the output are in backticks; it is the box's word. */
  readonly sentence: string;
  /** What a maintainer or an operator can do about it. */
  readonly nextAction: string;
};

export type DiagnosisKind =
  | 'registry'
  | 'peer-conflict'
  | 'git-dependency'
  | 'missing-system-package'
  | 'missing-toolchain'
  | 'wrong-version'
  | 'no-space'
  | 'out-of-memory'
  | 'timeout'
  | 'network-blocked'
  | 'lockfile-out-of-date'
  | 'native-build'
  | 'unknown';
