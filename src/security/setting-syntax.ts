import { isIP } from "node:net";
import { parseEncryptionKeys } from "./secret-box.ts";

function parsedUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

export function isBaseUrl(text: string): boolean {
  const url = parsedUrl(text);
  if (url === null || /[\s?#\\]/.test(text)) return false;
  // The URL parser also takes `https:host`; links made from that would be broken.
  return /^https?:\/\/[^/]/i.test(text) && url.username === "" && url.password === "";
}

export function isPostgresUrl(text: string): boolean {
  const url = parsedUrl(text);
  return url !== null && ["postgres:", "postgresql:"].includes(url.protocol);
}

export function isRedisUrl(text: string): boolean {
  const url = parsedUrl(text);
  return url !== null && ["redis:", "rediss:"].includes(url.protocol) && url.hostname !== "";
}

export function isEncryptionKeys(text: string): boolean {
  try {
    return parseEncryptionKeys(text).length > 0;
  } catch {
    return false; // Reported as a problem of the variable, together with all others.
  }
}

export function isAddressRange(text: string): boolean {
  const [address = "", prefix, ...rest] = text.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0 || address.includes("%")) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128);
}
