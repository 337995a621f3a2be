import type { Translation } from "#dashboard/i18n/translation.ts";
import type { signIn as source } from "./sign-in.en.ts";

export const signIn: Translation<typeof source> = {
  title: "Entrar",
  lead: "Veja cada chamada e cada entrega do seu espaço de trabalho.",
  key: "Chave de API",
  keyHint: "Começa com {prefix}. A sessão tem as permissões da chave e termina com ela.",
  keyMissing: "Informe uma chave de API.",
  submit: "Entrar",
  wrongKey: "Esta chave não é conhecida aqui ou foi revogada.",
  usedCode:
    "Este link de acesso já foi usado ou expirou. Crie outro com {command} ou entre com uma chave de API.",
  wrongToken:
    "Este token não é válido ou expirou. Peça um novo link ou entre com uma chave de API.",
  signingIn: "Entrando…",
  expired: "Sua sessão terminou. Entre para continuar de onde parou.",
  whereTitle: "Onde encontro uma chave?",
  whereStart: "{start} mostra um link que entra uma vez e, na primeira execução, uma chave de API.",
  whereLink: "{link} cria outro link.",
  whereAdmin:
    "Caso contrário, quem administra seu espaço de trabalho cria chaves em “Chaves de API”.",
};
