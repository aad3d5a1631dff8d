/** Central's command line: the program that `central …` stands for. */
import { joined } from '#libs/kernel/joined.js';

const { runCommand } = await joined('command-line', () => import('./whole/command-line/run-command.js'));
await runCommand();
