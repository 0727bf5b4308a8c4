import type { TitleSources } from '../transcripts/session-title.ts';

/** What has been counted of a transcript; plain data. */
export interface TranscriptFigures {
  messageCount: number;
  /** Records of sub-agents in the session's own file, as older versions wrote them. */
  sidechainRecords: number;
  titles: TitleSources;
  /** The session that the first records name. */
  sessionId?: string;
  cwd?: string;
  createdAt?: number;
  updatedAt?: number;
  model?: string;
  gitBranch?: string;
  forkedFrom?: string;
  /** `message.id` of the assistant's message that is being written. */
  lastId: string;
  isHeadRead: boolean;
  isOriginRead: boolean;
}

export function noFigures(): TranscriptFigures {
  return { messageCount: 0, sidechainRecords: 0, titles: {}, lastId: '', isHeadRead: false, isOriginRead: false };
}

export function copyFigures(figures: TranscriptFigures): TranscriptFigures {
  return { ...figures, titles: { ...figures.titles } };
}

const TEXTS = ['sessionId', 'cwd', 'model', 'gitBranch', 'forkedFrom', 'lastId'] as const;
const NUMBERS = ['messageCount', 'sidechainRecords', 'createdAt', 'updatedAt'] as const;

/** Returns figures as they were kept; undefined for what is none. */
export function parseFigures(value: Partial<TranscriptFigures>): TranscriptFigures | undefined {
  const figures = { ...noFigures(), ...value };
  const isRight =
    TEXTS.every((name) => figures[name] === undefined || typeof figures[name] === 'string') &&
    NUMBERS.every((name) => figures[name] === undefined || Number.isFinite(figures[name])) &&
    typeof figures.titles === 'object' &&
    figures.titles !== null &&
    Object.values(figures.titles).every((title) => typeof title === 'string');
  return isRight ? figures : undefined;
}
