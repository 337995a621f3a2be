# syntax=docker/dockerfile:1

# The server's sources run as they are: what the image needs of a build are the dependencies and the console.
# test/integration/image-recipe.test.ts carries out these very steps and runs what comes of them as an unprivileged user.

# The console is built with tools that nothing else needs; of this stage one folder is kept.
FROM node:24-trixie-slim AS console
WORKDIR /console
COPY package.json package-lock.json .npmrc ./
COPY scripts/prepare-console.ts scripts/
RUN SCARF_ANALYTICS=false npm ci
COPY tsconfig.json ./
COPY sdk sdk
COPY dashboard dashboard
RUN npm run prepare && chmod -R a+rX dashboard/dist

FROM node:24-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY scripts/prepare-console.ts scripts/
# Optional are the programs of the embedded PostgreSQL (61 MB), which a container that is given DATABASE_URL never starts.
# Of the package `node` the program alone is needed: no headers, and no second name that copying would make a second file.
RUN SCARF_ANALYTICS=false npm ci --omit=dev --omit=optional \
  && rm -rf node_modules/node/node_modules scripts \
  && find node_modules -name '*.map' -delete \
  && mkdir data
WORKDIR /source
COPY . .
# What the console was built of stays behind. Whoever checked the sources out may keep them to themselves; the user below
# has to read them.
RUN rm -rf dashboard scripts sdk tsconfig.json && chmod -R a+rX .

# The Node that runs is the one of the lockfile, which the tests ran on; Debian lends it its C libraries.
FROM debian:trixie-slim
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /source .
COPY --from=console /console/dashboard/dist dashboard/dist
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
CMD ["node", "--max-semi-space-size=32", "src/main.ts"]
