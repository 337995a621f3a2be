/** Of pg's, which come without types. */
declare module "pg/lib/utils.js" {
  /** Throws where an object cannot be told as JSON. */
  export function prepareValue(value: unknown): string | Buffer | null;
}
