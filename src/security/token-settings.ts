/** Algorithms whose key is JWT_SECRET. One is enough: the others need longer secrets and prove nothing more. */
const SECRET_ALGORITHMS: readonly string[] = ["HS256"];
/** Algorithms whose keys are at JWKS_URL, and that are accepted where JWT_ALGORITHMS says nothing. */
const USUAL_KEY_ALGORITHMS: readonly string[] = [
  ...["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
];
const KEY_ALGORITHMS: readonly string[] = [...USUAL_KEY_ALGORITHMS, "PS256", "PS384", "PS512"];

export const TOKEN_ALGORITHMS: readonly string[] = [...SECRET_ALGORITHMS, ...KEY_ALGORITHMS];

/** As in the environment. */
export type TokenVariables = {
  readonly JWT_SECRET?: string | undefined;
  readonly JWKS_URL?: string | undefined;
  readonly JWT_ALGORITHMS?: readonly string[] | undefined;
  readonly NODE_ENV: string;
};

/** The algorithms that are accepted: those named, else the usual ones of each key that there is. */
export function acceptedAlgorithms(env: TokenVariables): readonly string[] {
  return (
    env.JWT_ALGORITHMS ?? [
      ...(env.JWT_SECRET === undefined ? [] : SECRET_ALGORITHMS),
      ...(env.JWKS_URL === undefined ? [] : USUAL_KEY_ALGORITHMS),
    ]
  );
}

/** What does not go together, though each of it is right by itself. */
export function tokenProblems(env: TokenVariables): readonly {
  readonly variable: "JWKS_URL" | "JWT_ALGORITHMS";
  readonly problem: string;
}[] {
  // Whoever can change the keys on their way here can be any tenant.
  const isOpen = env.NODE_ENV === "production" && env.JWKS_URL?.startsWith("http:") === true;
  const problem = algorithmProblem(env);
  return [
    ...(isOpen
      ? [{ variable: "JWKS_URL", problem: "must be https:// in production" } as const]
      : []),
    ...(problem === null ? [] : [{ variable: "JWT_ALGORITHMS", problem } as const]),
  ];
}

function algorithmProblem({ JWT_ALGORITHMS, JWT_SECRET, JWKS_URL }: TokenVariables): string | null {
  if (JWT_ALGORITHMS === undefined) return null;
  const [ofSecret] = JWT_ALGORITHMS.filter((name) => SECRET_ALGORITHMS.includes(name));
  const [ofKeySet] = JWT_ALGORITHMS.filter((name) => KEY_ALGORITHMS.includes(name));
  if (ofSecret !== undefined && JWT_SECRET === undefined) return `${ofSecret} needs JWT_SECRET`;
  if (ofKeySet !== undefined && JWKS_URL === undefined) return `${ofKeySet} needs JWKS_URL`;
  if (ofSecret === undefined && JWT_SECRET !== undefined) return "names none for JWT_SECRET";
  return ofKeySet === undefined && JWKS_URL !== undefined ? "names none for JWKS_URL" : null;
}
