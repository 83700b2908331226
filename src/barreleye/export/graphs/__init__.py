"""Graphs of ONNX: networks, activations, and the columns of tables as nodes."""

from ._graph import Graph
from ._graph_files import network_bytes, table_bytes
from ._graph_formulas import formula
from ._model_proto import onnx_package

__all__ = ["Graph", "formula", "network_bytes", "onnx_package", "table_bytes"]
