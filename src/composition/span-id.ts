import { randomBytes } from "node:crypto";

const ID_BYTES = 8;
const POOLED_IDS = 256;
const ID_DIGITS = 2 * ID_BYTES;

const pool = { digits: "", used: 0 };

/**
 * W3C Trace Context forbids the id of all zeros; the chance of one is 2^-64, and it costs nothing to rule out. Asking the
 * system for each id would cost more than signing a delivery.
 */
export function newSpanId(): string {
  if (pool.used === pool.digits.length) {
    pool.digits = randomBytes(ID_BYTES * POOLED_IDS).toString("hex");
    pool.used = 0;
  }
  pool.used += ID_DIGITS;
  const id = pool.digits.slice(pool.used - ID_DIGITS, pool.used);
  return /^0+$/.test(id) ? newSpanId() : id;
}
