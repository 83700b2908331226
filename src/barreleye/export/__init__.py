"""Models that leave the house: ONNX, PyTorch, Keras, safetensors, and source code of C, JavaScript and Python."""

from ._keras_layers import keras
from ._onnx_file import onnx
from ._safetensors import safetensors
from ._source_code import c, javascript, python
from ._torch_modules import torch

__all__ = ["c", "javascript", "keras", "onnx", "python", "safetensors", "torch"]
