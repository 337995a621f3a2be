import { z } from "@hono/zod-openapi";
import type { Language } from "#src/core/catalog/texts.ts";
import type { ProviderView } from "#src/pipeline/provider-guides.ts";
import type { Words as AllWords, SettingGuide } from "#src/provider.ts";
import { inLanguage, Words } from "./words.ts";

const Setting = z
  .object({
    name: z.string().openapi({ example: "verifyToken" }),
    kind: z.enum(["text", "boolean", "seconds", "addresses", "credentials"]).openapi({
      description:
        "`credentials` is `{username, password}`, `addresses` a list of IP addresses and CIDRs.",
    }),
    isSecret: z.boolean().openapi({ description: "Shown masked once it is set." }),
    title: Words,
    description: Words,
  })
  .openapi("ProviderSetting");

export const Provider = z
  .object({
    id: z.string().openapi({ example: "whatsapp" }),
    name: z.string().openapi({ example: "WhatsApp" }),
    documentation: z.url().openapi({ description: "The provider's own page about it." }),
    secret: z
      .object({ title: Words, description: Words })
      .openapi({ description: "What the connection's secret is, and where it is found." }),
    identifiers: Words.openapi({ description: "Which identifiers its callbacks name." }),
    needsSignature: z.literal(true).openapi({
      description: "What it sends is refused unless it is signed with the secret.",
    }),
    needsVerifyToken: z.boolean().openapi({
      description: "It asks for `settings.verifyToken` before it sends anything.",
    }),
    hasUnsignedKinds: z.boolean().openapi({
      description: "Some kinds bear no signature: for these `settings.basicAuth` stands in.",
    }),
    hasSourceRanges: z.boolean().openapi({
      description: "Is it known where it calls from, so that other addresses can be refused?",
    }),
    settings: z.array(Setting),
    steps: z.array(Words).openapi({ description: "Where the callback URL is entered." }),
  })
  .openapi("Provider");

export const ProviderList = z.object({ data: z.array(Provider) }).openapi("ProviderList");

/** `language` null: all of them. */
export function providerBody(
  view: ProviderView,
  language: Language | null,
): z.infer<typeof Provider> {
  const words = (all: AllWords) => inLanguage(all, language);
  const titled = ({ title, description }: Pick<SettingGuide, "title" | "description">) => ({
    title: words(title),
    description: words(description),
  });
  const { id, name, documentation, needsVerifyToken, hasUnsignedKinds, hasSourceRanges } = view;
  return {
    ...{ id, name, documentation, needsVerifyToken, hasUnsignedKinds, hasSourceRanges },
    needsSignature: true,
    secret: titled(view.secret),
    identifiers: words(view.identifiers),
    settings: view.settings.map((setting) => {
      const { name: settingName, kind, isSecret } = setting;
      return { name: settingName, kind, isSecret, ...titled(setting) };
    }),
    steps: view.steps.map(words),
  };
}
