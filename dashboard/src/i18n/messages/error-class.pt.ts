import type { Translation } from "#dashboard/i18n/translation.ts";
import type { errorClass as source } from "./error-class.en.ts";

export const errorClass: Translation<typeof source> = {
  dns_error: "Nome do host não encontrado",
  connection_refused: "Conexão recusada",
  connection_reset: "Conexão interrompida",
  connect_timeout: "Sem conexão a tempo",
  tls_error: "Falha de certificado ou TLS",
  timeout: "Sem resposta a tempo",
  blocked_target: "Endereço não permitido",
  invalid_response: "Resposta ilegível",
  redirect: "Respondeu com redirecionamento",
  http_error: "Respondeu com um erro",
  gone: "Respondeu 410 Gone",
  network_error: "Falha de rede",
  internal_error: "Falha do gateway",
};
