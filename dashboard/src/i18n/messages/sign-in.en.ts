export const signIn = {
  title: "Sign in",
  lead: "See every call and every delivery of your workspace.",
  key: "API key",
  keyHint: "It begins with {prefix}. The session has the key’s scopes and ends with it.",
  keyMissing: "Enter an API key.",
  submit: "Sign in",
  wrongKey: "This key is not known here, or it was revoked.",
  usedCode:
    "This sign-in link was used already or has expired. Make a new one with {command}, or sign in with an API key.",
  wrongToken:
    "This token is not valid, or it has expired. Ask for a new link, or sign in with an API key.",
  signingIn: "Signing you in…",
  expired: "Your session has ended. Sign in to go on where you were.",
  whereTitle: "Where do I find a key?",
  whereStart: "{start} prints a link that signs you in once, and on its first start an API key.",
  whereLink: "{link} makes another link.",
  whereAdmin: "Otherwise whoever manages your workspace creates keys under “API keys”.",
} as const;
