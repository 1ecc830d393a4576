// Browsers slow a hidden tab's timers to one a second or even one a minute. A worker's timers keep their pace.

onmessage = ({ data: { id, wait } }) => setTimeout(() => postMessage(id), wait);
