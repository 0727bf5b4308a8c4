import type { OpenInvoker } from '../../app/open-invoker.ts';
import { systemClock } from '../../core/clock.ts';
import { type AnyCommand, defineCommand } from '../define-command.ts';
import { callOperation } from '../session/operations.ts';
import { withLocalInvoker } from '../with-invoker.ts';
import type { HolderKind } from './holder-kind.ts';
import type { HostPage, HostRow } from './operations.ts';
import { renderHolderList } from './render-holder-list.ts';

const PAGE = 500;

/** Returns the verb that lists all of a kind. */
export function listOf(kind: HolderKind): AnyCommand {
  return defineCommand({
    description: [
      `Lists the ${kind}s by name: their state, what they may do, which shared spaces they use, what their keys are ` +
        'bound to (- for nothing yet), how their windows stand, and their calls.',
    ],
    async run(context) {
      const { output, signal } = context;
      const rows = await withLocalInvoker(context, (opened) => readAll(opened, kind, signal));
      const view = { style: output.style, nowMs: systemClock() };
      if (rows.length > 0 || output.isJson) output.result({ [`${kind}s`]: rows }, renderHolderList(rows, view));
      else output.note(`There are no ${kind}s. \`codez ${kind} add NAME\` adds one.`);
      return 0;
    },
  });
}

async function readAll(opened: OpenInvoker, kind: HolderKind, signal: AbortSignal): Promise<readonly HostRow[]> {
  const rows: HostRow[] = [];
  let cursor: string | undefined;
  do {
    const args = { limit: PAGE, ...(cursor && { cursor }) };
    const page: HostPage & { readonly users?: HostRow[] } = await callOperation(opened, `${kind}_list`, args, signal);
    rows.push(...(kind === 'host' ? page.hosts : (page.users ?? [])));
    cursor = page.next_cursor;
  } while (cursor !== undefined);
  return rows;
}
