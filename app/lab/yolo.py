"""What the ear locator takes from ultralytics, which must not change Pillow for everybody else on import."""

from PIL import Image

_open = Image.open

from ultralytics.cfg import get_cfg  # noqa: E402
from ultralytics.nn.modules.head import Detect  # noqa: E402
from ultralytics.nn.tasks import DetectionModel, load_checkpoint  # noqa: E402
from ultralytics.utils.metrics import ap_per_class  # noqa: E402
from ultralytics.utils.torch_utils import ModelEMA  # noqa: E402

Image.open = _open  # ultralytics' own tries to install packages when it meets a torn picture

__all__ = ["Detect", "DetectionModel", "ModelEMA", "ap_per_class", "get_cfg", "load_checkpoint"]
