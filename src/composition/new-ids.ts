import { randomFillSync } from "node:crypto";
import { v7 as uuidv7 } from "uuid";

const ID_BYTES = 16;
const POOLED_IDS = 256;

/**
 * UUIDv7, in order within this process. Randomness is drawn for many at once: a batch of messages takes thousands of
 * ids, and asking the system for each took longer than making it. The library keeps the order only where it draws
 * the randomness itself, so the sequence (RFC 9562, section 6.2, method 1) is kept here.
 */
export function createIds(now: () => number = Date.now): () => string {
  const pool = new Uint8Array(ID_BYTES * POOLED_IDS);
  let used = pool.byteLength;
  let msecs = Number.NEGATIVE_INFINITY;
  let seq = 0;

  function nextRandom(): Uint8Array {
    if (used === pool.byteLength) {
      randomFillSync(pool);
      used = 0;
    }
    used += ID_BYTES;
    return pool.subarray(used - ID_BYTES, used);
  }

  return () => {
    const random = nextRandom();
    const time = now();
    if (time > msecs) {
      msecs = time;
      // 31 of the bits that the library does not take from `random` itself.
      seq = new DataView(random.buffer, random.byteOffset).getUint32(0) >>> 1;
    } else {
      seq = (seq + 1) >>> 0;
      if (seq === 0) msecs++;
    }
    return uuidv7({ random, msecs, seq });
  };
}
