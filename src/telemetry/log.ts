import { destination, pino } from "pino";
import type { Log } from "#src/pipeline/ports.ts";

/** One JSON line per event on standard error, so that what a command prints stays readable. */
export function createLog(level: string): Log {
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    destination(2),
  );
  return {
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields, message),
  };
}
