import { makeTranscript } from '../../support/transcripts/make-transcript.ts';
import { seededRandom } from '../notes-corpus.ts';

/** Sizes of a year's sessions in one project: most are short, a few very long. Bytes; numbers of 500. */
const SIZES = [
  { count: 300, from: 20_000, to: 150_000 },
  { count: 150, from: 150_000, to: 500_000 },
  { count: 48, from: 500_000, to: 2_000_000 },
  { count: 2, from: 13_000_000, to: 13_000_001 },
];
/** Share of a transcript that is no conversation. */
const BALLAST = 0.7;
/** Bytes a turn takes on average, ballast not counted. */
const TURN_BYTES = 5_000;

export interface CorpusFile {
  readonly sessionId: string;
  readonly path: string;
}

/** Writes 500 transcripts of one project below a configuration directory, the largest last. */
export function writeCorpus(configDir: string, cwd: string): CorpusFile[] {
  const random = seededRandom(7);
  const files: CorpusFile[] = [];
  for (const { count, from, to } of SIZES) {
    for (let index = 0; index < count; index += 1) {
      const serial = files.length + 1;
      const sessionId = `bbbbbbbb-0000-4000-8000-${serial.toString(16).padStart(12, '0')}`;
      const size = from + random() * (to - from);
      const turns = Math.max(1, Math.round((size * (1 - BALLAST)) / TURN_BYTES));
      const startAt = Date.UTC(2026, 0, 1) + serial * 3_600_000;
      const built = makeTranscript({
        seed: serial,
        turns,
        sessionId,
        cwd,
        startAt,
        ballastBytes: Math.round(size * BALLAST),
      });
      files.push({ sessionId, path: built.write(configDir) });
    }
  }
  return files;
}
