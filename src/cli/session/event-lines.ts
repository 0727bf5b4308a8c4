import type { Style } from '../output.ts';
import { renderCost, renderTokens } from '../text/render-cost.ts';
import { renderDuration } from '../text/render-time.ts';
import { shownLine, shownText } from '../text/shown-text.ts';
import { wrapText } from '../text/wrap-text.ts';
import { numberOf, objectOf, type ShownEvent, textOf } from './shown-event.ts';
import { summariseInputJson } from './summarise-input.ts';

/** Returns what a turn came to: `done in 12 s, $0.0123, 1.2k tokens in, 300 out`, or why it failed. */
export function renderFinished(event: ShownEvent, style: Style): string {
  const state = textOf(event, 'state');
  const figures = renderFigures(event);
  if (state === 'done') return style.dim(['done', ...figures].join(', ').replace('done, in', 'done in'));
  const tail = figures.length === 0 ? '' : style.dim(` (${figures.join(', ')})`);
  if (state === 'aborted') return `${style.yellow('stopped')}${tail}`;
  const error = objectOf(event, 'error');
  const why = [textOf(error, 'code'), textOf(error, 'message')].filter((part) => part !== '').join(': ');
  const retryAt = textOf(error, 'retry_at');
  const failed = state === 'lost' ? 'lost: nobody knows how the turn ended' : shownLine(why || 'the turn failed');
  return `${style.red(`✗ ${failed}`)}${retryAt === '' ? '' : ` (again at ${shownLine(retryAt)})`}${tail}`;
}

function renderFigures(event: ShownEvent): readonly string[] {
  const [durationMs, costUsd] = [numberOf(event, 'duration_ms'), numberOf(event, 'cost_usd')];
  const usage = objectOf(event, 'usage');
  const count = (...names: string[]): number => names.reduce((sum, name) => sum + (numberOf(usage, name) ?? 0), 0);
  const [input, output] = [count('input', 'cache_read', 'cache_write'), count('output')];
  return [
    ...(durationMs === undefined ? [] : [`in ${renderDuration(durationMs)}`]),
    ...(costUsd === undefined ? [] : [renderCost(costUsd)]),
    ...(input + output === 0 ? [] : [`${renderTokens(input)} tokens in, ${renderTokens(output)} out`]),
  ];
}

/** Returns `Bash  npm test`, cut to `columns`. */
export function renderTool(event: ShownEvent, style: Style, columns: number): string {
  const tool = shownLine(textOf(event, 'tool'), 40);
  const about = summariseInputJson(textOf(event, 'input_json'), Math.max(20, columns - tool.length - 2));
  return `${style.bold(tool)}  ${about}`.trimEnd();
}

/** Returns the beginning of a text, dim and indented. */
export function renderQuote(text: string, style: Style, width: number, maxLines: number): readonly string[] {
  const lines = wrapText(shownText(text.slice(0, maxLines * width * 4)).trimEnd(), width - 4);
  const more = lines.length > maxLines ? ['…'] : [];
  return [...lines.slice(0, maxLines), ...more].filter((line) => line !== '').map((line) => style.dim(`    ${line}`));
}

/** Returns what a person said: `> text`, its first lines. */
export function renderPrompt(text: string, style: Style, width: number, maxLines: number): readonly string[] {
  const lines = wrapText(shownText(text).trim(), width - 2);
  const shown =
    lines.length > maxLines ? [...lines.slice(0, maxLines), `… ${lines.length - maxLines} more lines`] : lines;
  return shown.map((line) => style.cyan(`> ${line}`));
}

const CLOSED: Readonly<Record<string, string>> = {
  disposed: 'ended on request',
  idle_timeout: 'its process was closed after idling; the next prompt resumes it',
  place_needed: 'its process gave its place to another; the next prompt resumes it',
  exit: 'its process has ended; the next prompt resumes it',
  server_stopped: 'ended with the server; the next prompt resumes it',
  not_adopted: 'its process could not be taken over; the next prompt resumes it',
};

/** Returns the line for what happens to a session as a whole, undefined for what needs none. */
export function renderSessionChange(event: ShownEvent, style: Style, isAmongMany: boolean): string | undefined {
  switch (event.type) {
    case 'session.created':
      // Who watches one session has just seen what it is.
      if (!isAmongMany) return undefined;
      return style.dim(
        `session started by ${shownLine(textOf(event, 'created_by'))} in ${shownLine(textOf(event, 'cwd'))}`,
      );
    case 'session.updated':
      return textOf(event, 'title') === '' ? undefined : style.dim(`title: ${shownLine(textOf(event, 'title'))}`);
    case 'session.error':
      return style.red(`✗ ${shownLine(textOf(event, 'code'))}: ${shownLine(textOf(event, 'message'))}`);
    case 'session.closed': {
      const reason = textOf(event, 'reason');
      return style.dim(`session closed: ${CLOSED[reason] ?? shownLine(reason)}`);
    }
    default:
      return undefined;
  }
}

/** Returns the line for a request that was answered. */
export function renderResolved(event: ShownEvent, style: Style): string {
  const by = shownLine(textOf(event, 'by'));
  const changed = event['input_changed'] === true ? ', with another input' : '';
  switch (textOf(event, 'behavior')) {
    case 'allow':
      return style.green(`  allowed by ${by}${changed}`);
    case 'deny':
      return style.yellow(`  denied by ${by}`);
    default:
      return style.dim(`  no longer asked (${by})`);
  }
}
