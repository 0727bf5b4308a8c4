import { loadCommandReference } from '../command-reference.ts';
import { defineCommand } from '../define-command.ts';

export const completion = defineCommand({
  description: [
    'Prints a script that lets the shell complete commands, options, tools and their arguments.',
    'The script is made for this version and starts no program while completing; load it again after an update, ' +
      'which the lines below do by themselves.',
  ],
  arguments: [{ name: 'shell', description: 'bash, zsh or fish.', required: true, choices: ['bash', 'zsh', 'fish'] }],
  examples: [
    { line: 'source <(codez completion bash)', does: 'in ~/.bashrc' },
    { line: 'source <(codez completion zsh)', does: 'in ~/.zshrc' },
    { line: 'codez completion fish | source', does: 'in ~/.config/fish/config.fish' },
  ],
  json: false,
  async run({ args, output, commands }) {
    const [{ describeTools }, { CATALOG }, { completionModel }] = await Promise.all([
      import('../../tools/registry.ts'),
      import('../../tools/catalog.ts'),
      import('../completion/completion-model.ts'),
    ]);
    const model = completionModel(await loadCommandReference(commands), describeTools(CATALOG));
    output.print((await rendererOf(args.shell))(model).trimEnd());
    return 0;
  },
});

async function rendererOf(shell: string) {
  if (shell === 'zsh') return (await import('../completion/zsh.ts')).renderZsh;
  if (shell === 'fish') return (await import('../completion/fish.ts')).renderFish;
  return (await import('../completion/bash.ts')).renderBash;
}
