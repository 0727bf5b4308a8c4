import type { Conversation } from './conversation.ts';
import type { Planter } from './planter.ts';

/** Writes what is no conversation, until it is the share of a transcript that it is in real ones. */
export class Ballast {
  readonly #conversation: Conversation;
  readonly #planter: Planter;
  /** Of the whole file. */
  readonly #share: number;
  #written = 0;
  #kind = 0;

  constructor(conversation: Conversation, planter: Planter, share: number) {
    this.#conversation = conversation;
    this.#planter = planter;
    this.#share = share;
  }

  /** Writes records of at most `largest` bytes while they are owed. */
  pay(largest: number): void {
    const { writer } = this.#conversation.options;
    for (let rounds = 0; rounds < 20; rounds += 1) {
      const owed = (writer.units * this.#share - this.#written) / (1 - this.#share);
      if (owed < 400) return;
      const before = writer.units;
      this.#writeOne(Math.min(largest, owed * 1.5));
      this.#written += writer.units - before;
    }
  }

  #writeOne(bytes: number): void {
    const conversation = this.#conversation;
    const { vocabulary, writer } = conversation.options;
    const absent = (where: string): string => this.#planter.absent(where);
    const long = vocabulary.instructions(Math.min(bytes, 62_000));
    const timestamp = new Date(conversation.now).toISOString();
    const kinds: readonly (() => unknown)[] = [
      () => conversation.attachment({ type: 'prompt_snapshot', systemPrompt: [long, absent('system prompt')] }),
      () => {
        const system = [{ type: 'text', text: `${long.slice(0, 42_000)} ${absent('request shape')}` }];
        conversation.loose('api-request-shape', {
          shapeHash: vocabulary.hex(64),
          timestamp,
          shape: { system, tools: [] },
        });
      },
      () => {
        // It looks like a message and repeats one.
        const content = [{ type: 'text', text: `${long.slice(0, 3000)} ${absent('request blob')}` }];
        conversation.loose('api-request-blob', { hash: vocabulary.hex(64), message: { role: 'user', content } });
      },
      () => {
        const backup = { backupFileName: `${vocabulary.hex(16)}@v2`, version: 2, note: absent('file history') };
        const snapshot = { messageId: vocabulary.uuid(), trackedFileBackups: { [vocabulary.path('')]: backup } };
        const record = {
          type: 'file-history-snapshot',
          messageId: snapshot.messageId,
          snapshot,
          isSnapshotUpdate: false,
        };
        writer.write({ record, share: 'other' });
      },
      () => {
        const output = `${vocabulary.output(Math.min(bytes, 900))} ${absent('progress')}`;
        conversation.loose('progress', { data: { type: 'bash_progress', output }, toolUseID: vocabulary.uuid() });
      },
      () => {
        const params = { model: conversation.model, messages: [{ role: 'assistant', content: absent('request') }] };
        conversation.loose('api-request', { id: vocabulary.uuid(), timestamp, params });
      },
      () => {
        const text = `Caveat: what follows was put here by a program. ${absent('meta record')}`;
        conversation.user(text, { extra: { isMeta: true }, share: 'other' });
      },
      () => conversation.system('informational', { content: `${vocabulary.prose(80)} ${absent('system record')}` }),
      () => {
        const content = `${long.slice(0, 13_000)} ${absent('skill listing')}`;
        conversation.attachment({ type: 'skill_listing', content });
      },
    ];
    kinds[this.#kind % kinds.length]?.();
    this.#kind += 1;
  }
}
