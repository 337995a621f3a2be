import type { ProviderGuide } from "#src/provider.ts";

export type ProviderView = ProviderGuide & {
  /** Is it known where the provider calls from? */
  readonly hasSourceRanges: boolean;
};

/** What providers there are, and how an account at each is connected. */
export type ProviderGuides = { list(): readonly ProviderView[] };

export function createProviderGuides(
  guides: readonly ProviderGuide[],
  knowsSources: (provider: string) => boolean,
): ProviderGuides {
  return {
    list: () => guides.map((guide) => ({ ...guide, hasSourceRanges: knowsSources(guide.id) })),
  };
}
