/** Which webhooks' circuits are open, as this process knows it. */
export type Circuits = {
  isOpen(webhookId: string): boolean;
  /** It is open, and time for one delivery to see whether the endpoint is back. */
  mayProbe(webhookId: string): boolean;
  replace(open: readonly { readonly webhookId: string; readonly waitMs: number }[]): void;
  close(webhookId: string): void;
};

/** `now`: milliseconds that never go back. */
export function createCircuits(now: () => number): Circuits {
  let open = new Map<string, number>();
  return {
    isOpen: (webhookId) => open.has(webhookId),
    mayProbe(webhookId) {
      const retryAt = open.get(webhookId);
      return retryAt !== undefined && retryAt <= now();
    },
    replace(found) {
      const at = now();
      open = new Map(found.map(({ webhookId, waitMs }) => [webhookId, at + waitMs]));
    },
    close: (webhookId) => void open.delete(webhookId),
  };
}
