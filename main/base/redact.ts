/**
 * Takes secrets out of text before it reaches any file. Pure and linear: no pattern can be made slow by hostile text.
 * Leaves commit ids, paths and ordinary lines of code whole. The kinds follow the public rule sets of secret scanners;
 * the replacement names the kind so that a reader knows something was there. Invariant: redacting twice changes nothing.
 */
import { ASSIGNMENTS } from './redactAssignments.ts'

interface Rule {
  readonly kind: string
  readonly pattern: RegExp
}

/** A token may follow `_` or `=`, but not the middle of a word; what follows it belongs to it, however long. */
const RULES: readonly Rule[] = [
  // A key without its end is cut at the last line that looks like one; a second beginning starts over, so nothing is read twice.
  {
    kind: 'private-key',
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?:(?!-----BEGIN )[\s\S])*?-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|(?:\s{0,8}[A-Za-z0-9+/=\\]{16,})*)/g,
  },
  { kind: 'private-key', pattern: /AGE-SECRET-KEY-1[A-Z0-9]{40,}/g },
  { kind: 'aws-key', pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/g },
  { kind: 'github-token', pattern: /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,})/g },
  { kind: 'gitlab-token', pattern: /(?<![A-Za-z0-9])gl(?:pat|rt|dt|soat|cbt)-[\w-]{20,}/g },
  { kind: 'slack-token', pattern: /(?<![A-Za-z0-9])(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,}|(?<=hooks\.slack\.com\/(?:services|workflows)\/)[\w/-]{20,}/g },
  { kind: 'google-key', pattern: /(?<![A-Za-z0-9])(?:AIza[\w-]{35,}|GOCSPX-[\w-]{20,}|ya29\.[\w-]{20,})/g },
  { kind: 'api-key', pattern: /(?<![A-Za-z0-9])(?:sk|rk|pk)[-_](?:live|test|ant|proj|or|svcacct|admin|lf)[-_][\w-]{16,}/g },
  {
    kind: 'api-key',
    pattern: /(?<![A-Za-z0-9])(?:sk-[A-Za-z0-9]{32,}|SG\.[\w-]{16,}\.[\w-]{16,}|whsec_[A-Za-z0-9+/=]{24,}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32,})/g,
  },
  {
    kind: 'api-key',
    pattern: /(?<![A-Za-z0-9])(?:gsk|r8|pplx|xai|hvs|dop_v1|doo_v1|lin_api|ntn|figd|glsa|glc|sbp|pul|rubygems|dckr_pat|pscale_tkn)[_.-][A-Za-z0-9_-]{24,}/g,
  },
  { kind: 'npm-token', pattern: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36,}/g },
  { kind: 'pypi-token', pattern: /(?<![A-Za-z0-9])pypi-[\w-]{50,}/g },
  { kind: 'hugging-face-token', pattern: /(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,}/g },
  // The look-behind lets a run of such characters be tried once only.
  { kind: 'jwt', pattern: /(?<![\w-])eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/g },
]

/** The scheme, user and host of an address stay; the password goes. */
const URL_PASSWORD = /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@[]{0,256}):(?!\[redacted:)[^\s/@]{1,1024}@/gi
/** What follows `Bearer`, if it looks made by a machine: long, with a digit. */
const BEARER = /\b(bearer\s{1,8})(?=[a-z+/=._~-]{0,256}\d)[a-z0-9+/=._~-]{16,}/gi
const BASIC = /\b(basic\s{1,8})(?:[a-z0-9+/]{8,512}={1,2}|(?=[a-z+/]{0,128}\d)[a-z0-9+/]{24,})/gi

/** A replacement can uncover another secret (a word begins where one ended), so rules run until nothing changes. */
const ROUNDS = 4

/** `text` with each secret replaced by `[redacted:kind]`. */
export function redact(text: string): string {
  let result = text
  for (let round = 0; round < ROUNDS; round++) {
    const next = redactOnce(result)
    if (next === result) break
    result = next
  }
  return result
}

function redactOnce(text: string): string {
  let result = text
  for (const { kind, pattern } of RULES) result = result.replace(pattern, `[redacted:${kind}]`)
  result = result.replace(URL_PASSWORD, '$1:[redacted:password]@').replace(BEARER, '$1[redacted:credential]').replace(BASIC, '$1[redacted:credential]')
  for (const pattern of ASSIGNMENTS) result = result.replace(pattern, '$1[redacted:value]')
  return result
}
