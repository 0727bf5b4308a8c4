import { readFileSync } from 'node:fs';

/** What the command line and the surroundings ask of the stand-in. */
export interface StandInOptions {
  readonly sessionId: string | undefined;
  readonly resume: string | undefined;
  readonly resumeAt: string | undefined;
  readonly isFork: boolean;
  /** Changes when a plan is approved. */
  permissionMode: string;
  readonly model: string;
  readonly allowedTools: readonly string[];
  /** How to misbehave: words of STAND_IN_CLAUDE and of the file `.stand-in-claude` in the working folder. */
  readonly oddities: ReadonlySet<string>;
}

const FLAGS_ALONE: ReadonlySet<string> = new Set([
  '-p',
  '--verbose',
  '--include-partial-messages',
  '--replay-user-messages',
  '--fork-session',
]);

export function parseOptions(argv: readonly string[], env: NodeJS.ProcessEnv): StandInOptions {
  const values = new Map<string, string>();
  for (let place = 0; place < argv.length; place++) {
    const word = argv[place] as string;
    const equals = word.indexOf('=');
    if (word.startsWith('--') && equals > 0) values.set(word.slice(0, equals), word.slice(equals + 1));
    else if (FLAGS_ALONE.has(word) || !word.startsWith('-')) values.set(word, '');
    else values.set(word, argv[++place] ?? '');
  }
  return {
    sessionId: values.get('--session-id'),
    resume: values.get('--resume'),
    resumeAt: values.get('--resume-session-at'),
    isFork: values.has('--fork-session'),
    permissionMode: values.get('--permission-mode') ?? 'default',
    model: values.get('--model') ?? 'stand-in-model',
    allowedTools: (values.get('--allowedTools') ?? '').split(','),
    oddities: new Set(`${env['STAND_IN_CLAUDE'] ?? ''} ${readOddities()}`.split(/\s+/).filter((word) => word !== '')),
  };
}

function readOddities(): string {
  try {
    return readFileSync('.stand-in-claude', 'utf8');
  } catch {
    return '';
  }
}
