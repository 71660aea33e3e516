import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { redact, redactAll } from './redact.ts'

/** Made up here; `x(n)` is n characters of the kind such tokens have, so that no scanner takes this file for a leak. */
const x = (length: number): string => 'aB3dE5fG7hJ9'.repeat(2000).slice(0, length)
const upper = (length: number): string => 'AB2CD3EF4GH5'.repeat(10).slice(0, length)
const hex = (length: number): string => '0a1b2c3d4e5f'.repeat(20).slice(0, length)
const pem = (kind: string, body = `${x(64)}\n${x(64)}\n${x(20)}==`): string => `-----BEGIN ${kind}-----\n${body}\n-----END ${kind}-----`

const SECRETS: readonly (readonly [kind: string, secret: string])[] = [
  ['private-key', pem('PRIVATE KEY')],
  ['private-key', pem('RSA PRIVATE KEY')],
  ['private-key', pem('OPENSSH PRIVATE KEY', x(20_000))],
  ['private-key', pem('PGP PRIVATE KEY BLOCK')],
  ['private-key', `AGE-SECRET-KEY-1${upper(58)}`],
  ['aws-key', `AKIA${upper(16)}`],
  ['aws-key', `ASIA${upper(16)}`],
  ['github-token', `ghp_${x(36)}`],
  ['github-token', `ghs_${x(300)}`],
  ['github-token', `github_pat_${x(22)}_${x(59)}`],
  ['gitlab-token', `glpat-${x(20)}`],
  ['slack-token', `xoxb-${x(12)}-${x(24)}`],
  ['slack-token', `xapp-1-${x(40)}`],
  ['google-key', `AIza${x(35)}`],
  ['google-key', `GOCSPX-${x(28)}`],
  ['google-key', `ya29.${x(60)}`],
  ['api-key', `sk_live_${x(24)}`],
  ['api-key', `sk-ant-api03-${x(90)}`],
  ['api-key', `sk-proj-${x(120)}`],
  ['api-key', `sk-${x(48)}`],
  ['api-key', `SG.${x(22)}.${x(43)}`],
  ['api-key', `whsec_${x(32)}`],
  ['api-key', `shpat_${hex(32)}`],
  ['api-key', `hvs.${x(90)}`],
  ['api-key', `dop_v1_${hex(64)}`],
  ['api-key', `gsk_${x(52)}`],
  ['npm-token', `npm_${x(36)}`],
  ['pypi-token', `pypi-${x(150)}`],
  ['hugging-face-token', `hf_${x(34)}`],
  ['jwt', `eyJ${x(30)}.eyJ${x(9000)}.${x(1500)}`],
]

/** Around a secret that is known only by its surroundings: before it, the secret, after it. */
const SURROUNDED: readonly (readonly [before: string, secret: string, after: string])[] = [
  ['postgres://ada:', 'hunter2', '@db.example.com/app'],
  ['redis://:', `p${x(500)}`, '@cache:6379'],
  ['Authorization: Bearer ', x(40), ''],
  ['curl -H "authorization: bearer ', `${x(20)}.${x(3000)}`, '"'],
  ['Authorization: Basic ', 'YWRhOmh1bnRlcjI=', ''],
  ['basic ', x(32), ''],
  ['PASSWORD=', 'correcthorse', ''],
  ['DB_PASS=', 'hunter2!', ' npm start'],
  ['password: ', 'swordfish', ', user: ada'],
  ['"password": "', 'correct horse battery staple', '"'],
  ["api_key = '", 'abcdefgh', "'"],
  ['API_TOKEN=', 'supersecretvalue', ''],
  ['client_secret: ', 'abc123def', ''],
  ['aws_secret_access_key = ', x(40), ''],
  ['SECRET_KEY_BASE=', hex(128), ''],
  ['AccountKey=', `${x(86)}==`, ';EndpointSuffix=core.windows.net'],
  ['deploy --password ', 'hunter22', ' --force'],
  ['deploy --api-key ', x(12), ''],
  ['token=', x(5000), ''],
  ['passphrase: `', 'open sesame', '`'],
  ['https://hooks.slack.com/services/', `T0000/B0000/${x(24)}`, ''],
]

const WHOLE = [
  'fix: read the token once (a94a8fe5ccb19ba61c4c0873d391e987982fbbd3)',
  'commit da39a3ee5e6b4b0d3255bfef95601890afd80709',
  'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'src/auth/password/resetToken.ts',
  'C:\\Users\\ada\\secrets\\token.json',
  'https://example.com:8080/a/b?c=d#e',
  'http://[::1]:80/x@y',
  'git@github.com:ada/scribe.git',
  'const token = await readToken()',
  'const token = randomBytes(32).toString("base64url")',
  'readonly token: string | null',
  'function connect(password: string): Promise<void>',
  'this.password = options.password',
  'password = this.doGetPassword();',
  'token: accessToken, password: certificatePassword',
  'if (token === expected) return secret == null',
  'const secret = process.env.CLIENT_SECRET',
  `password: \${{ secrets.DB_PASSWORD }}`,
  'TOKEN=$(gh auth token)',
  'TOKEN=$TOKEN password=<password> secret: ***',
  'foo(token=token)',
  'tokens = text.split(" ")',
  'Decision: token: rotate it every night',
  'Basic understanding of internationalization',
  'the bearer of internationalization/settings.ts',
  'npm_config_cache, sk-learn, key-value, glpat, eyJ.a.b',
  'uuid 123e4567-e89b-12d3-a456-426614174000',
  'private key and secret are words',
  '-----BEGIN CERTIFICATE-----',
]

const HOSTILE = {
  'one letter': 'a',
  'beginnings of keys': '-----BEGIN PRIVATE KEY-----',
  'half beginnings': '-----BEGIN ',
  'beginnings of web tokens': 'eyJaaaaaaaaaaa.',
  'joined beginnings': 'eyJa-',
  names: 'password',
  'names with signs': 'token   :    ',
  'names with code': 'token=a(',
  'dots and dashes': 'a.b-',
  addresses: 'http://a:',
  'address heads': 'ab://',
  'options without end': '--a',
  bearers: 'bearer ',
  quotes: 'token="',
  'escaped quotes': String.raw`\"token\": \"`,
  'encoded lines': 'aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ\n',
  'encoded words': 'aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ= ',
  'heads of web tokens behind a sign': 'eyJhbGciOiJIUzI1NiJ9-',
  'halves of bot tokens': `M${'a'.repeat(24)}.`,
  'ids of bots': '123456789:AA',
  'lines of a key': `${'A'.repeat(64)}\n`,
}

suite('main/base/redact', () => {
  for (const [kind, secret] of SECRETS) {
    test(`${kind} ${secret.slice(0, 12)}… of ${secret.length} characters goes, wherever it stands`, () => {
      const mark = `[redacted:${kind}]`
      expect(redact(secret)).toBe(mark)
      expect(redact(`before ${secret} after`)).toBe(`before ${mark} after`)
      expect(redact(`("${secret}")`)).toBe(`("${mark}")`)
      expect(redact(`?q=${secret}&r=1`)).not.toContain(secret.slice(-12))
      expect(redact(`${secret}\n${secret}`)).toBe(`${mark}\n${mark}`)
    })
  }

  for (const [before, secret, after] of SURROUNDED) {
    test(`what follows "${before}" goes, what stands around it stays`, () => {
      expect(redact(`${before}${secret}${after}`)).toMatch(
        new RegExp(`^${escapeRegExp(before)}\\[redacted:(?:password|credential|value|slack-token)\\]${escapeRegExp(after)}$`),
      )
    })
  }

  for (const line of WHOLE) test(`whole: ${line}`, () => expect(redact(line)).toBe(line))

  test('a token after an underscore is one, in the middle of a word it is not', () => {
    expect(redact(`TOKEN_ghp_${x(36)}`)).toBe('TOKEN_[redacted:github-token]')
    expect(redact(`laughp_${x(36)}`)).toBe(`laughp_${x(36)}`)
  })

  test('a key cut off before its end loses its lines all the same', () => {
    expect(redact(`see\n-----BEGIN RSA PRIVATE KEY-----\n${x(64)}\n${x(64)}\nand so on`)).toBe('see\n[redacted:private-key]\nand so on')
    expect(redact('a "-----BEGIN PRIVATE KEY-----" line starts a key.')).toBe('a "[redacted:private-key]" line starts a key.')
  })

  test('two keys are two, whatever stands between them stays', () => {
    const two = `${pem('PRIVATE KEY')}\nbetween\n${pem('EC PRIVATE KEY')}`
    expect(redact(two)).toBe('[redacted:private-key]\nbetween\n[redacted:private-key]')
    expect(redact(`-----BEGIN PRIVATE KEY-----\nbetween\n${pem('EC PRIVATE KEY')}`)).toBe('[redacted:private-key]\nbetween\n[redacted:private-key]')
  })

  test('a secret inside a value that is code is still found', () => {
    expect(redact('token = login({ password: "hunter2" })')).toBe('token = login({ password: "[redacted:value]" })')
  })

  for (const [what, part] of Object.entries(HOSTILE)) {
    test(`a megabyte of ${what} takes no longer than ordinary text`, () => {
      const text = part.repeat(Math.ceil(1_000_000 / part.length))
      const started = performance.now()
      redact(text)
      // About 60 ms at most on a slow machine; anything quadratic takes minutes.
      expect(performance.now() - started).toBeLessThan(3000)
    })
  }

  test('many texts are redacted each on its own, whatever stands beside them', () => {
    const names = Array.from({ length: 50 }, (_, n) => `src/file${n}.ts`)
    expect(redactAll(names)).toEqual(names)
    expect(redactAll([])).toEqual([])
    expect(redactAll([...names, `x_ghp_${x(36)}`, 'password:', 'correcthorse', 'a\nb'])).toEqual([
      ...names,
      'x_[redacted:github-token]',
      'password:',
      'correcthorse',
      'a\nb',
    ])
    const encoded = Buffer.from(`x: ghp_${x(36)}`).toString('base64')
    expect(redactAll(['oneLongNameThatLooksEncodedToo', encoded])).toEqual(['oneLongNameThatLooksEncodedToo', '[redacted:encoded]'])
  })

  test('a secret that only shows when the one before it has gone, goes too', () => {
    const joined = `shpat_${hex(31)}cya29.${x(40)}`
    expect(redact(joined)).toBe('[redacted:api-key][redacted:google-key]')
  })

  test('redacting twice changes nothing, whatever secrets stand side by side', () => {
    const parts = [
      ...SECRETS.map(([, secret]) => secret.slice(0, 400)),
      ...SURROUNDED.flatMap(([before, secret, after]) => [before, secret.slice(0, 400), after]),
      ...WHOLE,
    ]
    const joints = ['', ' ', '\n', ':', '@', '=', '"', "'", ',', '-', '[redacted:value]', '://u:', 'token=', 'bearer ']
    const text = fc
      .array(fc.oneof(fc.constantFrom(...parts), fc.constantFrom(...joints), fc.string()), { maxLength: 12, size: 'max' })
      .map((list) => list.join(''))
    fc.assert(
      fc.property(text, (secretive) => {
        const once = redact(secretive)
        expect(redact(once)).toBe(once)
      }),
      { numRuns: 1000 },
    )
  })
})

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
