import type { Style } from '../output.ts';
import { renderCost, renderTokens } from '../text/render-cost.ts';
import { renderAge } from '../text/render-time.ts';
import { shownFolder } from '../text/shown-folder.ts';
import { shownLine, shownText } from '../text/shown-text.ts';
import { wrapText } from '../text/wrap-text.ts';
import type { SessionRow, ShownMessage } from './operations.ts';
import { renderDoing } from './render-session-list.ts';
import { summariseInput } from './summarise-input.ts';

/** Lines of a tool's result or a thought that are shown. */
const MAX_QUOTED_LINES = 12;

/** What a conversation is shown with. */
export interface ConversationView {
  readonly style: Style;
  readonly width: number;
  readonly nowMs: number;
  readonly userHome: string;
}

type Part = ShownMessage['parts'][number];

/** Returns what a session is, in a few lines. */
export function renderSessionHead(session: SessionRow, { style, nowMs, userHome }: ConversationView): string {
  const { session_id: id, title, cwd, status, git_branch: branch, model, message_count: count } = session;
  const doing = renderDoing(session);
  const tokens = Object.values(session.tokens).reduce((sum, count) => sum + count, 0);
  const facts = [
    doing === '' ? status : `${status}, ${doing}`,
    ...(session.archived ? ['archived'] : []),
    `${count} ${count === 1 ? 'message' : 'messages'}`,
    ...(model === undefined ? [] : [shownLine(model)]),
    `last active ${agoOf(session.updated_at, nowMs)}`,
  ];
  return [
    style.bold(shownLine(title)),
    style.dim(`${id}  ${shownFolder(cwd, userHome)}${branch === undefined ? '' : ` (${shownLine(branch)})`}`),
    style.dim(facts.join(', ')),
    ...(tokens === 0 ? [] : [style.dim(renderUsage(session, tokens))]),
    ...(session.labels.length === 0 ? [] : [style.dim(session.labels.map((each) => `#${shownLine(each)}`).join(' '))]),
    ...(session.last_error === undefined ? [] : [style.red(`last error: ${shownLine(session.last_error, 200)}`)]),
  ].join('\n');
}

function renderUsage({ tokens, context_tokens: context, cost_usd: cost }: SessionRow, total: number): string {
  return [
    `${renderTokens(total)} tokens (${renderTokens(tokens.output)} written)`,
    ...(context === undefined ? [] : [`context ${renderTokens(context)}`]),
    cost === undefined ? 'cost unknown' : renderCost(cost),
  ].join(', ');
}

/** Returns messages with a heading where the speaker changes, text wrapped, tools one line each. */
export function renderConversation(messages: readonly ShownMessage[], view: ConversationView): string {
  const results = resultsOf(messages);
  const blocks: string[] = [];
  let speaker = '';
  for (const message of messages) {
    const shown = message.parts.flatMap((part) => renderPart(part, results, view));
    if (shown.length === 0) continue;
    const next = `${message.role} ${message.agent_id ?? ''}`;
    if (next !== speaker) blocks.push(`\n${renderSpeaker(message, view)}`);
    speaker = next;
    blocks.push(...shown);
  }
  return blocks.join('\n').replace(/^\n/, '');
}

function renderSpeaker({ role, agent_id: agent, created_at: at }: ShownMessage, view: ConversationView): string {
  const { style, nowMs } = view;
  const who = agent === undefined ? { user: 'You', assistant: 'Claude', system: 'System' }[role] : 'Sub-agent';
  const name = role === 'user' && agent === undefined ? style.cyan(style.bold(who)) : style.bold(who);
  return `${name} ${style.dim(agoOf(at, nowMs))}`;
}

function renderPart(part: Part, results: ReadonlyMap<string, Part>, view: ConversationView): readonly string[] {
  const { style, width } = view;
  switch (part.type) {
    case 'text': {
      const text = shownText(part.text ?? '').trim();
      return text === '' ? [] : [...wrapText(text, width), ...(part.truncated ? [style.dim('(cut)')] : [])];
    }
    case 'thinking':
      return quote(part.text ?? '', view);
    case 'tool_use': {
      const tool = shownLine(part.tool ?? '', 40);
      const about = summariseInput(part.input, Math.max(20, width - tool.length - 6));
      const line = `${renderState(part.state, style)} ${style.bold(tool)}  ${about}`.trimEnd();
      const result = results.get(part.tool_use_id ?? '');
      return [line, ...(result === undefined ? [] : quote(result.text ?? '', view))];
    }
    case 'tool_result':
      // Shown below the tool it belongs to, where that is on the page.
      return results.get(part.tool_use_id ?? '') === part ? [] : quote(part.text ?? '', view);
    default:
      return [style.dim(`(image, ${shownLine(part.media_type ?? '', 40)}, ${part.bytes ?? 0} bytes)`)];
  }
}

/** The results whose tool is shown too. */
function resultsOf(messages: readonly ShownMessage[]): ReadonlyMap<string, Part> {
  const parts = messages.flatMap((message) => message.parts);
  const used = new Set(parts.flatMap((part) => (part.type === 'tool_use' ? [part.tool_use_id] : [])));
  return new Map(
    parts.flatMap((part) =>
      part.type === 'tool_result' && part.tool_use_id !== undefined && used.has(part.tool_use_id)
        ? [[part.tool_use_id, part] as const]
        : [],
    ),
  );
}

function renderState(state: Part['state'], style: Style): string {
  if (state === 'error') return style.red('✗');
  return state === 'completed' ? style.green('✓') : style.yellow('•');
}

/** What is not the conversation itself: dim, indented, its first lines. */
function quote(text: string, { style, width }: ConversationView): readonly string[] {
  const lines = wrapText(shownText(text).trimEnd(), width - 4);
  const more = lines.length - MAX_QUOTED_LINES;
  const shown = more > 1 ? [...lines.slice(0, MAX_QUOTED_LINES), `… ${more} more lines`] : lines;
  return shown.filter((line, index) => line !== '' || index > 0).map((line) => style.dim(`    ${line}`));
}

function agoOf(at: string, nowMs: number): string {
  const age = renderAge(at, nowMs);
  return age === 'now' || age === '' ? 'just now' : `${age} ago`;
}
