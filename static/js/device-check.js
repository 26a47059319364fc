// The check of a device before a video visit. Picture and sound stay in this page: nothing is recorded or sent.

const LISTEN_FOR = 8000; // milliseconds
const HEARD = 12; // of 100: a voice at arm's length, not a fan
const FAST_ENOUGH = 1.5; // megabits a second, what one video call needs

const section = document.getElementById("device-check");
let camera = null;

function say(check, words) {
  for (const line of check.querySelectorAll("[data-say]")) line.hidden = line.dataset.say !== words;
  check.dataset.result = words;
}

// What the browser's refusal means to a reader.
function reason(error) {
  if (["NotAllowedError", "SecurityError"].includes(error.name)) return "refused";
  return ["NotFoundError", "OverconstrainedError", "TypeError"].includes(error.name) ? "missing" : "busy";
}

function stop(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

async function checkCamera(check) {
  const picture = check.querySelector("video");
  stop(camera);
  camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "user" } });
  picture.srcObject = camera;
  picture.hidden = false;
  await picture.play();
  say(check, "good");
}

// The loudest part of the last moments, from 0 to 100.
function loudness(analyser, samples) {
  analyser.getByteTimeDomainData(samples);
  return Math.min(100, Math.max(...samples.map((sample) => Math.abs(sample - 128))) * 2);
}

async function checkMicrophone(check) {
  const meter = check.querySelector("meter");
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const sound = new AudioContext();
  const analyser = sound.createAnalyser();
  const samples = new Uint8Array(analyser.fftSize);
  sound.createMediaStreamSource(stream).connect(analyser);
  await sound.resume(); // phones begin with a silent one
  meter.hidden = false;
  say(check, "waiting");
  const until = performance.now() + LISTEN_FOR;
  let heard = false;
  while (performance.now() < until) {
    meter.value = loudness(analyser, samples);
    if (!heard && meter.value > HEARD) say(check, "good");
    heard ||= meter.value > HEARD;
    await new Promise((next) => setTimeout(next, 60));
  }
  stop(stream);
  await sound.close();
  meter.hidden = true;
  if (!heard) say(check, "quiet");
}

async function checkSpeaker(check) {
  const sound = new AudioContext();
  await sound.resume();
  for (const [index, pitch] of [440, 554, 659].entries()) {
    const tone = sound.createOscillator();
    const volume = sound.createGain();
    volume.gain.value = 0.2;
    tone.frequency.value = pitch;
    tone.connect(volume).connect(sound.destination);
    tone.start(sound.currentTime + index * 0.6);
    tone.stop(sound.currentTime + index * 0.6 + 0.4);
  }
  say(check, "good");
  setTimeout(() => sound.close(), 2500);
}

// Megabits a second in which one small file comes.
async function loadSample() {
  const begun = performance.now();
  const answer = await fetch(section.dataset.sample, { cache: "no-store", credentials: "omit" });
  if (!answer.ok) throw new Error("the sample is gone");
  const bits = (await answer.arrayBuffer()).byteLength * 8;
  return bits / 1e6 / ((performance.now() - begun) / 1000);
}

async function checkConnection(check) {
  say(check, "waiting");
  let best = 0;
  // The first one also opens the connection, and any one may be unlucky.
  for (let tries = 0; tries < 3; tries += 1) best = Math.max(best, await loadSample());
  say(check, best < FAST_ENOUGH ? "slow" : "good");
}

const CHECKS = {
  camera: checkCamera,
  microphone: checkMicrophone,
  speaker: checkSpeaker,
  connection: checkConnection,
};

for (const check of section.querySelectorAll("[data-check]")) {
  const button = check.querySelector("button");
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await CHECKS[check.dataset.check](check);
    } catch (error) {
      say(check, check.dataset.check === "connection" ? "missing" : reason(error));
    }
    button.disabled = false;
    button.focus();
  });
}
// The camera's light goes out when the reader leaves.
window.addEventListener("pagehide", () => stop(camera));
section.hidden = false;
