/** The news that a sub-agent in the background has ended. */
export interface TaskNote {
  readonly toolUseId: string;
  readonly isError: boolean;
}

const TOOL_USE = /<tool-use-id>([^<]+)<\/tool-use-id>/;
const STATUS = /<status>([^<]+)<\/status>/;

/** Reads a `<task-notification>`; undefined for any other text. */
export function readTaskNote(text: string | undefined): TaskNote | undefined {
  if (text?.startsWith('<task-notification>') !== true) return undefined;
  const toolUseId = TOOL_USE.exec(text)?.[1];
  return toolUseId === undefined ? undefined : { toolUseId, isError: STATUS.exec(text)?.[1] !== 'completed' };
}
