import { MAX_WINDOW_BYTES, textOf } from "./bytes.ts";

const MEBIBYTE = 1024 * 1024;
/** Everything but audio. */
const REPORT_LIMIT_BYTES = 5 * MEBIBYTE;
/** An hour of MP3 at 128 kbit/s is about 77 MB as base64; the vendor publishes no maximum. */
const AUDIO_LIMIT_BYTES = 100 * MEBIBYTE;

const MAX_AGENT_IDS = 32;

/** Decided from the first bytes, because audio comes chunked and without a length. */
export function bodyLimitBytes(head: Uint8Array): number {
  return announcesAudio(head) ? AUDIO_LIMIT_BYTES : REPORT_LIMIT_BYTES;
}

/**
 * Agent ids named anywhere in an unverified body, without parsing it. Where audio makes a body large, only
 * its first and last 64 KiB are read: the ids stand before or after the one long text between them.
 */
export function agentIds(body: Uint8Array): readonly string[] {
  const ids = new Set<string>();
  for (const [, id] of readableText(body).matchAll(
    /"agent_id"\s{0,64}:\s{0,64}"([^"\\]{1,256})"/g,
  )) {
    if (id !== undefined) ids.add(id);
    if (ids.size === MAX_AGENT_IDS) break;
  }
  return [...ids];
}

function announcesAudio(head: Uint8Array): boolean {
  const text = textOf(head.subarray(0, MAX_WINDOW_BYTES));
  return /"type"\s*:\s*"post_call_audio"|"full_audio"\s*:/.test(text);
}

function readableText(body: Uint8Array): string {
  if (body.byteLength <= REPORT_LIMIT_BYTES) return textOf(body);
  // A line break keeps the end of one window and the start of the other from reading as one text.
  return `${textOf(body.subarray(0, MAX_WINDOW_BYTES))}\n${textOf(body.subarray(-MAX_WINDOW_BYTES))}`;
}
