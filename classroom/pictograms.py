"""The drawings of a return card; `static/pictograms/<id>.svg` holds each."""

PICTOGRAMS = (
    "apple", "bell", "bike", "bird", "boat", "book", "bread", "car", "cat", "clock", "cup", "dog",
    "fish", "flower", "hat", "heart", "house", "key", "moon", "pear", "star", "sun", "tree",
    "umbrella",
)  # fmt: skip
