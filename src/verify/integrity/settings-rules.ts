import type { IntegrityFinding } from '../suite.ts';

/** What in a settings file lets more pass when there is more of it, or less of it. */
export type SettingsRule = {
  readonly kind: IntegrityFinding['kind'];
  readonly file: RegExp;
  readonly says: string;
  /** Matched in the text. */
  readonly more?: RegExp;
  readonly fewer?: RegExp;
  /** Lists that let more pass the longer they are. */
  readonly lists?: RegExp;
  /** Numbers that let more pass the lower they are, by their names. */
  readonly floors?: RegExp;
};

const eslint =
  /(?:^|\/)(?:eslint\.config\.\w{2,3}|\.eslintrc(?:\.\w+)?|\.?oxlintrc\.json|\.stylelintrc(?:\.\w+)?|package\.json)$/;
const python =
  /(?:^|\/)(?:pyproject\.toml|setup\.cfg|tox\.ini|\.?mypy\.ini|\.?ruff\.toml|\.flake8|\.?pylintrc|pyrightconfig\.json)$/;
const coverage =
  /(?:^|\/)(?:package\.json|(?:vitest|vite|jest|karma)[.\w-]*\.config\.\w{2,4}|jest\.config\.\w{2,4}|\.(?:nyc|c8)rc(?:\.\w+)?|pyproject\.toml|setup\.cfg|tox\.ini|pytest\.ini|\.coveragerc|\.?codecov\.ya?ml|\.simplecov|pom\.xml|build\.gradle(?:\.kts)?)$/;
export const ciFile =
  /^\.github\/(?:workflows|actions)\/.+\.ya?ml$|(?:^|\/)(?:\.gitlab-ci\.ya?ml|\.circleci\/.+\.ya?ml|\.travis\.ya?ml|azure-pipelines\.ya?ml|bitbucket-pipelines\.ya?ml|Jenkinsfile|\.drone\.ya?ml|\.pre-commit-config\.ya?ml|lefthook\.ya?ml|\.husky\/[^/]+|\.lintstagedrc(?:\.\w+)?|Taskfile\.ya?ml|justfile)$/;

export const settingsRules: readonly SettingsRule[] = [
  {
    kind: 'checks-loosened',
    file: eslint,
    says: 'turns lint rules off or down',
    more: /["'][\w@/-]{1,80}["']\s{0,9}:\s{0,9}(?:\[\s{0,9})?(?:["'](?:off|warn)["']|[01]\b)|^\s{0,40}[\w@/-]{1,80}:\s{0,9}(?:\[\s{0,9})?["']?(?:off|warn)["']?\b/gm,
    fewer: /(?:["'](?:error)["']|:\s{0,9}2\b)/g,
    lists: /^(?:ignores|ignorePatterns|ignoreFiles)$/,
  },
  {
    kind: 'checks-loosened',
    file: /(?:^|\/)biome\.jsonc?$/,
    says: 'turns lint rules off or down',
    more: /["'](?:off|warn|info)["']|"(?:enabled|recommended)"\s{0,9}:\s{0,9}false|"!/g,
    fewer: /["']error["']/g,
    lists: /^ignore$/,
  },
  {
    kind: 'checks-loosened',
    file: /(?:^|\/)(?:tsconfig[\w.-]*|jsconfig)\.json$/,
    says: 'lets the type checker see less',
    more: /"(?:strict|strict[A-Z]\w{1,40}|no(?:Implicit|Unused|Unchecked|Fallthrough|Property|UncheckedIndexed)\w{1,40}|exactOptionalPropertyTypes|alwaysStrict|checkJs|useUnknownInCatchVariables)"\s{0,9}:\s{0,9}false|"(?:skipLibCheck|allowUnreachableCode|allowUnusedLabels|suppress\w{1,40})"\s{0,9}:\s{0,9}true/g,
    fewer:
      /"(?:strict|strict[A-Z]\w{1,40}|no(?:Implicit|Unused|Unchecked|Fallthrough|Property|UncheckedIndexed)\w{1,40}|exactOptionalPropertyTypes|alwaysStrict|checkJs|useUnknownInCatchVariables)"\s{0,9}:\s{0,9}true/g,
    lists: /^exclude$/,
  },
  {
    kind: 'checks-loosened',
    file: python,
    says: 'lets the linter or the type checker see less',
    more: /\b(?:ignore_errors|ignore_missing_imports|allow_untyped_\w{1,20}|allow_any_\w{1,20})\s{0,9}=\s{0,9}[Tt]rue|\b(?:strict|disallow_\w{1,40}|check_untyped_defs|warn_\w{1,40})\s{0,9}=\s{0,9}[Ff]alse|"report\w{1,60}"\s{0,9}:\s{0,9}(?:false|"(?:none|warning)")/g,
    fewer: /\b(?:strict|disallow_\w{1,40}|check_untyped_defs|warn_\w{1,40})\s{0,9}=\s{0,9}[Tt]rue/g,
    lists:
      /^(?:(?:extend-)?ignore|(?:extend-)?exclude|extend-per-file-ignores|per-file-ignores|disable|disable_error_code|unfixable)$/,
  },
  {
    kind: 'checks-loosened',
    file: /(?:^|\/)\.golangci\.(?:ya?ml|toml|json)$/,
    says: 'turns linters off or excludes more',
    more: /\b(?:disable-all|new)\s{0,9}[:=]\s{0,9}true/g,
    lists: /^(?:disable|exclude|excludes|exclude-\w{1,20}|skip-\w{1,20}|exclusions|rules|paths)$/,
  },
  {
    kind: 'checks-loosened',
    file: /(?:^|\/)(?:Cargo|clippy|\.clippy)\.toml$/,
    says: 'turns lints off or down',
    more: /=\s{0,9}"(?:allow|warn)"|level\s{0,9}=\s{0,9}"(?:allow|warn)"/g,
    fewer: /=\s{0,9}"(?:deny|forbid)"/g,
  },
  {
    kind: 'checks-loosened',
    file: /(?:^|\/)\.rubocop(?:_todo)?\.yml$/,
    says: 'turns cops off or excludes more',
    more: /\bEnabled:\s{0,9}false/g,
    lists: /^Exclude$/,
  },
  {
    kind: 'checks-loosened',
    file: /(?:^|\/)\.(?:eslint|prettier|stylelint|nyc|c8)?ignore$/,
    says: 'excludes more',
    more: /^(?!\.git)[^\s#!][^\n]{0,300}/gm,
  },
  {
    kind: 'coverage-loosened',
    file: coverage,
    says: 'asks for less coverage',
    more: /\b(?:check-coverage|checkCoverage|enabled)["']?\s{0,9}[:=]\s{0,9}false/g,
    lists: /^(?:omit|exclude_lines|exclude_also|coveragePathIgnorePatterns)$/,
    floors:
      /(?<![\w-])(?:--)?(branches|lines|functions|statements|fail_under|fail-under|cov-fail-under|minimum_coverage|target|minimum|perFile)["']?\s{0,9}[:=\s]\s{0,9}["']?(\d{1,3}(?:\.\d{1,4})?)\b/g,
  },
  {
    kind: 'ci-loosened',
    file: ciFile,
    says: 'lets more pass in CI',
    more: /\bcontinue-on-error:\s{0,9}(?!false)\S|\ballow_failure:\s{0,9}true|\|\|\s{0,9}(?:true|:|exit 0|echo\b)|--no-verify\b|--exit-zero\b|--passWithNoTests\b|--pass-with-no-tests\b|-DskipTests\b|-Dmaven\.test\.skip|\bset \+e\b|\bif:\s{0,9}(?:false|\$\{\{\s{0,9}false)|--no-cov\b|--deselect\b|catchError\b|\bwhen:\s{0,9}(?:never|manual)\b/g,
    fewer:
      /\b(?:npm|pnpm|yarn|bun|npx|make|tox|nox|cargo|go|mvn|gradlew?|rake|bundle exec|poetry run|uv run|python -m)\s[^\n]{0,80}\b(?:test|check|lint|vet|clippy|verify|typecheck|tsc|pytest|rspec|mypy|ruff)\b|\b(?:pytest|vitest|jest|mocha|rspec|mypy|ruff check|eslint|tsc)\b/g,
  },
];
