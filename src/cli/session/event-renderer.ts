import type { Style } from '../output.ts';
import { shownLine, shownText } from '../text/shown-text.ts';
import { wrapText } from '../text/wrap-text.ts';
import {
  renderFinished,
  renderPrompt,
  renderQuote,
  renderResolved,
  renderSessionChange,
  renderTool,
} from './event-lines.ts';
import { type ShownEvent, textOf, textPartsOf } from './shown-event.ts';

/** Clears the line the cursor is in. */
const ERASE = '\r\u001b[K';
/** Messages whose shown text is remembered, so that none is shown twice. */
const REMEMBERED = 200;

export interface EventView {
  readonly style: Style;
  readonly width: number;
  /** True where text appears as it is written, and a line may be written over; false gives whole lines only. */
  readonly isLive: boolean;
  /** Where several sessions are shown: how one is called. */
  readonly nameOf?: (sessionId: string) => string;
}

type Block = 'prompt' | 'text' | 'tool' | 'note';

/** Turns the events of sessions, one after the other, into what a person reads. Knows nothing of terminals. */
export class EventRenderer {
  readonly #view: EventView;
  /** What stands at the end of the output without a line end: text, the line of a tool, or a line that goes again. */
  #open: 'text' | 'passing' | { readonly toolUseId: string } | undefined;
  #block: Block | undefined;
  #sessionId = '';
  #lastPrompt = '';
  /** The message whose text is open. */
  #messageId = '';
  readonly #shown = new Map<string, string>();
  readonly #tools = new Map<string, string>();
  /** Messages of which nothing is shown before they are complete. */
  readonly #leftOut = new Set<string>();

  constructor(view: EventView) {
    this.#view = view;
  }

  /** Returns what is to be written for this event; it may end within a line. */
  render(event: ShownEvent): string {
    const { style, width } = this.#view;
    switch (event.type) {
      case 'message.delta':
        return this.#renderDelta(event);
      case 'message.completed':
        return this.#renderMessage(event);
      case 'tool.started':
        return this.#renderToolStart(event);
      case 'tool.finished':
        return this.#renderToolEnd(event);
      case 'task.started':
        return this.#lines(event, 'tool', [`◦ sub-agent: ${shownLine(textOf(event, 'description'), width - 14)}`]);
      case 'prompt.started':
        this.#lastPrompt = textOf(event, 'text').trim();
        return this.#lines(event, 'prompt', renderPrompt(this.#lastPrompt, style, width, 10));
      case 'prompt.finished':
        return this.#lines(event, 'note', [renderFinished(event, style)]);
      case 'permission.requested': {
        const asks = { permission: 'asks to use', question: 'has a question:', plan: 'has a plan:' };
        const kind = textOf(event, 'kind') as keyof typeof asks;
        const about = renderTool(event, style, width - 20);
        return this.#lines(event, 'tool', [style.yellow(`? Claude ${asks[kind] ?? 'asks:'} `) + about]);
      }
      case 'permission.resolved':
        return this.#lines(event, 'tool', [renderResolved(event, style)]);
      default: {
        const line = renderSessionChange(event, style, this.#view.nameOf !== undefined);
        return line === undefined ? '' : this.#lines(event, 'note', [line]);
      }
    }
  }

  /** Ends an open line, for what others write. */
  endLine(): string {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return '';
    return open === 'passing' ? ERASE : '\n';
  }

  #renderDelta(event: ShownEvent): string {
    if (!this.#view.isLive || textOf(event, 'parent_tool_use_id') !== '') return '';
    if (textOf(event, 'kind') === 'thinking') {
      // Among many nobody would know who thinks.
      if (this.#open !== undefined || this.#view.nameOf !== undefined) return '';
      this.#open = 'passing';
      return this.#view.style.dim('thinking …');
    }
    const messageId = textOf(event, 'message_id');
    if (this.#isLeftOut(event, messageId)) return '';
    const before = this.#open === 'text' && this.#messageId === messageId ? '' : this.#begin(event, 'text');
    this.#messageId = messageId;
    const text = textOf(event, 'text');
    this.#remember(messageId, text);
    this.#open = 'text';
    return before + shownText(text);
  }

  /** Of two sessions that write at once one is shown; the text of the other comes when it is complete. */
  #isLeftOut(event: ShownEvent, messageId: string): boolean {
    if (this.#leftOut.has(messageId)) return true;
    if (this.#open !== 'text' || textOf(event, 'session_id') === this.#sessionId) return false;
    this.#leftOut.add(messageId);
    if (this.#leftOut.size > REMEMBERED) this.#leftOut.delete([...this.#leftOut][0] ?? '');
    return true;
  }

  #renderMessage(event: ShownEvent): string {
    const { style, width } = this.#view;
    const texts = textPartsOf(event).filter((text) => text.trim() !== '');
    if (texts.length === 0) return '';
    if (textOf(event, 'parent_tool_use_id') !== '') {
      return this.#lines(event, 'tool', renderQuote(texts.join('\n'), style, width, 3));
    }
    if (textOf(event, 'role') === 'user') {
      const isPrompt = texts.join('\n').trim() === this.#lastPrompt;
      return isPrompt ? '' : this.#lines(event, 'prompt', renderPrompt(texts.join('\n'), style, width, 5));
    }
    const id = textOf(event, 'message_id');
    const rest = restOf(texts, this.#shown.get(id) ?? '');
    if (rest === '') return '';
    this.#remember(id, rest);
    if (this.#open === 'text' && this.#messageId === id) return shownText(rest);
    return this.#lines(event, 'text', wrapText(shownText(rest).trim(), width));
  }

  #renderToolStart(event: ShownEvent): string {
    const { style, width, isLive } = this.#view;
    const indent = textOf(event, 'parent_tool_use_id') === '' ? '' : '  ';
    const line = renderTool(event, style, width - 3 - indent.length);
    const toolUseId = textOf(event, 'tool_use_id');
    this.#tools.set(toolUseId, indent + line);
    if (this.#tools.size > REMEMBERED) this.#tools.delete([...this.#tools.keys()][0] ?? '');
    const begun = `${this.#begin(event, 'tool')}${indent}${style.yellow('•')} ${line}`;
    if (isLive) this.#open = { toolUseId };
    return isLive ? begun : `${begun}\n`;
  }

  #renderToolEnd(event: ShownEvent): string {
    const { style, width } = this.#view;
    const toolUseId = textOf(event, 'tool_use_id');
    const line = this.#tools.get(toolUseId);
    this.#tools.delete(toolUseId);
    const isError = event['is_error'] === true;
    if (line === undefined && !isError) return '';
    const isOpen = typeof this.#open === 'object' && this.#open.toolUseId === toolUseId;
    if (isOpen) this.#open = undefined;
    const indent = /^ */.exec(line ?? '')?.[0] ?? '';
    const mark = isError ? style.red('✗') : style.green('✓');
    const shown = [
      `${indent}${mark} ${(line ?? 'a tool').trimStart()}`,
      ...(isError ? renderQuote(textOf(event, 'text'), style, width, 4) : []),
    ];
    return isOpen ? `${ERASE}${shown.join('\n')}\n` : this.#lines(event, 'tool', shown);
  }

  #lines(event: ShownEvent, block: Block, lines: readonly string[]): string {
    return lines.length === 0 ? '' : `${this.#begin(event, block)}${lines.join('\n')}\n`;
  }

  /** Ends what is open, names the session where it changes, and sets blocks apart. */
  #begin(event: ShownEvent, block: Block): string {
    let text = this.endLine();
    const sessionId = textOf(event, 'session_id');
    const isOther = sessionId !== this.#sessionId;
    if (this.#block !== undefined && (this.#block !== block || block === 'text' || isOther)) text += '\n';
    if (isOther && this.#view.nameOf !== undefined && sessionId !== '') {
      text += `${this.#view.style.bold(`── ${this.#view.nameOf(sessionId)}`)}\n`;
    }
    this.#sessionId = sessionId;
    this.#block = block;
    return text;
  }

  #remember(messageId: string, text: string): void {
    const before = this.#shown.get(messageId) ?? '';
    this.#shown.delete(messageId);
    this.#shown.set(messageId, before + text);
    if (this.#shown.size > REMEMBERED) this.#shown.delete([...this.#shown.keys()][0] ?? '');
  }
}

/** Returns what of a message is still to be shown: all of it when it is another text than what was shown. */
function restOf(texts: readonly string[], shown: string): string {
  if (shown === '') return texts.join('\n\n');
  const whole = texts.join('');
  // Who came late has seen its end; a text that was cut has been seen beyond its end.
  if (whole.endsWith(shown) || shown.startsWith(whole)) return '';
  return whole.startsWith(shown) ? whole.slice(shown.length) : texts.join('\n\n');
}
