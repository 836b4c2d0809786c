"""The naive way, served: a whole decode, eager PyTorch, pytorch-grad-cam, a PNG overlay on every answer."""

import base64
import io
from threading import Lock

import numpy as np
import torch
from fastapi import FastAPI, UploadFile
from PIL import Image
from pytorch_grad_cam import GradCAM
from pytorch_grad_cam.utils.image import show_cam_on_image
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

from app.lab.oracle import Answer
from app.lab.training import recipe
from app.tasks import TASKS
from tests.bench.networks import network
from tests.bench.places import PRESET
from tests.bench.workload import TASK

app = FastAPI()
torch.set_num_threads(2)
NETWORK, GIVEN = network(TASK), recipe(TASKS[TASK], PRESET).preparation
MODEL = Answer(NETWORK).requires_grad_(True)
HOOKS = Lock()
"""pytorch-grad-cam holds state in hooks: one caller at a time."""


@app.post("/screen")
def screen(pictures: UploadFile) -> dict[str, object]:
    """Probability and overlay, as most demonstrations do it."""
    with Image.open(pictures.file) as opened:
        small = opened.convert("RGB").resize((GIVEN.size, GIVEN.size), Image.Resampling.BILINEAR)
    scaled = np.asarray(small, np.float32) / 255
    normal = (scaled - np.asarray(GIVEN.mean, np.float32)) / np.asarray(GIVEN.std, np.float32)
    given = torch.from_numpy(normal.transpose(2, 0, 1)[None].astype(np.float32))
    with HOOKS, GradCAM(model=MODEL, target_layers=[NETWORK.cam_layer]) as explain:
        heat = explain(input_tensor=given, targets=[ClassifierOutputTarget(1)])
        logits = explain.outputs
    return {"probability": float(logits.softmax(1)[0, 1]), "overlay": overlay(small, heat)}


def overlay(small: Image.Image, heat: np.ndarray) -> str:
    values = np.asarray(Image.fromarray(heat[0]).resize((512, 512)))
    shown = show_cam_on_image(np.asarray(small.resize((512, 512)), np.float32) / 255, values, use_rgb=True)
    content = io.BytesIO()
    Image.fromarray(shown).save(content, "PNG")
    return base64.b64encode(content.getvalue()).decode()


@app.get("/healthz")
def alive() -> dict[str, str]:
    return {"status": "alive"}
