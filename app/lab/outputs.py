"""What each output of an exported network means."""

from app.errors import Invalid
from app.inference.graph import Graph
from app.inference.manifest import Output

MEANINGS = {
    "logits": Output(meaning="a number per label; softmax over temperature gives probabilities", shape="B x K"),
    "cam": Output(meaning="Grad-CAM of each class of logits", shape="B x K x h x w"),
    "hirescam": Output(meaning="HiResCAM of each class of logits", shape="B x K x h x w"),
    "subtype": Output(meaning="a number per finding but the first; sigmoid gives probabilities", shape="B x (K - 1)"),
    "subtype_cam": Output(meaning="Grad-CAM of each finding of subtype", shape="B x (K - 1) x h x w"),
    "embedding": Output(meaning="a direction of length one", shape="B x D"),
    "attention": Output(meaning="how much each frame, or each place, counted", shape="N, or B x 1 x h x w"),
    "segmentation": Output(meaning="a number per place; sigmoid gives the lesion", shape="B x 1 x h x w"),
}


def describe_outputs(graph: Graph) -> dict[str, Output]:
    unknown = sorted(set(graph.outputs) - set(MEANINGS))
    if unknown:
        raise Invalid(f"The exported network has outputs without a meaning: {', '.join(unknown)}. Name them first.")
    return {name: MEANINGS[name] for name in graph.outputs}
