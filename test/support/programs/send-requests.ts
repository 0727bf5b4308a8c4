import { text } from 'node:stream/consumers';
import { type HttpCall, type HttpReply, send } from '../http.ts';

/** `send-requests < CALLS`: sends the requests of a JSON array one after the other, and prints the replies as another. */
const calls = JSON.parse(await text(process.stdin)) as readonly (HttpCall & { readonly url: string })[];
const replies: HttpReply[] = [];
for (const { url, ...call } of calls) replies.push(await send(url, call));
process.stdout.write(JSON.stringify(replies));
