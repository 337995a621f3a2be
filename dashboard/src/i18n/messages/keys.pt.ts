import type { Translation } from "#dashboard/i18n/translation.ts";
import type { keys as source } from "./keys.en.ts";

export const keys: Translation<typeof source> = {
  title: "Chaves de API",
  about:
    "Programas e pessoas as usam para a API e para este console. Uma chave pode fazer o que dizem suas permissões, e nada além.",
  new: "Nova chave de API",
  prefix: "Começa com",
  scopes: "Permissões",
  scopesHint: "Dê a ela só o que precisa. Você pode dar apenas o que a sua própria chave permite.",
  everything: "Tudo",
  read: "ler",
  write: "escrever",
  lastUsed: "Último uso",
  neverUsed: "Nunca usada",
  namePlaceholder: "Onde será usada, por exemplo “serviço de cobrança”",
  issuedTitle: "Copie a chave agora",
  issuedText:
    "Ela aparece só desta vez. Quem a tiver pode agir com suas permissões: guarde-a onde guarda segredos.",
  yourKey: "A nova chave",
  done: "Já copiei",
  tryIt: "Experimente",
  revoke: "Revogar",
  revoked: "{name} foi revogada.",
  revokeTitle: "Revogar {name}?",
  revokeText:
    "Os programas que a usam serão recusados a partir da próxima requisição, e a sessão de quem entrou com ela é encerrada. Isso não pode ser desfeito.",
  emptyTitle: "Não há chaves de API",
  emptyText:
    "Um programa precisa de uma chave para usar a API. Crie uma por programa, para poder revogá-la sozinha.",
  noScope: "Escolha ao menos uma permissão.",
};
