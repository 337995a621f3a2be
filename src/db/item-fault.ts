import { ConnectionLost } from "./transact.ts";

/** SQLSTATE classes in which the data of one row can be at fault, rather than the database. */
const ITEM_FAULTS = /^(22|23|54)/;

export function isItemFault(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof ConnectionLost) return false;
  // What is no database error at all is a defect met while working on one item.
  return !("code" in error) || ITEM_FAULTS.test(String(error.code));
}
