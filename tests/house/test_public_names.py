"""What the library promises: a new public name, or a lost one, is a decision; each is documented."""

import functools
import inspect
import re
import tomllib
from pathlib import Path

import pytest

import barreleye as be

FACES = {
    "": "LBFGS SGD Adagrad Adam AdamW Dense Dropout EarlyStopping History Loss Momentum NAdam Nesterov Network"
    " Neuron Parameters RMSprop TableEnsemble TableModel TabularClassifier TabularRegressor Trace HealthWatch"
    " activations animations area_of_effect by_hand check compare_activations comparisons datasets"
    " diagnostics engine errors exact_curve export figures fit_table from_keras from_onnx from_sklearn from_torch"
    " health revive initializers"
    " linear_regions load lessons losses microscope mlp optimizers play playground schedules sklearn tables"
    " write_report",
    "activations": "Activation Elementwise Rowwise from_functions get interval limits names restore"
    " step sign linear sigmoid hard_sigmoid log_sigmoid tanh hard_tanh arctan softsign relu relu6"
    " leaky_relu elu selu celu squared_relu softplus silu hard_swish gelu gelu_tanh mish tanh_shrink"
    " soft_shrink hard_shrink exponential gaussian sine softmax log_softmax",
    "animations": "Animation activation active_shares by_hand data_passing neuron overflow pair race"
    " training",
    "by_hand": "Change Pair PairView SINE_PAIRS changes fit pairs ramps sine",
    "datasets": "circles moons penguins_csv sine spiral vertical xor",
    "comparisons": "ActivationComparison Contender compare_activations paired_test",
    "diagnostics": "RULES Check Finding Health HealthWatch Rule check health revive",
    "export": "c javascript keras onnx python safetensors torch",
    "figures": "activation activation_comparison activations answer_map active_shares areas_of_effect as_png"
    " calibration effect importance"
    " as_svg confidences confusion_matrix curve decision_regions fitted_curve gradients"
    " health_map histograms layer_activation layer_statistics linear_regions loss_curve"
    " network neuron neuron_map neuron_outputs overflow overview points"
    " predicted_against_true require_matplotlib terminal_plot theme weight_matrices",
    "initializers": "Given Initializer Random Zeros get given names normal restore uniform",
    "lessons": "CHAPTERS SECTIONS Chapter Exercise Mistake Section Verdict ask check",
    "losses": "Loss absolute_error binary_cross_entropy class_indices cross_entropy for_output get"
    " half_poisson_deviance half_squared_error huber learn_classes names quantile restore row_weights"
    " squared_error summed_binary_cross_entropy",
    "microscope": "Curve Pieces Regions area_of_effect exact_curve linear_regions pieces",
    "playground": "Page play",
    "optimizers": "LBFGS Adagrad Adam AdamW Momentum NAdam Nesterov Optimizer RMSprop CompiledOptimizer SGD"
    " get names",
    "schedules": "Constant Cosine Exponential Held InverseScaling OneCycle Plateau ReduceOnPlateau Schedule Step"
    " WarmUp as_schedule",
    "sklearn": "MLPClassifier MLPRegressor TabularClassifier TabularRegressor",
    "tables": "CLASSIFICATION REGRESSION Column ColumnFormat ColumnPlan Effect EnsembleFit Explained Importance"
    " Interaction Intervals Predictions Score Scores Table TableEncoder TableEnsemble TableFit TableModel"
    " TablePredictor Target WrongRow as_table compare_activations fit_table load read_table write_table",
}


def face(floor):
    return getattr(be, floor) if floor else be


@pytest.mark.parametrize("floor", FACES)
def test_a_face_shows_these_names_and_no_others(floor):
    shown = set(getattr(face(floor), "__all__", None) or dir(face(floor)))
    pinned = set(FACES[floor].split())

    # a catalogue may grow by itself: a new activation is one block in its family file, and nothing here
    grown = set(be.activations.names()) if floor == "activations" else set()
    assert pinned <= shown <= pinned | grown


@pytest.mark.parametrize("floor", FACES)
def test_every_name_of_a_face_is_there(floor):
    for name in FACES[floor].split():
        assert getattr(face(floor), name) is not None


@pytest.mark.parametrize("floor", FACES)
def test_every_public_function_class_and_method_has_a_docstring(floor):
    undocumented = []
    for name in FACES[floor].split():
        thing = getattr(face(floor), name)
        if inspect.isclass(thing) or inspect.isfunction(thing):
            members = vars(thing).items() if inspect.isclass(thing) else ()
            methods = [
                f"{name}.{member}"
                for member, value in members
                if not member.startswith("_")
                and isinstance(value, property | classmethod) | inspect.isfunction(value)
                and not inspect.getdoc(value)
            ]
            undocumented += methods if inspect.getdoc(thing) else [name, *methods]

    assert undocumented == []


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'netwrok'"):
        be.netwrok  # noqa: B018
    with pytest.raises(AttributeError, match="did you mean 'relu'"):
        be.activations.relo  # noqa: B018


ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
# Lines of a list for Sphinx, and names in running text.
DOCUMENTED = {a or b for a, b in re.findall(r"^   ([\w.]+)$|``([\w.]+)``", PAGE, re.MULTILINE)}


@pytest.mark.parametrize("floor", FACES)
def test_every_public_name_is_on_a_page_of_the_documentation(floor):
    own_page = set(be.activations.names())  # docs/conf.py writes one for each
    absent = []
    for name in FACES[floor].split():
        thing = getattr(face(floor), name)
        full = f"{floor}.{name}" if floor else name
        shorter = getattr(be, name, None) is thing
        listed = full in DOCUMENTED or (shorter and name in DOCUMENTED)
        shown = any(known.startswith(f"{name}.") for known in DOCUMENTED) or f"barreleye.{name}" in PAGE
        if not (listed or (inspect.ismodule(thing) and shown) or name in own_page):
            absent.append(full)

    assert absent == []


def test_what_the_documentation_lists_is_there():
    for name in DOCUMENTED:
        assert functools.reduce(getattr, name.split("."), be) is not None


EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
    "optional-dependencies"
]


def test_the_extra_all_brings_whatever_the_library_asks_for():
    source = Path(be.__file__).parent
    asked = {
        extra
        for path in source.rglob("*.py")
        for extra in re.findall(r"pip install '?barreleye\[(\w+)\]", path.read_text(encoding="utf-8"))
    }
    assert {"data", "fast", "figures", "lbfgs"} <= asked
    every = re.fullmatch(r"barreleye\[(.*)\]", *EXTRAS["all"])[1]
    apart = {"onnx"}  # for those who exchange files with other programs
    assert asked - apart <= set(every.split(","))
    assert apart <= EXTRAS.keys()


def test_the_documentation_is_built_with_nothing_but_its_own_extra():
    assert EXTRAS["docs"][:2] == ["barreleye[all]", "barreleye[onnx]"]  # its pages use all parts
    rule = re.search(
        r"^docs:.*\n(\t.*\n)+", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert "$(BIN)" not in rule[0]
    assert ".venv-docs/bin/sphinx-build" in rule[0]
