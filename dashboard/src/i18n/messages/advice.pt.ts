import type { Translation } from "#dashboard/i18n/translation.ts";
import type { advice as source } from "./advice.en.ts";

export const advice: Translation<typeof source> = {
  dns_error:
    "O nome de host da URL não é encontrado. Confira como está escrito e seus registros DNS.",
  connection_refused:
    "Ninguém escuta nesse endereço. Confira se o serviço está rodando e se o firewall o deixa passar.",
  connection_reset:
    "A conexão caiu no meio. Procure quedas do serviço ou um proxy que corta requisições longas.",
  connect_timeout:
    "A conexão não se estabeleceu. Confira se o host está no ar e se o firewall o deixa passar.",
  tls_error: "O certificado não vale para este host ou expirou. Renove-o, com a cadeia completa.",
  timeout:
    "O destino demorou demais. Responda 200 logo e trabalhe depois, ou dê mais tempo nas configurações.",
  blocked_target:
    "O endereço é privado ou reservado, e esses não são chamados. Use um que seja alcançável de fora.",
  invalid_response: "O que voltou não era HTTP. Confira se a porta é a de um servidor web.",
  redirect:
    "Redirecionamentos não são seguidos. Informe como URL o endereço para o qual ele redireciona.",
  http_error:
    "O destino respondeu com um erro. A resposta fica guardada com a tentativa: olhe ali primeiro.",
  gone: "O destino respondeu 410 Gone, então o webhook foi desativado. Ative-o de novo quando o destino voltar.",
  network_error: "A rede falhou no caminho. Se continuar, verifique a rota até o host.",
  internal_error: "A falha é nossa; a entrega é tentada de novo sozinha.",
};
