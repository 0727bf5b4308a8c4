import { now, type Requirement } from './requirement.ts';

const SESSIONS = 'contract: tools-sessions';

/** What holds whatever happens to the server and to the processes of sessions. */
export const SESSION_FUZZ_REQUIREMENTS: readonly Requirement[] = [
  ...now(`${SESSIONS}, The live session`, {
    'sessions.outlive.told': 'What happens once is told once, also when the server is killed while it tells it.',
    'sessions.outlive.unusable': 'A process that cannot be taken over is ended, and its session is told as closed.',
    'sessions.outlive.random':
      'Whatever clients call and whichever processes are killed, in random order: prompts run at most once, end once, ' +
      'and nothing is left waiting, running or untold.',
  }),
];
