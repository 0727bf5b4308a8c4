const SEED_LOW = 0x9e3779b9;
const SEED_HIGH = 0x85ebca6b;
const SEPARATOR = 0x100;

/**
 * Hashes `message.id` and `requestId` of a response into 64 bits, as two numbers of 32 bits each. One is kept for all
 * responses, since nothing is to be made for each of them.
 */
export class ResponseKey {
  low = 0;
  high = 0;

  /** Takes the ids as stretches of bytes (UTF-8, without JSON's escapes); an empty one is none. */
  take(bytes: Uint8Array, idStart: number, idEnd: number, requestStart: number, requestEnd: number): void {
    let low = SEED_LOW;
    let high = SEED_HIGH;
    for (let at = idStart; at < idEnd; at += 1) {
      const byte = bytes[at] as number;
      low = Math.imul(low ^ byte, 0x9e3779b1);
      high = Math.imul(high ^ byte, 0x5f356495);
    }
    low = Math.imul(low ^ SEPARATOR, 0x9e3779b1);
    high = Math.imul(high ^ SEPARATOR, 0x5f356495);
    for (let at = requestStart; at < requestEnd; at += 1) {
      const byte = bytes[at] as number;
      low = Math.imul(low ^ byte, 0x9e3779b1);
      high = Math.imul(high ^ byte, 0x5f356495);
    }
    this.low = (Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35)) >>> 0;
    this.high = (Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35)) >>> 0;
  }

  takeText(id: string, requestId: string): void {
    const bytes = Buffer.from(`${id}${requestId}`, 'utf8');
    const length = Buffer.byteLength(id, 'utf8');
    this.take(bytes, 0, length, length, bytes.length);
  }
}
