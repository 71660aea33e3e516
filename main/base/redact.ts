/**
 * Takes secrets out of text before it reaches any file. Pure and linear: every pattern is bounded, so hostile text
 * cannot make it slow. Leaves commit ids, paths and ordinary words whole. The kinds follow the public rule sets of
 * secret scanners; the replacement names the kind so that a reader knows something was there.
 */

interface Rule {
  readonly kind: string
  readonly pattern: RegExp
}

const RULES: readonly Rule[] = [
  { kind: 'private-key', pattern: /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:[\s\S]{0,8192}?-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g },
  { kind: 'aws-key', pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g },
  { kind: 'github-token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})\b/g },
  { kind: 'gitlab-token', pattern: /\bgl(?:pat|rt|dt)-[A-Za-z0-9_-]{20,64}/g },
  { kind: 'slack-token', pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,255}/g },
  { kind: 'google-key', pattern: /\bAIza[A-Za-z0-9_-]{35}/g },
  { kind: 'api-key', pattern: /\b(?:sk|rk|pk)[-_](?:live|test|ant|proj|or)[-_][A-Za-z0-9_-]{16,255}/g },
  { kind: 'api-key', pattern: /\bsk-[A-Za-z0-9]{32,255}/g },
  { kind: 'npm-token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { kind: 'pypi-token', pattern: /\bpypi-[A-Za-z0-9_-]{50,255}/g },
  { kind: 'hugging-face-token', pattern: /\bhf_[A-Za-z0-9]{30,64}\b/g },
  { kind: 'jwt', pattern: /\beyJ[A-Za-z0-9_-]{10,2048}\.[A-Za-z0-9_-]{10,4096}\.[A-Za-z0-9_-]{10,1024}/g },
]

/** The scheme, user and host of an address stay; the password goes. */
const URL_PASSWORD = /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{0,256}):[^\s/@]{1,256}@/gi
const BEARER = /\b(bearer|basic)(\s+)[A-Za-z0-9+/=._~-]{16,2048}/gi
/** `password=…`, `API_TOKEN: …`: the name stays, the value goes. */
const ASSIGNMENT =
  /\b([A-Za-z0-9_.-]{0,64}(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)["']?\s{0,4}[:=]\s{0,4}["']?)(?!\[redacted:)([^\s"',;]{6,1024})/gi

/** `text` with each secret replaced by `[redacted:kind]`. */
export function redact(text: string): string {
  let result = text
  for (const { kind, pattern } of RULES) result = result.replace(pattern, `[redacted:${kind}]`)
  return result
    .replace(URL_PASSWORD, '$1:[redacted:password]@')
    .replace(BEARER, '$1$2[redacted:credential]')
    .replace(ASSIGNMENT, '$1[redacted:value]')
}
