import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { Fault } from '../errors.ts';

export type OperatorSettings = ReturnType<typeof parseSettings>;
export type GitHubSettings = ReturnType<typeof parseGitHub>;
type Environment = Readonly<Record<string, string | undefined>>;

/** What every command needs. Throws a `Fault` that lists each setting that is missing or wrong, and how to put it right. */
export function operatorSettings(env: Environment = process.env): OperatorSettings {
  return orExplain(() => parseSettings(env));
}

/** What only `serve` needs: the GitHub App. Throws like `operatorSettings`. */
export function gitHubSettings(env: Environment = process.env): GitHubSettings {
  return orExplain(() => parseGitHub(env));
}

const positive = z.coerce.number().positive();
const count = z.coerce.number().int().positive();

const common = z.object({
  SANDPIPER_DATA_DIR: z.string().default('.sandpiper'),
  SANDPIPER_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_BASE_URL: z.url().default('https://api.openai.com/v1'),
  SANDPIPER_MODEL: z.string().min(1).optional(),
  SANDPIPER_PRICE_INPUT: z.coerce.number().min(0).optional(),
  SANDPIPER_PRICE_OUTPUT: z.coerce.number().min(0).optional(),
  SANDPIPER_PRICE_CACHED: z.coerce.number().min(0).optional(),
  SANDPIPER_MODEL_API: z.enum(['chat', 'responses']).optional(),
  SANDPIPER_MODEL_WINDOW: z.coerce.number().int().min(4_096).optional(),
  SANDPIPER_MODEL_OUTPUT: count.optional(),
  SANDPIPER_MODEL_EFFORT: z.enum(['minimal', 'low', 'medium', 'high', 'xhigh']).optional(),
  SANDPIPER_MODEL_EDITS: z.enum(['edit', 'apply-patch']).optional(),
  SANDPIPER_MODEL_TOOLS: z.enum(['native', 'text', 'auto']).optional(),
  SANDPIPER_MAX_STEPS: count.default(120),
  SANDPIPER_MAX_TOKENS: count.default(4_000_000),
  SANDPIPER_MAX_COST_USD: positive.default(5),
  SANDPIPER_MAX_MINUTES: positive.default(45),
  SANDPIPER_PLAN_SHARE: positive.max(1).default(0.3),
  SANDPIPER_CANDIDATES_AT_ONCE: count.default(2),
  SANDPIPER_INSTALL_TIMEOUT_MINUTES: positive.default(10),
  SANDPIPER_TEST_TIMEOUT_MINUTES: positive.default(15),
  SANDPIPER_SANDBOX_CPUS: positive.default(2),
  SANDPIPER_SANDBOX_MEMORY_MIB: count.default(4096),
  SANDPIPER_SANDBOX_PIDS: count.default(512),
  SANDPIPER_WORKSPACE_MIB: count.default(2048),
  SANDPIPER_WORKSPACE_INODES: count.default(500_000),
  SANDPIPER_EGRESS_HOSTS: z.string().default(''),
  SANDPIPER_REPOSITORY_HOSTS: z.string().default(''),
  SANDPIPER_IMAGE: z.string().default('auto'),
  SANDPIPER_ISOLATION: z.enum(['container', 'user-ns', 'syscall', 'vm']).default('container'),
  SANDPIPER_WORKSPACE_STORAGE: z.enum(['memory', 'disk']).default('memory'),
  SANDPIPER_DISK_GIB: positive.default(20),
  SANDPIPER_LAYERS_GIB: z.coerce.number().min(0).default(8),
  SANDPIPER_LAYERS_DAYS: positive.default(14),
  SANDPIPER_WARM_BOXES: z.coerce.number().int().min(0).default(2),
  XDG_CACHE_HOME: z.string().optional(),
  HOME: z.string().optional(),
  DOCKER_HOST: z.string().default('unix:///var/run/docker.sock'),
  GIT_SSL_CAINFO: z.string().optional(),
  PATH: z.string().default('/usr/local/bin:/usr/bin:/bin'),
});

const address = z.string().exactOptional();

const registries = z.object({
  PIP_INDEX_URL: address,
  UV_INDEX_URL: address,
  UV_DEFAULT_INDEX: address,
  GOPROXY: address,
  GOSUMDB: address,
  GONOSUMDB: address,
});

const telemetry = z.object({
  OTEL_EXPORTER_OTLP_ENDPOINT: address,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: address,
  OTEL_SDK_DISABLED: address,
  OTEL_SERVICE_NAME: address,
  OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: address,
});

function parseSettings(env: Environment) {
  const value = common.parse(withoutEmpty(env));
  return {
    dataDirectory: resolve(value.SANDPIPER_DATA_DIR),
    logLevel: value.SANDPIPER_LOG_LEVEL,
    model: {
      baseUrl: value.OPENAI_BASE_URL,
      apiKey: value.OPENAI_API_KEY ?? null,
      name: value.SANDPIPER_MODEL ?? null,
      /** What the operator knows better than our table. */
      profile: {
        wire: value.SANDPIPER_MODEL_API,
        contextWindow: value.SANDPIPER_MODEL_WINDOW,
        maxOutputTokens: value.SANDPIPER_MODEL_OUTPUT,
        effort: value.SANDPIPER_MODEL_EFFORT,
        editStyle: value.SANDPIPER_MODEL_EDITS,
        toolProtocol: value.SANDPIPER_MODEL_TOOLS,
        price: priceOf(value),
      },
    },
    budget: {
      steps: value.SANDPIPER_MAX_STEPS,
      tokens: value.SANDPIPER_MAX_TOKENS,
      costUsd: value.SANDPIPER_MAX_COST_USD,
      minutes: value.SANDPIPER_MAX_MINUTES,
    },
    /** The part of the budget that a plan may take. */
    planShare: value.SANDPIPER_PLAN_SHARE,
    /** Of several candidates of one run, how many are worked on beside one another. */
    candidatesAtOnce: value.SANDPIPER_CANDIDATES_AT_ONCE,
    installTimeoutMs: value.SANDPIPER_INSTALL_TIMEOUT_MINUTES * 60_000,
    testTimeoutMs: value.SANDPIPER_TEST_TIMEOUT_MINUTES * 60_000,
    /** The image of every box of a run: a name of ours, a folder with a Dockerfile, or a reference. `null`: by repository. */
    image: value.SANDPIPER_IMAGE === 'auto' ? null : value.SANDPIPER_IMAGE,
    isolation: value.SANDPIPER_ISOLATION,
    storage: value.SANDPIPER_WORKSPACE_STORAGE,
    sandboxes: {
      warmBoxes: value.SANDPIPER_WARM_BOXES,
      diskBytes: value.SANDPIPER_DISK_GIB * 1024 ** 3,
      cacheDirectory: cacheDirectory(value),
    },
    /** Installed dependencies of repositories, kept between runs where workspaces are on disk; a part of `diskBytes`. Of size 0: none. */
    layers: {
      maxBytes: value.SANDPIPER_LAYERS_GIB * 1024 ** 3,
      maxUnusedMs: value.SANDPIPER_LAYERS_DAYS * 24 * 60 * 60_000,
    },
    sandboxLimits: {
      cpus: value.SANDPIPER_SANDBOX_CPUS,
      memoryMiB: value.SANDPIPER_SANDBOX_MEMORY_MIB,
      pids: value.SANDPIPER_SANDBOX_PIDS,
      workspaceMiB: value.SANDPIPER_WORKSPACE_MIB,
      workspaceInodes: value.SANDPIPER_WORKSPACE_INODES,
    },
    /** Hosts besides the npm registry that a sandbox may read from over HTTPS. */
    egressHosts: listed(value.SANDPIPER_EGRESS_HOSTS),
    /** Hosts that a repository may add for its own boxes, by name or as `*.example.com`. */
    repositoryHosts: listed(value.SANDPIPER_REPOSITORY_HOSTS),
    dockerHost: value.DOCKER_HOST,
    /** Where this host's own tools read packages from, as far as they are told by the environment. */
    registries: registries.parse(withoutEmpty(env)),
    /** Where spans of runs are sent; see OpenTelemetry's standard for these variables. */
    telemetry: telemetry.parse(withoutEmpty(env)),
    gitCaFile: value.GIT_SSL_CAINFO ?? null,
    searchPath: value.PATH,
  };
}

function listed(value: string): readonly string[] {
  return value.split(/[\s,]+/).filter((host) => host !== '');
}

/** For what was found out about this machine, whatever data directory asks. */
function cacheDirectory(value: z.infer<typeof common>): string {
  if (value.XDG_CACHE_HOME !== undefined) return resolve(value.XDG_CACHE_HOME, 'sandpiper');
  if (value.HOME !== undefined) return resolve(value.HOME, '.cache/sandpiper');
  return resolve(value.SANDPIPER_DATA_DIR, 'cache');
}

/** US dollars per million tokens, where the operator said so; cached input is taken at full price unless they did. */
function priceOf(value: z.infer<typeof common>) {
  const { SANDPIPER_PRICE_INPUT: input, SANDPIPER_PRICE_OUTPUT: output, SANDPIPER_PRICE_CACHED: cached } = value;
  return input === undefined || output === undefined ? undefined : { input, cachedInput: cached ?? input, output };
}

const label = z.string().min(1).max(50);

const gitHub = z
  .object({
    APP_ID: count,
    PRIVATE_KEY: z.string().optional(),
    PRIVATE_KEY_PATH: z.string().optional(),
    WEBHOOK_SECRET: z
      .string()
      .min(32, 'must have at least 32 characters; make one with: openssl rand -hex 32')
      .refine((secret) => new Set(secret).size > 4, 'is too simple; make one with: openssl rand -hex 32'),
    GITHUB_API_URL: z.url().optional(),
    GITHUB_SERVER_URL: z.url().optional(),
    HOST: z.string().default('127.0.0.1'),
    PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
    SANDPIPER_LABEL: label.default('agent'),
    SANDPIPER_PLAN_LABEL: label.optional(),
    SANDPIPER_NEVER_LABEL: label.optional(),
    SANDPIPER_STATE_LABEL_PREFIX: z.string().max(50).optional(),
    SANDPIPER_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
    SANDPIPER_CONCURRENT_RUNS: count.default(2),
    SANDPIPER_CONCURRENT_RUNS_PER_REPOSITORY: count.default(1),
    SANDPIPER_RUNS_PER_DAY: count.default(50),
    SANDPIPER_RUNS_PER_PERSON_PER_DAY: count.default(20),
    SANDPIPER_MAX_WAITING: count.default(100),
    SANDPIPER_BUDGET_USD_PER_DAY: positive.optional(),
  })
  .refine((value) => value.PRIVATE_KEY !== undefined || value.PRIVATE_KEY_PATH !== undefined, {
    path: ['PRIVATE_KEY_PATH'],
    message: 'is missing: set it to the file that GitHub gave you, or put its text into PRIVATE_KEY',
  })
  // With one of them alone, what belongs to one server would be sent to the other: tokens too.
  .refine((value) => (value.GITHUB_API_URL === undefined) === (value.GITHUB_SERVER_URL === undefined), {
    path: ['GITHUB_SERVER_URL'],
    message: 'and GITHUB_API_URL have to be set together, as they name the same server',
  });

function parseGitHub(env: Environment) {
  const value = gitHub.parse(withoutEmpty(env));
  return {
    appId: value.APP_ID,
    privateKey: privateKey(value.PRIVATE_KEY, value.PRIVATE_KEY_PATH),
    webhookSecret: value.WEBHOOK_SECRET,
    apiUrl: (value.GITHUB_API_URL ?? 'https://api.github.com').replace(/\/$/, ''),
    serverUrl: (value.GITHUB_SERVER_URL ?? 'https://github.com').replace(/\/$/, ''),
    host: value.HOST,
    port: value.PORT,
    /** What maintainers call the labels; those of the states begin with `statePrefix`. */
    labels: {
      go: value.SANDPIPER_LABEL,
      plan: value.SANDPIPER_PLAN_LABEL ?? `${value.SANDPIPER_LABEL}:plan`,
      never: value.SANDPIPER_NEVER_LABEL ?? `no-${value.SANDPIPER_LABEL}`,
      statePrefix: value.SANDPIPER_STATE_LABEL_PREFIX ?? `${value.SANDPIPER_LABEL}: `,
    },
    /** Where people reach the pages of the runs. `null`: nowhere. */
    publicUrl: value.SANDPIPER_PUBLIC_URL?.replace(/\/$/, '') ?? null,
    limits: {
      runs: value.SANDPIPER_CONCURRENT_RUNS,
      runsPerRepository: value.SANDPIPER_CONCURRENT_RUNS_PER_REPOSITORY,
      /** Of a repository, by the days of UTC. */
      runsPerDay: value.SANDPIPER_RUNS_PER_DAY,
      runsPerPersonPerDay: value.SANDPIPER_RUNS_PER_PERSON_PER_DAY,
      waiting: value.SANDPIPER_MAX_WAITING,
      /** For all that runs on a day; `null`: no limit but that of each run. */
      budgetUsdPerDay: value.SANDPIPER_BUDGET_USD_PER_DAY ?? null,
    },
  };
}

function privateKey(text: string | undefined, path: string | undefined): string {
  const pem = text?.replaceAll('\\n', '\n') ?? readKeyFile(path ?? '');
  if (pem.includes('-----BEGIN')) return pem;
  throw new Fault('The GitHub App private key is not a PEM file.', {
    nextAction: 'Download it again from the settings page of the GitHub App, and set PRIVATE_KEY_PATH to it.',
  });
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Fault(`The private key ${path} could not be read.`, {
      cause,
      nextAction: 'Set PRIVATE_KEY_PATH to the .pem file of the GitHub App, readable by this user.',
    });
  }
}

/** `NAME=` in a shell or a compose file means "not set". */
function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''));
}

function orExplain<T>(parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    if (!(cause instanceof z.ZodError)) throw cause;
    const lines = cause.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Fault(`These settings are missing or wrong:\n${lines.join('\n')}`, {
      cause,
      nextAction: 'Set them in the environment; README.md, "Settings", describes each.',
    });
  }
}
