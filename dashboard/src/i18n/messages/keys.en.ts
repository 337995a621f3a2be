export const keys = {
  title: "API keys",
  about:
    "Programs and people use them for the API and for this console. A key can do what its scopes say, no more.",
  new: "New API key",
  prefix: "Begins with",
  scopes: "Scopes",
  scopesHint: "Give it as little as it needs. You can give only what your own key may do.",
  everything: "Everything",
  read: "read",
  write: "write",
  lastUsed: "Last used",
  neverUsed: "Never used",
  namePlaceholder: "Where it will be used, like “billing service”",
  issuedTitle: "Copy the key now",
  issuedText:
    "It is shown this once. Whoever has it can act with its scopes, so keep it where secrets are kept.",
  yourKey: "The new key",
  done: "I have copied it",
  tryIt: "Try it",
  revoke: "Revoke",
  revoked: "{name} was revoked.",
  revokeTitle: "Revoke {name}?",
  revokeText:
    "Programs that use it are refused from the next request on, and whoever signed in with it is signed out. This cannot be undone.",
  emptyTitle: "No API keys",
  emptyText:
    "A program needs a key to use the API. Make one for each program, so that it can be revoked alone.",
  noScope: "Choose at least one scope.",
} as const;
