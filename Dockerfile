# syntax=docker/dockerfile:1

# Sources run as they are: what the image needs of a build are the dependencies. test/integration/image-recipe.test.ts
# carries out these very steps and runs what comes of them as an unprivileged user.

FROM node:24-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Optional are the programs of the embedded PostgreSQL (61 MB), which a container that is given DATABASE_URL never starts.
# Of the package `node` the program alone is needed: no headers, and no second name that copying would make a second file.
RUN SCARF_ANALYTICS=false npm ci --omit=dev --omit=optional \
  && rm -rf node_modules/node/node_modules \
  && find node_modules -name '*.map' -delete \
  && mkdir data
WORKDIR /source
COPY . .
# Whoever checked the sources out may keep them to themselves; the user below has to read them.
RUN chmod -R a+rX .

# The Node that runs is the one of the lockfile, which the tests ran on; Debian lends it its C libraries.
FROM debian:trixie-slim
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /source .
COPY --from=build --chown=10001:10001 /app/data /data
ENV PATH=/app/node_modules/.bin:$PATH \
  NODE_ENV=production \
  HOST=0.0.0.0 \
  PORT=8080 \
  DATA_DIR=/data \
  ROLE=all
# By number: Kubernetes cannot tell whether a name is root's.
USER 10001:10001
VOLUME /data
EXPOSE 8080
# That the process answers. Whether it can do its work is /readyz, which no restart mends.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --start-interval=1s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/main.ts"]
