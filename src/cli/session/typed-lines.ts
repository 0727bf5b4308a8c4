/** Hands on each line typed at a terminal, at once. Returns how to stop, so that the process may end. */
export function readTypedLines(stdin: NodeJS.ReadStream, onLine: (line: string) => void): () => void {
  let typed = '';
  const onData = (part: string): void => {
    typed += part;
    const lines = typed.split('\n');
    typed = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  };
  stdin.setEncoding('utf8');
  stdin.on('data', onData);
  stdin.resume();
  return () => {
    stdin.off('data', onData);
    stdin.pause();
  };
}
