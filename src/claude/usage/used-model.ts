/** Marks of what makes a response of a model cost more, behind the model's name. */
const FAST = '-fast';
const US = '-us';

/**
 * Returns the name under which a response's usage is counted: the model's, with `-fast` for one in fast mode and `-us`
 * for one that was kept in the US, since each has a price of its own. `speed` and `inferenceGeo` as in the record's
 * `usage`.
 */
export function usedModel(model: string, speed: unknown, inferenceGeo: unknown): string {
  return `${model}${speed === 'fast' ? FAST : ''}${inferenceGeo === 'us' ? US : ''}`;
}

/** A model's name in its parts. */
export interface ModelVariant {
  /** The name as Anthropic's own API has it, without a date: `claude-opus-4-5`. */
  readonly model: string;
  readonly isFast: boolean;
  /** Kept in one region, as the response or the platform's name for the model says. */
  readonly isRegional: boolean;
}

/** `us.anthropic.claude-…-v1:0` and the like: what stands before a model's name on Amazon Bedrock. */
const BEDROCK_PREFIX = /^(?:arn:aws[a-z-]*:bedrock:[^/]*\/)?(?:([a-z]{2,6}(?:-gov)?)\.)?anthropic\./;
/** What may stand behind a name: a date, a platform's version, the window of a million tokens. */
const SUFFIX = /(?:-v\d+(?::\d+)?|[-@]\d{8}|@(?:default|latest)|-latest|\[1m\])$/;

/**
 * Returns the parts of a name as {@link usedModel}, Amazon Bedrock (`us.anthropic.claude-…-v1:0`), Google Cloud
 * (`claude-…@20250929`) and gateways (`anthropic/claude-…`) write it. Nothing is concluded from a likeness of names.
 */
export function parseUsedModel(name: string): ModelVariant {
  let model = name;
  const isUs = model.endsWith(US);
  if (isUs) model = model.slice(0, -US.length);
  const isFast = model.endsWith(FAST);
  if (isFast) model = model.slice(0, -FAST.length);
  const bedrock = BEDROCK_PREFIX.exec(model);
  if (bedrock !== null) model = model.slice(bedrock[0].length);
  else if (model.startsWith('anthropic/')) model = model.slice('anthropic/'.length);
  for (let found = SUFFIX.exec(model); found !== null; found = SUFFIX.exec(model)) model = model.slice(0, found.index);
  const place = bedrock?.[1];
  return { model, isFast, isRegional: isUs || (place !== undefined && place !== 'global') };
}
