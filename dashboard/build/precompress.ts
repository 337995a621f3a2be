import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** What compresses; pictures and fonts are compressed already. */
const TEXT = /\.(js|css|html|svg|json|webmanifest)$/;

/** Writes `name.br` and `name.gz` beside each text file, so that the gateway compresses nothing while it serves. */
export function precompress(): Plugin {
  return {
    name: "precompress",
    apply: "build",
    generateBundle: {
      // After Vite has made index.html.
      order: "post",
      handler(_options, bundle) {
        for (const [name, output] of Object.entries(bundle)) {
          if (!TEXT.test(name)) continue;
          const content = Buffer.from(output.type === "chunk" ? output.code : output.source);
          this.emitFile({ type: "asset", fileName: `${name}.br`, source: brotli(content) });
          this.emitFile({ type: "asset", fileName: `${name}.gz`, source: gzip(content) });
        }
      },
    },
  };
}

function brotli(content: Buffer): Buffer {
  return brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
}

function gzip(content: Buffer): Buffer {
  return gzipSync(content, { level: constants.Z_BEST_COMPRESSION });
}
