"""The drawings of a return card; `static/pictograms/<id>.svg` holds each, and
`templates/join/_pictogram.html` its word. Some words make a good nickname."""

PICTOGRAMS = (
    "apple", "bell", "bike", "bird", "boat", "book", "bread", "car", "cat", "clock", "cup", "dog",
    "fish", "flower", "hat", "heart", "house", "key", "moon", "pear", "star", "sun", "tree",
    "umbrella",
)  # fmt: skip

NICKNAMES = ("apple", "bird", "boat", "flower", "moon", "pear", "star", "sun", "tree")
