"""ONNX files of exports, checked and run by onnxruntime."""

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

onnxruntime.set_default_logger_severity(3)


def checked(path):
    """Return the message of a file that the checker has nothing against."""
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    return model


def run(path, feeds):
    """Return what onnxruntime computes, by the names of the outputs."""
    checked(path)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    names = [one.name for one in session.get_outputs()]
    return dict(zip(names, session.run(None, feeds), strict=True))


def version(path):
    """Return the version of the operators that a file needs."""
    return next(one.version for one in checked(path).opset_import if not one.domain)


def properties(path):
    return {one.key: one.value for one in checked(path).metadata_props}


def model_of(nodes, constants, width, *, opset=20, outputs=("y",), classes=0):
    """Return a model of one input, ``x`` (rows, width); nodes are (operator, inputs, output, attributes)."""
    made = [
        helper.make_node(one, inputs, [output], name=f"node {output}", **options)
        for one, inputs, output, options in nodes
    ]
    places = [helper.make_tensor_value_info(one, TensorProto.FLOAT, ["rows", None]) for one in outputs]
    if classes:
        places.append(helper.make_tensor_value_info("label", classes, ["rows"]))
    graph = helper.make_graph(
        made,
        "made by hand",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["rows", width])],
        places,
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    opsets = [helper.make_opsetid("", opset), helper.make_opsetid("ai.onnx.ml", 1)]
    return helper.make_model(graph, opset_imports=opsets)
