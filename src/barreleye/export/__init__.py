"""Networks and models of tables for other programs: ONNX, modules of PyTorch, layers of Keras, safetensors."""

from ._keras_layers import keras
from ._onnx_file import onnx
from ._safetensors import safetensors
from ._torch_modules import torch

__all__ = ["keras", "onnx", "safetensors", "torch"]
