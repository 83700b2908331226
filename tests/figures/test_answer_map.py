"""The picture of answers over two columns shows the answers at their places."""

import numpy as np
from matplotlib.colors import to_rgb

from barreleye import figures

ACROSS, UP = np.array([0.0, 1.0, 2.0]), np.array([10.0, 20.0])


def test_numbers_stand_at_their_places_in_the_units_of_the_columns():
    answers = np.array([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]])
    figure = figures.answer_map(ACROSS, UP, answers, names=("size", "$age"))
    axes = figure.axes[0]
    (image,) = axes.images
    assert image.get_array().tolist() == answers.tolist()
    assert image.origin == "lower"  # the first row of answers is at the bottom
    assert image.get_extent() == [-0.5, 2.5, 5.0, 25.0]  # half a step around each place
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("size", r"\$age")
    assert figure.alt_text == r"Answers over size and \$age"


def test_a_place_has_the_colour_of_the_class_that_wins_paler_where_it_is_less_sure():
    shares = np.array([[[0.9, 0.1], [0.4, 0.6], [0.0, 1.0]], [[0.5, 0.5], [0.2, 0.8], [1.0, 0.0]]])
    figure = figures.answer_map(ACROSS, UP, shares)
    image = np.asarray(figure.axes[0].images[0].get_array())
    assert image.shape == (2, 3, 3)
    sure, unsure = image[0, 2], image[0, 1]
    # both have the hue of the second class; the paper is white
    assert np.abs(1.0 - sure).sum() > np.abs(1.0 - unsure).sum()
    np.testing.assert_allclose(np.cross(1.0 - sure, 1.0 - unsure), 0.0, atol=1e-12)
    first = image[1, 2]
    assert np.abs(np.cross(1.0 - sure, 1.0 - first)).max() > 0.01


def test_points_have_the_colours_of_their_classes():
    shares = np.full((2, 3, 2), 0.5)
    figure = figures.answer_map(
        ACROSS,
        UP,
        shares,
        classes=["no", "yes"],
        points=[[0.5, 12.0], [1.5, 18.0]],
        labels=["yes", "yes"],
    )
    axes = figure.axes[0]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["yes"]
    (dots,) = axes.collections
    assert dots.get_offsets().tolist() == [[0.5, 12.0], [1.5, 18.0]]
    both = figures.answer_map(
        ACROSS,
        UP,
        shares,
        classes=["no", "yes"],
        points=[[0.5, 12.0], [1.5, 18.0]],
        labels=["no", "yes"],
    )
    colour_of = {
        dots.get_label(): to_rgb(dots.get_facecolor()[0][:3]) for dots in both.axes[0].collections
    }
    assert to_rgb(dots.get_facecolor()[0][:3]) == colour_of["yes"] != colour_of["no"]
