/** English text, with its plural where it counts something: the one and the other form. */
export type SourcePlural = { readonly one: string; readonly other: string };

export type Source = { readonly [key: string]: string | SourcePlural };

/** Names of the placeholders in a text: `"{n} of {total}"` → `"n" | "total"`. */
export type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

type Intersection<Union> = (Union extends unknown ? (part: Union) => void : never) extends (
  part: infer Whole,
) => void
  ? Whole
  : never;

type Holding<Name extends string> = Name extends string ? `${string}{${Name}}${string}` : never;

/** Text with the same placeholders, in any order. */
type Like<Text extends string> = [Placeholders<Text>] extends [never]
  ? string
  : Intersection<Holding<Placeholders<Text>>>;

/** Spanish and Portuguese have a form of their own for whole millions: "1.000.000 de entregas". */
type Plural<Text extends string> = {
  readonly one: Like<Text>;
  readonly many: Like<Text>;
  readonly other: Like<Text>;
};

/** What a catalogue in another language has to be: every key, every placeholder, every plural form. */
export type Translation<Of extends Source> = {
  readonly [Key in keyof Of]: Of[Key] extends string
    ? Like<Of[Key]>
    : Of[Key] extends { readonly other: infer Text extends string }
      ? Plural<Text>
      : never;
};
