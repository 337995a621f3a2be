/**
 * One spelling for what names an agent at a provider: phone numbers lose their punctuation, scheme and plus
 * sign (Meta gives bare digits where others give E.164), everything else is compared as it is.
 */
export function normalizeReference(reference: string): string {
  const bare = reference.trim().replace(/^(whatsapp|tel|sip|sips):/i, "");
  const isPhoneNumber = /^\+?[\d\s().-]{5,}$/.test(bare);
  return isPhoneNumber ? bare.replaceAll(/\D/g, "") : bare;
}
