/** What the record of a response says of it, as numbers and as stretches of the line's bytes (empty: it is not told). */
export interface ResponseCut {
  input: number;
  output: number;
  cacheRead: number;
  /** All that was written to the cache; -1 when only its parts are told. */
  cacheWrite: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  webSearches: number;
  hasUsage: boolean;
  /** The record says that it is an assistant's. */
  isTyped: boolean;
  /** In fast mode; kept in the US. Each has a price of its own. */
  isFast: boolean;
  isUs: boolean;
  isSidechain: boolean;
  requestIdStart: number;
  requestIdEnd: number;
  timeStart: number;
  timeEnd: number;
  sessionStart: number;
  sessionEnd: number;
  /** The session that a response was copied from. */
  sourceStart: number;
  sourceEnd: number;
}

export function createResponseCut(): ResponseCut {
  return {
    input: 0,
    output: 0,
    cacheRead: 0,
    cacheWrite: -1,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    webSearches: 0,
    hasUsage: false,
    isTyped: false,
    isFast: false,
    isUs: false,
    isSidechain: false,
    requestIdStart: 0,
    requestIdEnd: 0,
    timeStart: 0,
    timeEnd: 0,
    sessionStart: 0,
    sessionEnd: 0,
    sourceStart: 0,
    sourceEnd: 0,
  };
}

/** Makes it tell nothing again. */
export function clearResponseCut(cut: ResponseCut): void {
  cut.input = 0;
  cut.output = 0;
  cut.cacheRead = 0;
  cut.cacheWrite = -1;
  cut.cacheWrite5m = 0;
  cut.cacheWrite1h = 0;
  cut.webSearches = 0;
  cut.hasUsage = false;
  cut.isFast = false;
  cut.isUs = false;
  cut.requestIdStart = 0;
  cut.requestIdEnd = 0;
  cut.timeStart = 0;
  cut.timeEnd = 0;
  cut.sessionStart = 0;
  cut.sessionEnd = 0;
  cut.sourceStart = 0;
  cut.sourceEnd = 0;
}
