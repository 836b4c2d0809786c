// A viewfinder with the outline of what is asked laid over it; where a browser has none, its own camera opens instead.
const dialog = document.querySelector("[data-camera]");
const video = dialog.querySelector("video");
const shutter = dialog.querySelector("[data-shutter]");
const overlay = dialog.querySelector("[data-overlay]");
const WANTED = { audio: false, video: { facingMode: "environment", width: { ideal: 4096 }, height: { ideal: 2160 } } };
let stream = null;

export const possible = Boolean(navigator.mediaDevices?.getUserMedia && window.isSecureContext);

// Opens the viewfinder; `taken` is given every picture. False where there is no camera, or nobody allows it.
export async function open(outline, taken) {
  try {
    stream = await navigator.mediaDevices.getUserMedia(WANTED);
  } catch {
    return false;
  }
  overlay.replaceChildren(...(outline ? [outline.cloneNode(true)] : []));
  video.srcObject = stream;
  shutter.onclick = async () => taken(new File([await shoot()], `camera-${stamp()}.jpg`, { type: "image/jpeg", lastModified: Date.now() }));
  shutter.disabled = true; // until there is a picture to take
  dialog.showModal();
  await video.play().then(ready, () => undefined); // closed before it began
  return true;
}

function ready() {
  shutter.disabled = false;
  shutter.focus();
}

// Resolves when the viewfinder is closed, at once where it is not open.
export const closed = () => new Promise((resolve) => (dialog.open ? dialog.addEventListener("close", resolve, { once: true }) : resolve()));

// The sensor's full picture where the browser gives it, else the frame that is seen.
async function shoot() {
  if ("ImageCapture" in window) {
    try {
      const photo = await new ImageCapture(stream.getVideoTracks()[0]).takePhoto();
      if (photo.type === "image/jpeg") return photo;
    } catch {
      // Some cameras refuse; the frame will do.
    }
  }
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d").drawImage(video, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.95));
}

function stamp() {
  return new Date().toISOString().replaceAll(/[^0-9]/g, "").slice(0, 17);
}

dialog.addEventListener("close", () => {
  for (const track of stream?.getTracks() ?? []) track.stop();
  video.srcObject = null;
});
dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
