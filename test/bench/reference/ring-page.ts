/** Reference for an invitation: one message to the other page, which shows it and echoes; the echo is shown too. */
import { button, openChannel } from './channel.ts';

const channel = await openChannel();
channel.on('ring', () => {
  document.body.dataset.state = 'ringing';
  channel.send('echo');
});
channel.on('echo', () => {
  document.body.dataset.state = 'echoed';
});
button('call', async () => channel.send('ring'));
document.body.dataset.state = 'ready';
