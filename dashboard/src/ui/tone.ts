/** What a colour says; it never says it alone. */
export type Tone = "neutral" | "accent" | "good" | "warn" | "bad";
