/** What to do about a failed attempt, by its error class. */
export const advice = {
  dns_error: "The host name of the URL cannot be found. Check its spelling and its DNS records.",
  connection_refused:
    "Nothing listens at the address. Check that the service runs and that a firewall lets it through.",
  connection_reset:
    "The connection was dropped in the middle. Look for crashes, or for a proxy that cuts long requests.",
  connect_timeout:
    "No connection came about. Check that the host is up and that a firewall lets it through.",
  tls_error:
    "The certificate is not valid for this host, or has expired. Renew it, with its whole chain.",
  timeout:
    "The endpoint took too long. Answer with 200 at once and do the work afterwards, or allow more time in the settings.",
  blocked_target:
    "The address is private or reserved, and such addresses are not called. Use one that is reachable from outside.",
  invalid_response: "What came back was not HTTP. Check that the port is that of a web server.",
  redirect: "Redirects are not followed. Enter the address to which it redirects as the URL.",
  http_error:
    "The endpoint answered with an error. Its answer is kept with the attempt; look there first.",
  gone: "The endpoint said 410 Gone, so the webhook was switched off. Switch it on again when the endpoint is back.",
  network_error: "The network failed on the way. If it goes on, check the route to the host.",
  internal_error: "The fault is ours; the delivery is tried again by itself.",
} as const;
