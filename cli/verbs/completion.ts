/** `scribe completion zsh|bash`: a script for the shell, made from how the verbs are written. */
import { ScribeError } from '../../shared/domain/error.ts'
import type { Verb, VerbForm, VerbOption } from './verb.ts'

type Forms = readonly (readonly [name: string, form: VerbForm])[]

const SHELLS = ['zsh', 'bash'] as const

/** The verb; `forms` are all verbs, this one included. */
export function completionVerb(forms: () => Forms): Verb {
  return {
    usage: 'scribe completion zsh|bash',
    summary: 'Print a script that completes verbs and options in your shell.',
    examples: ['source <(scribe completion bash)', 'scribe completion zsh > ~/.zfunc/_scribe'],
    options: {},
    words: [1, 1],
    choices: [SHELLS],
    run: async ({ positionals: [shell = ''] }) => {
      if (shell !== 'zsh' && shell !== 'bash') throw new ScribeError('usage.badInput', `scribe completion takes one of ${SHELLS.join(', ')}.`)
      const script = shell === 'bash' ? bashScript(forms()) : zshScript(forms())
      return { lines: [], exact: script, json: { shell, script } }
    },
  }
}

/** For bash 3.2 and later. */
export function bashScript(forms: Forms): string {
  return `# Completion of scribe for bash. Load it with: source <(scribe completion bash)
_scribe() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} verb=\${COMP_WORDS[1]} words=
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${forms.map(([name]) => name).join(' ')} help" -- "$word"))
    return
  fi
  case "$verb:$before" in
    *:--cwd) local IFS=$'\\n'; COMPREPLY=($(compgen -d -- "$word")); return ;;
    *:--output) local IFS=$'\\n'; COMPREPLY=($(compgen -f -- "$word")); return ;;
${optionValues(forms)
  .map(([place, values]) => `    ${place}) words='${values.join(' ')}' ;;`)
  .join('\n')}
  esac
  case "\${words:+set}:$verb:$COMP_CWORD" in
${wordChoices(forms)
  .map(({ verb, place, values }) => `    :${verb}:${place + 2}) words='${values.join(' ')}' ;;`)
  .join('\n')}
  esac
  case "\${words:+set}:$verb" in
${forms.map(([name, form]) => `    :${name}) words='${flags(form).join(' ')}' ;;`).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -F _scribe scribe
`
}

export function zshScript(forms: Forms): string {
  return `#compdef scribe
# Completion of scribe for zsh: a file _scribe in a folder of $fpath, or: source <(scribe completion zsh)
_scribe() {
  local verb=$words[2] before=$words[CURRENT-1]
  if (( CURRENT == 2 )); then
    local -a verbs
    verbs=(
${forms.map(([name, form]) => `      ${quoted(`${name}:${form.summary}`)}`).join('\n')}
    )
    _describe verb verbs
    return
  fi
  case "$verb:$before" in
    *:--cwd) _files -/; return ;;
    *:--output) _files; return ;;
${optionValues(forms)
  .map(([place, values]) => `    ${place}) compadd -- ${values.join(' ')}; return ;;`)
  .join('\n')}
  esac
  case "$verb:$CURRENT" in
${wordChoices(forms)
  .map(({ verb, place, values }) => `    ${verb}:${place + 3}) compadd -- ${values.join(' ')}; return ;;`)
  .join('\n')}
  esac
  case "$verb" in
${forms.map(([name, form]) => `    ${name}) compadd -- ${flags(form).join(' ')} ;;`).join('\n')}
  esac
}
if [ "$funcstack[1]" = _scribe ]; then _scribe "$@"; else compdef _scribe scribe; fi
`
}

/** What may stand behind an option, as `verb:--option` and its values. */
function optionValues(forms: Forms): (readonly [place: string, values: readonly string[]])[] {
  return forms.flatMap(([name, form]) =>
    Object.entries<VerbOption>(form.options).flatMap(([option, { values }]) => (values === undefined ? [] : [[`${name}:--${option}`, values] as const])),
  )
}

function wordChoices(forms: Forms): { verb: string; place: number; values: readonly string[] }[] {
  return forms.flatMap(([verb, { choices = [] }]) => choices.map((values, place) => ({ verb, place, values })))
}

function flags(form: VerbForm): string[] {
  return [...Object.keys(form.options), 'json', 'help'].map((option) => `--${option}`)
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
