/**
 * Thirty kinds of secrets, made up anew for each run from a seed, in the shapes their makers publish, and the places they
 * turn up in. None of them is, or ever was, real: no scanner may take this file for a leak, so prefixes are put together here.
 */

/** A generator of numbers below one, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state >>> 8) / 2 ** 24
  }
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const DIGITS = '0123456789'
const HEX = '0123456789abcdef'
const UPPER = LOWER.toUpperCase()
const WORD = UPPER + LOWER + DIGITS
const BASE64 = `${WORD}+/`

export class Maker {
  readonly #random: () => number

  constructor(random: () => number) {
    this.#random = random
  }

  /** `length` characters of `alphabet`. */
  text(alphabet: string, length: number): string {
    return Array.from({ length }, () => alphabet[Math.floor(this.#random() * alphabet.length)]).join('')
  }

  word = (length: number): string => this.text(WORD, length)
  hex = (length: number): string => this.text(HEX, length)
  /** A word people would choose. */
  human = (): string => `${this.text(LOWER, 7)}${this.text(DIGITS, 2)}`
  base64 = (length: number): string => this.text(BASE64, length)
  pick = <T>(of: readonly T[]): T => of[Math.floor(this.#random() * of.length)] as T
}

export interface Kind {
  readonly name: string
  /** What must not be seen, and the text in which it is known for a secret (itself, where it has a shape of its own). */
  readonly make: (maker: Maker) => { readonly secret: string; readonly text: string }
}

/** Known by its own shape, wherever it stands. */
const shaped = (name: string, make: (maker: Maker) => string): Kind => ({
  name,
  make: (maker) => {
    const secret = make(maker)
    return { secret, text: secret }
  },
})

/** Known by what stands around it. */
const named = (name: string, make: (maker: Maker) => readonly [before: string, secret: string, after?: string]): Kind => ({
  name,
  make: (maker) => {
    const [before, secret, after = ''] = make(maker)
    return { secret, text: `${before}${secret}${after}` }
  },
})

const armour = (kind: string, body: string): string => `-----${'BEGIN'} ${kind}-----\n${body}\n-----END ${kind}-----`
const lines = (maker: Maker, count: number): string => Array.from({ length: count }, () => maker.base64(64)).join('\n')
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Secrets of one line. */
export const KINDS: readonly Kind[] = [
  shaped('AWS key id', (m) => `${m.pick(['AKIA', 'ASIA'])}${m.text(UPPER + DIGITS, 16)}`),
  named('AWS secret key', (m) => [m.pick(['aws_secret_access_key = ', 'AWS_SECRET_ACCESS_KEY=', '"SecretAccessKey": "']), m.base64(40)]),
  shaped('GitHub token', (m) => `${m.pick(['ghp', 'gho', 'ghu', 'ghs', 'ghr'])}_${m.word(36)}`),
  shaped('GitHub fine-grained token', (m) => `github_${'pat'}_${m.word(22)}_${m.word(59)}`),
  shaped('GitLab token', (m) => `gl${m.pick(['pat', 'dt', 'rt', 'soat'])}-${m.word(20)}`),
  shaped('Slack token', (m) => `xox${m.pick(['b', 'p', 'a', 's'])}-${m.text(DIGITS, 12)}-${m.text(DIGITS, 12)}-${m.word(24)}`),
  named('Slack web hook', (m) => [`https://hooks.slack.${'com'}/services/`, `T${m.text(UPPER, 9)}/B${m.text(UPPER, 9)}/${m.word(24)}`]),
  shaped('Google key', (m) => `AI${'za'}${m.word(35)}`),
  shaped('Google client secret', (m) => `GOCS${'PX'}-${m.word(28)}`),
  shaped('Stripe key', (m) => `${m.pick(['sk', 'rk'])}_${'live'}_${m.word(m.pick([24, 99]))}`),
  shaped('OpenAI key', (m) => `sk-${m.pick(['proj-', 'svcacct-', ''])}${m.word(48)}`),
  shaped('Anthropic key', (m) => `sk-${'ant'}-api03-${m.word(93)}`),
  shaped('npm token', (m) => `npm_${m.word(36)}`),
  shaped('PyPI token', (m) => `pypi-${'AgEIcHlwaS5vcmc'}${m.word(100)}`),
  shaped('Hugging Face token', (m) => `hf_${m.text(UPPER + LOWER, 34)}`),
  shaped('SendGrid key', (m) => `SG.${m.word(22)}.${m.word(43)}`),
  shaped('Shopify token', (m) => `shp${m.pick(['at', 'ca', 'pa', 'ss'])}_${m.hex(32)}`),
  shaped('DigitalOcean token', (m) => `do${m.pick(['p', 'o'])}_v1_${m.hex(64)}`),
  shaped('Vault token', (m) => `hvs.${m.word(90)}`),
  shaped('Databricks token', (m) => `${'dapi'}${m.hex(32)}`),
  shaped('Discord token', (m) => `${m.pick(['M', 'N'])}${m.word(25)}.${m.word(6)}.${m.word(38)}`),
  shaped('Telegram token', (m) => `${m.text('123456789', 10)}:AA${m.word(33)}`),
  shaped('Atlassian token', (m) => `ATATT3x${m.word(180)}`),
  shaped('web token', (m) => `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded({ sub: m.word(10), exp: 1 })}.${m.word(43)}`),
  named('password of an address', (m) => [`${m.pick(['postgres', 'mysql', 'redis', 'amqps', 'https'])}://ada:`, m.human(), '@db.example.com/app']),
  named('password', (m) => [m.pick(['DB_PASSWORD=', 'password: ', '"password": "', 'PGPASSWORD=', '--password ', 'passphrase = ']), m.human()]),
  named('bearer', (m) => [m.pick(['Authorization: Bearer ', 'authorization: bearer ']), `${m.word(20)}1${m.word(20)}`]),
  named('basic', (m) => ['Authorization: Basic ', Buffer.from(`ada:${m.human()}xy`).toString('base64')]),
  named('storage key', (m) => ['DefaultEndpointsProtocol=https;AccountName=ada;AccountKey=', `${m.base64(86)}==`, ';EndpointSuffix=core.windows.net']),
  named('key by its name', (m) => [
    m.pick(['API_KEY=', 'x-api-key: ', 'client_secret: ', 'SECRET_TOKEN=', 'apiKey: "', 'signing_key = ']),
    `${m.word(15)}7${m.word(16)}`,
  ]),
]

/** Secrets of several lines. */
export const ARMOURED: readonly Kind[] = [
  shaped('RSA key', (m) => armour('RSA PRIVATE KEY', `${lines(m, 12)}\n${m.base64(40)}==`)),
  shaped('EC key', (m) => armour('EC PRIVATE KEY', `${lines(m, 2)}\n${m.base64(30)}==`)),
  shaped('OpenSSH key', (m) => armour('OPENSSH PRIVATE KEY', lines(m, 6))),
  shaped('key', (m) => armour('PRIVATE KEY', lines(m, 20))),
  shaped('PGP key', (m) => armour('PGP PRIVATE KEY BLOCK', `\n${lines(m, 10)}\n=${m.base64(4)}`)),
]

/** Where a secret of one line turns up. */
export const PLACES: Readonly<Record<string, (text: string) => string>> = {
  alone: (text) => text,
  sentence: (text) => `The deploy failed with ${text} in the log, see above.`,
  'line of a diff': (text) => `@@ -1,2 +1,2 @@\n-old\n+  ${text}\n context`,
  'line of settings': (text) => `# staging\nCONFIG=x\nexport ${text}\nPORT=8080`,
  'list of JSON': (text) => `{"items": [1, ${JSON.stringify(text)}], "more": true}`,
  'commit subject': (text) => `fix: remove ${text} (#12)`,
  Windows: (text) => `first\r\n${text}\r\nlast`,
}

/** Where only what has a shape of its own can be known. */
export const BARE_PLACES: Readonly<Record<string, (secret: string) => string>> = {
  'file name': (secret) => `notes/backup-${secret}.txt`,
  'folder name': (secret) => `src/${secret}/index.ts`,
  'query of an address': (secret) => `https://example.com/a?page=2&x=${secret}&y=1#top`,
  'branch name': (secret) => `feat/B-12_${secret}`,
  'a name of its own': (secret) => `MY_THING=${secret}`,
  encoded: (secret) => `data: ${Buffer.from(`x: ${secret}\n`).toString('base64')}`,
}

/** Where a secret of several lines turns up. */
export const ARMOURED_PLACES: Readonly<Record<string, (text: string) => string>> = {
  alone: (text) => text,
  note: (text) => `see\n${text}\nand so on`,
  diff: (text) => `diff --git a/k b/k\n${text.replace(/^/gm, '+')}\n context`,
  indented: (text) => `key: |\n${text.replace(/^/gm, '    ')}\nport: 80`,
  'one line of JSON': (text) => JSON.stringify({ key: text, port: 80 }),
  'one line of settings': (text) => `KEY="${text.replaceAll('\n', '\\n')}"`,
  'cut off': (text) => text.slice(0, text.lastIndexOf('\n')),
  Windows: (text) => text.replaceAll('\n', '\r\n'),
  encoded: (text) => `key: ${Buffer.from(text).toString('base64')}`,
  'encoded on several lines': (text) =>
    (
      Buffer.from(text)
        .toString('base64')
        .match(/.{1,76}/g) ?? []
    ).join('\n'),
}

/** What must stay whole: it looks like a secret and is none. */
export const HARMLESS: Readonly<Record<string, (maker: Maker) => string>> = {
  'commit id': (m) => m.hex(40),
  'short commit id': (m) => m.hex(9),
  'SHA-256': (m) => m.hex(64),
  MD5: (m) => m.hex(32),
  UUID: (m) => [8, 4, 4, 4, 12].map((length) => m.hex(length)).join('-'),
  'session id': (m) => `01${m.text('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 24)}`,
  integrity: (m) => `sha512-${m.base64(86)}==`,
  'image digest': (m) => `registry.example.com/app@sha256:${m.hex(64)}`,
  'Go checksum': (m) => `github.com/a/b v1.2.3 h1:${m.base64(43)}=`,
  path: (m) => `src/${m.text(LOWER, 8)}/${m.text(LOWER, 12)}Token.test.ts`,
  'path of a build': (m) => `dist/assets/index-${m.word(8)}.js`,
  address: (m) => `https://github.com/ada/scribe/commit/${m.hex(40)}`,
  branch: (m) => `feat/B-${m.text(DIGITS, 4)}-${m.text(LOWER, 10)}-${m.text(LOWER, 8)}`,
  version: (m) => `${m.text(DIGITS, 2)}.${m.text(DIGITS, 2)}.0-beta.${m.text(DIGITS, 3)}`,
  'diff of an index': (m) => `index ${m.hex(10)}..${m.hex(10)} 100644`,
  'long name': (m) => `${m.text(LOWER, 12)}_${m.text(LOWER, 12)}_${m.text(LOWER, 12)}`,
  time: (m) => `2026-11-22T14:${m.text('012345', 2)}:${m.text('012345', 2)}.${m.text(DIGITS, 3)}Z`,
  'token of a page': (m) => `const token = read${m.text(UPPER, 1)}${m.text(LOWER, 8)}(request.headers)`,
}
