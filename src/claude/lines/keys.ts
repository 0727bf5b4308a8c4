// Words that records are told by, as the bytes of a file.

export const ATTACHMENT = Buffer.from('attachment');
export const CACHE_CREATION = Buffer.from('cache_creation');
export const CACHE_CREATION_INPUT_TOKENS = Buffer.from('cache_creation_input_tokens');
export const CACHE_READ_INPUT_TOKENS = Buffer.from('cache_read_input_tokens');
export const CONTENT = Buffer.from('content');
export const EPHEMERAL_1H_INPUT_TOKENS = Buffer.from('ephemeral_1h_input_tokens');
export const EPHEMERAL_5M_INPUT_TOKENS = Buffer.from('ephemeral_5m_input_tokens');
export const FORKED_FROM = Buffer.from('forkedFrom');
export const ID = Buffer.from('id');
export const INFERENCE_GEO = Buffer.from('inference_geo');
export const INPUT_TOKENS = Buffer.from('input_tokens');
export const IS_COMPACT_SUMMARY = Buffer.from('isCompactSummary');
export const IS_META = Buffer.from('isMeta');
export const IS_SIDECHAIN = Buffer.from('isSidechain');
export const MESSAGE = Buffer.from('message');
export const MODEL = Buffer.from('model');
export const ORIGIN = Buffer.from('origin');
export const OUTPUT_TOKENS = Buffer.from('output_tokens');
export const REQUEST_ID = Buffer.from('requestId');
export const REQUEST_SESSION_ID = Buffer.from('requestSessionId');
export const ROLE = Buffer.from('role');
export const SERVER_TOOL_USE = Buffer.from('server_tool_use');
export const SESSION_ID = Buffer.from('sessionId');
export const SPEED = Buffer.from('speed');
export const SUMMARY = Buffer.from('summary');
export const TIMESTAMP = Buffer.from('timestamp');
export const TYPE = Buffer.from('type');
export const USAGE = Buffer.from('usage');
export const WEB_SEARCH_REQUESTS = Buffer.from('web_search_requests');

// Types of records.

export const USER = Buffer.from('user');
export const SYSTEM = Buffer.from('system');
export const ASSISTANT = Buffer.from('assistant');
export const AI_TITLE = Buffer.from('ai-title');
export const CUSTOM_TITLE = Buffer.from('custom-title');

// Values as they are written.

export const FAST = Buffer.from('"fast"');
export const TRUE = Buffer.from('true');
export const TYPE_ASSISTANT = Buffer.from('"assistant"');
export const TYPE_ATTACHMENT = Buffer.from('"attachment"');
export const TYPE_USER = Buffer.from('"user"');
export const US = Buffer.from('"us"');
