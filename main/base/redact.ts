/**
 * Takes secrets out of text before it reaches any file, encoded ones too. Pure and linear: no pattern can be made slow by
 * hostile text. Leaves commit ids, paths and ordinary lines of code whole (`redactCorpus.test.ts` holds both to numbers).
 * The kinds follow the public rule sets of secret scanners; the replacement names the kind so that a reader knows something
 * was there. Invariant: redacting twice changes nothing.
 */
import { ASSIGNMENTS } from './redactAssignments.ts'

interface Rule {
  readonly kind: string
  readonly pattern: RegExp
}

/** Keys that begin with a word of their maker's. One pattern each: a search for a fixed beginning is what engines do fastest. */
const API_KEYS = [
  'dapi[a-f0-9]{32}(?![A-Za-z0-9])',
  'AT[AC]TT3x[\\w=-]{60,}',
  'SK[a-f0-9]{32}(?![A-Za-z0-9])',
  '(?<![_-])key-[a-f0-9]{32}(?![A-Za-z0-9])',
  'sq0[a-z]{3}-[\\w-]{22,}',
  'NRAK-[A-Z0-9]{27}',
  'sntry[su]_[\\w+/=-]{40,}',
  'dp\\.(?:pt|st|ct|sa|scim|audit)\\.[A-Za-z0-9]{40,}',
  'PMAK-[a-f0-9]{24}-[a-f0-9]{34}',
  'pat[A-Za-z0-9]{14}\\.[a-f0-9]{64}',
  'secret_[A-Za-z0-9]{43}(?![A-Za-z0-9])',
  'atlasv1\\.[\\w-]{60,}',
]

/** A token may follow `_` or `=`, but not the middle of a word; what follows it belongs to it, however long. */
const RULES: readonly Rule[] = [
  ...API_KEYS.map((source) => ({ kind: 'api-key', pattern: new RegExp(`(?<![A-Za-z0-9])${source}`, 'g') })),
  // A key without its end is cut at the last line that looks like one; a second beginning starts over, so nothing is read twice.
  {
    kind: 'private-key',
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?:(?!-----BEGIN )[\s\S])*?-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|(?:\s{0,24}[A-Za-z0-9+/=\\]{16,})*)/g,
  },
  { kind: 'private-key', pattern: /AGE-SECRET-KEY-1[A-Z0-9]{40,}/g },
  { kind: 'aws-key', pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/g },
  { kind: 'github-token', pattern: /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,})/g },
  { kind: 'gitlab-token', pattern: /(?<![A-Za-z0-9])gl(?:pat|rt|dt|soat|cbt)-[\w-]{20,}/g },
  { kind: 'slack-token', pattern: /(?<![A-Za-z0-9])(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,}/g },
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
  // What stands before these is a public id; it tells them apart and stays.
  { kind: 'bot-token', pattern: /(?<=(?<!\d)\d{8,10}):AA[\w-]{33,}|(?<=(?<![A-Za-z0-9])[MNO][\w-]{23,27})\.[\w-]{6}\.[\w-]{27,45}(?![A-Za-z0-9])/g },
  { kind: 'api-key', pattern: /(?<=[\w~.-]{3}\d)Q~[\w~.-]{31,34}/g },
  { kind: 'npm-token', pattern: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36,}/g },
  { kind: 'pypi-token', pattern: /(?<![A-Za-z0-9])pypi-[\w-]{50,}/g },
  { kind: 'hugging-face-token', pattern: /(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,}/g },
  // Behind a sign the head is bounded, so that a run of such characters is not tried from each of its parts to its end.
  { kind: 'jwt', pattern: /(?:(?<![\w-])eyJ[\w-]{10,}|(?<=[_-])eyJ[\w-]{10,300})\.[\w-]{10,}\.[\w-]{10,}/g },
]

/** The scheme, user and host of an address stay; the password goes. */
const URL_PASSWORD = /(?<=\b[a-z][a-z0-9+.-]{1,20})(:\/\/[^\s:/@[]{0,256}):(?!\[redacted:)[^\s/@]{1,1024}@/gi
const SLACK_HOOK = /(hooks\.slack\.com\/(?:services|workflows)\/)[\w/-]{20,}/g
/** What follows `Bearer`, if it looks made by a machine: long, with a digit. */
const BEARER = /\b(bearer\s{1,8})(?=[a-z+/=._~-]{0,256}\d)[a-z0-9+/=._~-]{16,}/gi
const BASIC =
  /\b(basic\s{1,8})(?:[a-z0-9+/]{8,512}={1,2}|(?=[a-z+/]{0,128}\d)[a-z0-9+/]{24,}|(?<=authorization["']?:\s{0,4}["']?basic\s{1,8})[a-z0-9+/=]{8,})/gi

/** What may be Base64, also on several lines. */
const ENCODED = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{24,}={0,2}(?:\\?\r?\n[ \t]{0,16}(?:[A-Za-z0-9+/_-]{16,}={0,2}|[A-Za-z0-9+/_-]{1,15}={1,2}))*/g

const READABLE = /[\t\n\r\x20-\x7e]{16}/

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

/** Each of `texts` redacted on its own. Very many short ones cost little when none holds a secret, as is usual of names. */
export function redactAll(texts: readonly string[]): string[] {
  // A blank line between them: nothing that is only a secret on several lines reads across it unseen.
  const joined = texts.join('\n\n')
  return redact(joined) === joined ? [...texts] : texts.map(redact)
}

function redactOnce(text: string): string {
  const plain = redactPlain(text)
  return plain.replace(ENCODED, (run) => (hidesSecret(run) ? '[redacted:encoded]' : run))
}

function redactPlain(text: string): string {
  let result = text
  for (const { kind, pattern } of RULES) result = result.replace(pattern, `[redacted:${kind}]`)
  result = result
    .replace(SLACK_HOOK, '$1[redacted:slack-token]')
    .replace(URL_PASSWORD, '$1:[redacted:password]@')
    .replace(BEARER, '$1[redacted:credential]')
    .replace(BASIC, '$1[redacted:credential]')
  for (const pattern of ASSIGNMENTS) result = result.replace(pattern, '$1[redacted:value]')
  return result
}

/** True when the run decodes to text with a secret in it. */
function hidesSecret(run: string): boolean {
  const decoded = Buffer.from(run.replace(/[\\\s]+/g, ''), 'base64').toString('latin1')
  // Ids, paths and names decode to bytes that are no text; only text is looked at further.
  return READABLE.test(decoded) && redactPlain(decoded) !== decoded
}
