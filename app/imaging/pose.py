"""How a head is turned, estimated from five landmarks: good enough to ask for another photograph, no more."""

from dataclasses import dataclass

import numpy as np

Points = tuple[tuple[float, float], ...]

NOSE_DEPTH = 0.9
"""How far the tip of the nose stands out, as a share of half the distance of the eyes."""
NOSE_PLACE, FACE_HEIGHT = 0.5, 2.2
"""Where the nose lies between eyes and mouth of a straight look; how far these lie apart, in nose depths."""


@dataclass(frozen=True, slots=True)
class Pose:
    """Degrees; nought looks straight. Yaw to the picture's right, pitch down, roll clockwise are positive."""

    yaw: float
    pitch: float
    roll: float

    def frontal(self, yaw: float = 20.0, pitch: float = 25.0, roll: float = 30.0) -> bool:
        """Whether the face looks straight enough to be judged."""
        return abs(self.yaw) <= yaw and abs(self.pitch) <= pitch and abs(self.roll) <= roll


def estimate_pose(landmarks: Points) -> Pose:
    """From both eyes, nose and both corners of the mouth, the picture's left first."""
    points = np.array(landmarks, float)
    across = points[1] - points[0]
    distance = float(np.linalg.norm(across))
    if distance == 0:
        raise ValueError("both eyes lie on one place")
    right = across / distance
    down = np.array([-right[1], right[0]])
    eyes, mouth = points[:2].mean(0), points[3:].mean(0)
    middle = (eyes + mouth) / 2
    aside = float((points[2] - middle) @ right) / (distance / 2)
    height = float((mouth - eyes) @ down)
    if height <= 0:
        raise ValueError("the mouth does not lie below the eyes")
    below = float((points[2] - eyes) @ down) / height - NOSE_PLACE
    yaw = np.arctan(aside / NOSE_DEPTH)
    return Pose(
        yaw=float(np.degrees(yaw)),
        pitch=float(np.degrees(np.arctan(below * FACE_HEIGHT))),
        roll=float(np.degrees(np.arctan2(across[1], across[0]))),
    )
