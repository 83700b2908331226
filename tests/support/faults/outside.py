"""Faults in what stands around networks: data sets, the command line, reports, the microscope, exports."""

from .fault import Fault

FAULTS = {
    "the spiral is drawn from global random numbers": Fault(
        "datasets/_generated.py",
        "rng = make_rng(seed)\n    radius",
        "rng = make_rng(None)\n    radius",
        "datasets/test_datasets.py::test_a_seed_gives_the_same_data_again_and_another_seed_other_data",
    ),
    "the report is written before the model": Fault(
        "cli/_fit_result.py",
        '    files.write("model", model, result.model.save)\n',
        "    for one in beside:\n"
        "        one.write(one.path)\n"
        '    files.write("model", model, result.model.save)\n',
        "cli/test_nothing_is_lost.py::test_a_report_that_cannot_be_written_is_a_warning_and_exit_code_1",
    ),
    "messages that cannot be written end the work": Fault(
        "cli/_console.py",
        "sys.stderr = as_stream(OutputStream(sys.stderr or _null_stream()))",
        "sys.stderr = sys.stderr or _null_stream()",
        "cli/test_outputs.py::test_a_refusal_has_its_exit_code_where_it_cannot_be_told",
    ),
    "a report shows names of any length": Fault(
        "reports/_elements.py",
        "escape(printable(cut(text, most)))",
        "escape(printable(text))",
        "reports/test_page.py::test_a_page_stays_small_whatever_the_table_holds[a long target]",
    ),
    "an area of effect ignores the layers above": Fault(
        "microscope/_area.py",
        "g = (g @ W) * slopes",
        "g = g @ W",
        "microscope/test_area.py::test_an_area_may_have_several_parts",
    ),
    "a missing number of a column in bins is the number that replaces it, in a graph": Fault(
        "export/graphs/_graph_columns.py",
        "graph.constant(0.0), own) if encoding.blank else own",
        "own, own) if encoding.blank else own",
        "export/test_onnx_tables.py::test_a_model_answers_raw_columns[('numbers', 'bins')]",
    ),
    "a function for float64 is computed as for float32, in a graph": Fault(
        "export/graphs/_graph_activations.py",
        "fine=not single",
        "fine=False",
        "export/test_onnx_networks.py::test_an_activation_is_the_same_function[gelu-float64]",
    ),
    "a file of ONNX is believed whatever it says of itself": Fault(
        "exchange/_from_onnx.py",
        "return net if again.graph == message.graph else None",
        "return net",
        "exchange/test_from_onnx.py::test_a_file_that_says_something_else_of_itself_is_not_believed",
    ),
}
