/** A request of a live process that nobody has answered yet. */
export interface OpenPermission {
  readonly requestId: string;
  readonly ask: 'permission' | 'question' | 'plan';
  readonly tool: string;
  readonly toolUseId?: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly suggestions?: readonly unknown[];
  /** Milliseconds since the epoch. */
  readonly since: number;
}
