import { parentPort, workerData } from 'node:worker_threads';
import { IndexThread } from './index-thread.ts';
import type { IndexReply, IndexRequest, IndexTask } from './worker-protocol.ts';

const port = parentPort;
if (port === null) throw new Error('runs as a thread only');
const thread = new IndexThread(workerData as IndexTask, (reply: IndexReply) => port.postMessage(reply));
port.on('message', (request: IndexRequest) => thread.take(request));
await thread.run();
port.close();
